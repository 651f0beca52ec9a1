"""Proving once more whose browser it is, before something by which somebody else could take the account over."""

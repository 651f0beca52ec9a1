"""Errors that only the operator of the site can mend."""


class Trouble(Exception):
    """The message says what is wrong and what to do; commands print it and end with status 1."""

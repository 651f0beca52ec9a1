"""Errors that only the operator of the site can mend."""


class Trouble(Exception):  # noqa: N818 - an umbrella; what falls under it is called …Error
    """The message says what is wrong and what to do; commands print it and end with status 1."""

"""What can be wrong with a file: all of it, or one row."""

from cocreate.kernel.trouble import Trouble


class Unusable(Trouble):
    """The file or its mapping cannot be used at all; nothing has been brought in."""


class Rejected(Exception):
    """One row cannot be taken; the message is the reason told beside it."""

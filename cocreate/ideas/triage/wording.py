"""What the desk names and writes for itself is neither missing nor too long."""

from flask_babel import gettext as _

from cocreate.kernel.errors import Invalid


def check(field: str, words: str, longest: int) -> None:
    """Raise `Invalid` at `field` where `words` are missing or have more than `longest` characters."""
    if not words:
        raise Invalid(field, _("This is needed."))
    if len(words) > longest:
        raise Invalid(field, _("At most %(count)s characters, please.", count=longest))

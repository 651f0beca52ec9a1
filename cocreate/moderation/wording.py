"""What reasons and actions are called where people read them."""

from flask_babel import gettext as _

from cocreate.moderation.models import Reason


def reason_name(reason: Reason | None) -> str:
    """What is wrong, in a few words; empty where nothing is said to be."""
    names: dict[Reason | None, str] = {
        Reason.SPAM: _("Spam or advertising"),
        Reason.INSULT: _("Insult or harassment"),
        Reason.OFF_TOPIC: _("Off topic"),
        Reason.PRIVACY: _("Somebody's private data"),
        Reason.ILLEGAL: _("Against the law"),
        Reason.UNDISCLOSED: _("Staff or dealer who does not say so"),
        Reason.OTHER: _("Something else"),
    }
    return names.get(reason, "")

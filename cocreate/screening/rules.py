"""The one door through which every text passes that a member publishes."""

from flask_babel import gettext as _

from cocreate.kernel.errors import Refused
from cocreate.members.models import Member, MemberState
from cocreate.screening.verdicts import Verdict


def screen(author: Member, title: str | None, body: str) -> Verdict:
    """What becomes of a text by `author`: published as it is or otherwise, held, or not taken at all.

    Staff answer for what they publish, an operator for what is brought in from elsewhere. Raises `Invalid` at the
    field for what nobody may publish, `Refused` for a silenced author. Needs the author's roles loaded.
    """
    if is_exempt(author):
        return Verdict(title, body)
    if author.is_silenced:
        raise Refused("silenced", _("You cannot publish anything at present. Your record tells why, and until when."))
    return Verdict(title, body)


def is_exempt(author: Member) -> bool:
    """Whether nothing by `author` is screened: staff, and whoever wrote elsewhere and has no account here."""
    return author.state is MemberState.PLACEHOLDER or author.is_staff

"""The one door through which every text passes that a member publishes."""

from flask_babel import gettext as _

from cocreate.kernel.errors import Invalid, Refused
from cocreate.members.models import Member, MemberState
from cocreate.screening import providers
from cocreate.screening.judgements import Judgement
from cocreate.screening.models import Cause
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
    judgement = providers.text(author, title, body)
    if judgement.blocked is not None:
        raise Invalid(judgement.blocked.field, judgement.blocked.message)
    held = judgement.held or judgement.unchecked
    return Verdict(judgement.title, judgement.body, _causes(judgement), held, judgement.silence)


def _causes(judgement: Judgement) -> frozenset[Cause]:
    """Why somebody should look at a text that was judged so."""
    by_word = {Cause.WORD} if judgement.held or judgement.flagged else set()
    return frozenset(by_word | ({Cause.PROVIDER} if judgement.unchecked else set()))


def is_exempt(author: Member) -> bool:
    """Whether nothing by `author` is screened: staff, and whoever wrote elsewhere and has no account here."""
    return author.state is MemberState.PLACEHOLDER or author.is_staff

"""The one door through which every text passes that a member publishes."""

from flask_babel import gettext as _

from cocreate.kernel.errors import Invalid, NotNow
from cocreate.members.models import Member, MemberState
from cocreate.screening import providers
from cocreate.screening.judgements import Judgement
from cocreate.screening.models import Cause
from cocreate.screening.occasions import Occasion, weigh
from cocreate.screening.verdicts import Verdict


def screen(author: Member, title: str | None, body: str, occasion: Occasion) -> Verdict:
    """What becomes of a text by `author` on an `occasion`: published as it is or otherwise, held, or not taken at all.

    Staff answer for what they publish, an operator for what is brought in from elsewhere. Raises `Invalid` at the
    field for what nobody may publish, or the author may not, `NotNow` for a silenced author, `TooMany` for one who is
    too quick. Needs the author's roles loaded.
    """
    if is_exempt(author):
        return Verdict(title, body)
    check_speaks(author)
    judgement = providers.text(author, title, body)
    if judgement.blocked is not None:
        raise Invalid(judgement.blocked.field, judgement.blocked.message)
    caution = weigh(author, f"{title or ''}\n\n{body}", occasion)
    held = judgement.held or judgement.unchecked or caution.held
    causes = _causes(judgement) | caution.causes
    return Verdict(judgement.title, judgement.body, causes, held, judgement.silence)


def screen_words(author: Member, field: str, *said: str) -> None:
    """Raise `Invalid` at `field` unless all that is `said` by `author` beside the text of a post may stand as it is:
    tags, words about a picture, what a member says of themselves."""
    words = "\n".join(filter(None, said))
    if words and not is_exempt(author):
        check_speaks(author)
        providers.line(author, field, words)


def screen_picture(uploader: Member, content: bytes) -> None:
    """Raise `Invalid` at ``picture`` unless the picture in the file `content` may be shown."""
    if not is_exempt(uploader):
        check_speaks(uploader)
        providers.picture(uploader, "picture", content)


def check_speaks(author: Member) -> None:
    """Raise `NotNow` for a silenced `author`, who may take away, but adds nothing that others see."""
    if author.is_silenced and not is_exempt(author):
        raise NotNow("silenced", _("You cannot publish anything at present. Your record tells why, and until when."))


def _causes(judgement: Judgement) -> frozenset[Cause]:
    """Why somebody should look at a text that was judged so."""
    by_word = {Cause.WORD} if judgement.held or judgement.flagged else set()
    return frozenset(by_word | ({Cause.PROVIDER} if judgement.unchecked else set()))


def is_exempt(author: Member) -> bool:
    """Whether nothing by `author` is screened: staff, and whoever wrote elsewhere and has no account here."""
    return author.state is MemberState.PLACEHOLDER or author.is_staff

"""The part of an idea's page that is between its author and the brand, put together."""

from dataclasses import dataclass
from typing import TypeVar

from cocreate.ideas.history import StatusChangeView
from cocreate.ideas.models import Idea, IdeaKind
from cocreate.ideas.responses import access, queries
from cocreate.ideas.responses.forms import PauseForm
from cocreate.ideas.responses.queries import Standing
from cocreate.ideas.safety import access as safety
from cocreate.ideas.safety.forms import SafetyForm
from cocreate.kernel.forms import Form
from cocreate.kernel.i18n import locale
from cocreate.members.models import Member


@dataclass(frozen=True)
class Panel:
    """Where the idea stands, and the forms the reader may use: `None` where they may not."""

    standing: Standing
    pause_form: PauseForm | None
    may_resume: bool
    safety_form: SafetyForm | None
    may_judge: bool
    may_decide: bool
    may_speak: bool


def panel(
    idea: Idea, history: list[StatusChangeView], reader: Member | None, url: str, refused: Form | None = None
) -> Panel:
    """The panel of `idea`, with the form that was `refused` as it was sent. One statement."""
    decides = safety.may_decide(reader)
    standing = queries.standing(idea, history, reader if decides else None, url, locale())
    states = {promise.state for promise in standing.promises}
    pauses = access.may_pause(reader)
    marks = safety.may_mark(reader) and idea.kind is IdeaKind.PROBLEM
    return Panel(
        standing=standing,
        pause_form=_sent(PauseForm, refused) if pauses and "running" in states else None,
        may_resume=pauses and "paused" in states,
        safety_form=_sent(SafetyForm, refused) if marks else None,
        may_judge=standing.answer is not None and access.may_judge(reader, idea),
        may_decide=decides,
        may_speak=reader is not None and reader.is_official,
    )


Kind = TypeVar("Kind", bound=Form)


def _sent(kind: type[Kind], refused: Form | None) -> Kind:
    return refused if isinstance(refused, kind) else kind(formdata=None)

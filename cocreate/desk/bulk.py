"""One thing done to many ideas, each by the rules for one: what is refused is told, the rest is done."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from cocreate.ideas import queries, rules
from cocreate.ideas.merging import rules as merging
from cocreate.ideas.models import Idea
from cocreate.ideas.safety.models import ClosingProposal
from cocreate.ideas.triage import rules as triage
from cocreate.ideas.triage.models import AnswerTemplate, Department
from cocreate.ideas.triage.rules import Driving
from cocreate.kernel.database import db
from cocreate.kernel.errors import Refused
from cocreate.kernel.ids import is_public_id
from cocreate.members.models import Member
from cocreate.points import deeds
from cocreate.posts.access import visible_to
from cocreate.posts.models import Post


class Named(NamedTuple):
    """An idea as a report names it."""

    title: str
    language: str
    url: str


@dataclass(frozen=True)
class Report:
    """What became of each idea. `proposed`: somebody else has to confirm it. `refused` with the reason of each."""

    done: list[Named] = field(default_factory=list)
    proposed: list[Named] = field(default_factory=list)
    refused: list[tuple[Named, str]] = field(default_factory=list)


@dataclass(frozen=True)
class Change:
    """What is to change of who drives some ideas; ``None`` leaves a part as it is at each of them.

    An empty tuple stands for nobody, and for no day.
    """

    department: tuple[Department, ...] | None = None
    lead: tuple[Member, ...] | None = None
    due_on: tuple[date, ...] | None = None


def chosen(public_ids: Collection[str], reader: Member) -> list[Idea]:
    """The ideas called `public_ids` that `reader` sees, in the order of their keys; post, author and status loaded.

    Whoever goes through several ideas goes this way: two who lock them do not wait for each other in a ring.
    """
    whole = (joinedload(Idea.post).joinedload(Post.author), joinedload(Idea.status))
    query = select(Idea).join(Idea.post).options(*whole).order_by(Idea.id)
    known = [each for each in public_ids if is_public_id(each)]
    return list(db.session.scalars(query.where(Post.public_id.in_(known), visible_to(reader))))


def named(idea: Idea) -> Named:
    """`idea` as a report names it."""
    post = idea.post
    return Named(post.title or "", post.language, queries.url(post.public_id, post.title or ""))


def answer(actor: Member, ideas: Collection[Idea], body: str, template: AnswerTemplate | None = None) -> Report:
    """Answer each of `ideas` for the brand: with `template` in the idea's own language, or else with `body`."""
    languages = {idea.id: idea.post.language for idea in ideas}

    def act(idea: Idea) -> None:
        rules.comment(actor, idea, template.body(languages[idea.id]) if template else body, official=True)

    return _each(ideas, act)


def change_status(actor: Member, ideas: Collection[Idea], to_key: str, reason: str, *, official: bool) -> Report:
    """Move each of `ideas` to the status `to_key` for `reason`; where that takes two people, propose it."""
    return _each(ideas, lambda idea: rules.change_status(actor, idea, to_key, reason, official=official))


def merge(actor: Member, ideas: Collection[Idea], target: Idea, reason: str) -> Report:
    """Merge each of `ideas` into `target`, which may be among them; where that takes two people, propose it."""
    sources = [idea for idea in ideas if idea.id != target.id]
    merging.locked(sources, target)  # all at once and in order; one after the other, two batches would wait in a ring
    return _each(sources, lambda idea: merging.merge(actor, [idea], target, reason)[0])


def drive(actor: Member, ideas: Collection[Idea], change: Change) -> Report:
    """Change who drives each of `ideas`, and until when."""

    def act(idea: Idea) -> None:
        present = triage.present(idea)
        wanted = Driving(
            department=present.department if change.department is None else next(iter(change.department), None),
            lead=present.lead if change.lead is None else next(iter(change.lead), None),
            due_on=present.due_on if change.due_on is None else next(iter(change.due_on), None),
            ticket=present.ticket,
        )
        triage.drive(actor, idea, wanted)

    return _each(ideas, act)


@deeds.together()
def _each(ideas: Collection[Idea], act: Callable[[Idea], object]) -> Report:
    """Do `act` to each of `ideas`, all in one transaction; what one refuses is undone there, and there alone."""
    report = Report()
    for idea in ideas:
        name = named(idea)
        try:
            with db.session.begin_nested(), deeds.together():
                made = act(idea)
        except Refused as error:
            report.refused.append((name, error.message))
        else:
            (report.proposed if isinstance(made, ClosingProposal) else report.done).append(name)
    return report

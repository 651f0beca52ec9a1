"""Where an idea stands between its author and the brand, for its page and the desk."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from markupsafe import Markup
from sqlalchemy import BindParameter, ScalarSelect, Select, and_, bindparam, func, select
from sqlalchemy.orm import aliased, joinedload

from cocreate.comments import queries as comments
from cocreate.comments.models import Comment
from cocreate.ideas import queries, statuses
from cocreate.ideas.history import StatusChangeView
from cocreate.ideas.models import Idea, StatusChange
from cocreate.ideas.queries import IdeaRow
from cocreate.ideas.responses.models import Response, ResponseKind, ResponsePause, ResponseState, Verdict
from cocreate.ideas.safety.models import ClosingProposal, ProposalState, SafetyMark
from cocreate.ideas.statuses import StatusView
from cocreate.kernel import clock, text
from cocreate.kernel.database import db
from cocreate.members.models import Member
from cocreate.members.queries import Person, person
from cocreate.posts.models import Post, PostState
from cocreate.posts.queries import html


@dataclass(frozen=True)
class Promise:
    """What is promised for an idea and what came of it; `state` is right whether the job has run or not."""

    kind: str
    state: str
    hours: int
    started_at: datetime
    due_at: datetime
    met_at: datetime | None
    taken: float | None
    paused_for: str | None

    @property
    def counts_every_hour(self) -> bool:
        """Whether its hours are those of any clock, so that 24 of them make a day."""
        return self.due_at - self.started_at == timedelta(hours=self.hours)


@dataclass(frozen=True)
class OfficialAnswer:
    """What the brand said last, in a comment or as the reason of a status; `url` leads to the comment."""

    html: Markup
    language: str
    author: Person
    at: datetime
    url: str | None


@dataclass(frozen=True)
class Proposal:
    """A closing that waits for a second person."""

    to_status: StatusView
    html: Markup
    proposer: Person
    at: datetime
    is_mine: bool


@dataclass(frozen=True)
class Standing:
    """Everything about an idea that is between its author and the brand.

    `solved` is the author's last verdict. `mark_reason` is why the team set the safety mark, or took it away.
    """

    promises: list[Promise]
    answer: OfficialAnswer | None
    solved: bool | None
    judged_at: datetime | None
    safety: bool
    mark_reason: str
    proposal: Proposal | None


def standing(idea: Idea, history: list[StatusChangeView], reader: Member | None, url: str, locale: str) -> Standing:
    """Where `idea`, whose page is at `url` and whose status has this `history`, stands. One statement.

    What is proposed is told to those only who may decide on it (`reader` with the roles that change a status).
    """
    # What is joined on the outside may be missing, which its type does not say.
    found: tuple[Any, ...] = db.session.execute(_standing(), {"idea_id": idea.id}).one()
    answer, answer_pause, decision, decision_pause, verdict, comment, proposal, mark = found
    rows = [(answer, answer_pause), (decision, decision_pause)]
    return Standing(
        promises=[promise(response, pause) for response, pause in rows if response is not None],
        answer=_last_answer(comment, history, url),
        solved=verdict.solved if verdict else None,
        judged_at=verdict.at if verdict else None,
        safety=idea.safety,
        mark_reason=mark.reason if mark else "",
        proposal=_proposal(proposal, reader, locale) if proposal and reader else None,
    )


def promise(response: Response, pause: ResponsePause | None = None) -> Promise:
    """`response` as it is shown."""
    late = response.state is ResponseState.RUNNING and response.due_at <= clock.now()
    return Promise(
        kind=response.kind.value,
        state=(ResponseState.MISSED if late else response.state).value,
        hours=response.hours,
        started_at=response.started_at,
        due_at=response.due_at,
        met_at=response.met_at,
        taken=response.taken,
        paused_for=pause.reason if pause else None,
    )


def is_answered(idea: Idea) -> bool:
    """Whether the brand has answered `idea` officially, in a comment that is still there or by a status."""
    by_comment = select(_last_official_comment(idea.id).is_not(None))
    by_status = select(StatusChange.id).where(StatusChange.idea_id == idea.id, StatusChange.official).exists()
    return bool(db.session.scalar(by_comment) or db.session.scalar(select(by_status)))


def last_verdict(idea: Idea) -> Verdict | None:
    """What the author of `idea` said last."""
    return db.session.scalar(select(Verdict).where(Verdict.idea_id == idea.id).order_by(Verdict.id.desc()).limit(1))


def reopened(reader: Member, locale: str, limit: int) -> list[IdeaRow]:
    """Problems that their authors say are not solved and nobody has answered since, the longest waiting first."""
    return queries.waiting(Idea.reopened_at.is_not(None), Idea.reopened_at, reader, locale, limit)


@cache
def _standing() -> Select[*tuple[Any, ...]]:
    """The statement behind `standing`: each thing there is at most one of, joined to the idea."""
    idea_id: BindParameter[int] = bindparam("idea_id")
    answer, decision = aliased(Response), aliased(Response)
    answer_pause, decision_pause = aliased(ResponsePause), aliased(ResponsePause)
    verdict = select(func.max(Verdict.id)).where(Verdict.idea_id == idea_id).scalar_subquery()
    mark = select(func.max(SafetyMark.id)).where(SafetyMark.idea_id == idea_id).scalar_subquery()
    query = select(answer, answer_pause, decision, decision_pause, Verdict, Comment, ClosingProposal, SafetyMark)
    query = query.select_from(Idea).where(Idea.id == idea_id)
    for response, pause, kind in (
        (answer, answer_pause, ResponseKind.ANSWER),
        (decision, decision_pause, ResponseKind.DECISION),
    ):
        query = query.outerjoin(response, and_(response.idea_id == Idea.id, response.kind == kind))
        query = query.outerjoin(pause, and_(pause.response_id == response.id, pause.ended_at.is_(None)))
    still_open = and_(ClosingProposal.idea_id == Idea.id, ClosingProposal.state == ProposalState.OPEN)
    return (
        query.outerjoin(Verdict, Verdict.id == verdict)
        .outerjoin(Comment, Comment.id == _last_official_comment(idea_id))
        .outerjoin(ClosingProposal, still_open)
        .outerjoin(SafetyMark, SafetyMark.id == mark)
        .options(
            joinedload(Comment.post, innerjoin=False).joinedload(Post.author),
            joinedload(ClosingProposal.proposer),
            joinedload(ClosingProposal.to_status),
        )
    )


def _last_official_comment(thread: BindParameter[int] | int) -> ScalarSelect[int]:
    query = select(func.max(Comment.id)).join(Post, Post.id == Comment.id)
    still_there = (Comment.thread_id == thread, Comment.official, Post.state == PostState.VISIBLE)
    return query.where(*still_there).scalar_subquery()


def _last_answer(comment: Comment | None, history: list[StatusChangeView], url: str) -> OfficialAnswer | None:
    said = next((change for change in reversed(history) if change.official), None)
    if comment is not None and (said is None or _written(comment) > said.at):
        post = comment.post
        address = comments.address(url, post.public_id)
        return OfficialAnswer(html(post), post.language, person(post.author), _written(comment), address)
    if said is None or said.actor is None:
        return None
    return OfficialAnswer(said.html, text.language_of(said.reason), said.actor, said.at, None)


def _written(comment: Comment) -> datetime:
    return comment.post.published_at or comment.post.created_at


def _proposal(proposal: ClosingProposal, reader: Member, locale: str) -> Proposal:
    return Proposal(
        to_status=statuses.view(proposal.to_status, locale),
        html=text.render(proposal.reason),
        proposer=person(proposal.proposer),
        at=proposal.proposed_at,
        is_mine=proposal.proposer_id == reader.id,
    )

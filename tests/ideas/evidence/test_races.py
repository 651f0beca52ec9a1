"""Thresholds under threads on real connections."""

from collections.abc import Callable

from sqlalchemy import func, select

from cocreate.catalogue.stages import Stage
from cocreate.ideas import audit
from cocreate.ideas import rules as ideas
from cocreate.ideas.evidence import rules
from cocreate.ideas.models import Idea, IdeaKind, StatusChange
from cocreate.journal.models import JournalEntry
from cocreate.kernel.database import db
from cocreate.members import queries as members
from tests import make
from tests.support.race import Real

WISH = (Stage.DRIVING, IdeaKind.WISH)


def _supporting(member_id: int, idea_id: int) -> Callable[[], bool]:
    return lambda: ideas.support(members.by_id(member_id), db.session.get_one(Idea, idea_id))


def _setting(team: int, owners: int) -> Callable[[], None]:
    return lambda: rules.change(members.by_id(team), {WISH: owners}, 7)


def _set_up(real: Real, owners: int, threshold: int) -> tuple[int, int, list[int]]:
    def build() -> tuple[int, int, list[int]]:
        team = make.member(roles=["product"])
        rules.change(team, {WISH: threshold}, 7)
        return team.id, make.idea().id, [make.owner().id for _number in range(owners)]

    return real.commit(build)


def _state(real: Real, idea_id: int) -> tuple[str, int, int, int]:
    """Status, owners, automatic changes and their notes in the journal; the audit finds nothing."""

    def read() -> tuple[str, int, int, int]:
        idea = db.session.get_one(Idea, idea_id)
        steps = db.session.scalar(select(func.count()).select_from(StatusChange)) or 0
        noted = select(func.count()).where(JournalEntry.verb == "change_status", JournalEntry.actor_id.is_(None))
        return idea.status_key, idea.owners, steps, db.session.scalar(noted) or 0

    assert real.commit(lambda: list(audit.check())) == []
    return real.commit(read)


def test_fifty_owners_at_once_bring_the_idea_once(real: Real) -> None:
    _team, idea, people = _set_up(real, owners=50, threshold=30)
    assert real.together([_supporting(member, idea) for member in people]) == [True] * 50
    assert _state(real, idea) == ("reviewing", 50, 1, 1)


def test_a_threshold_lowered_while_owners_support_leaves_no_idea_behind(real: Real) -> None:
    team, idea, people = _set_up(real, owners=12, threshold=100)
    works: list[Callable[[], object]] = [_supporting(member, idea) for member in people]
    answers = real.together([*works[:6], _setting(team, 12), *works[6:], _setting(team, 12)])
    assert [answer for answer in answers if isinstance(answer, Exception)] == []
    assert _state(real, idea) == ("reviewing", 12, 1, 1)


def test_the_team_and_the_owners_at_once_leave_one_history(real: Real) -> None:
    team, idea, people = _set_up(real, owners=8, threshold=4)

    def adopt() -> None:
        ideas.change_status(members.by_id(team), db.session.get_one(Idea, idea), "adopted", "We build it.")

    works: list[Callable[[], object]] = [_supporting(member, idea) for member in people]
    answers = real.together([*works[:4], adopt, *works[4:]])
    assert [answer for answer in answers if isinstance(answer, Exception)] == []
    status, owners, steps, noted = _state(real, idea)
    assert (status, owners) == ("adopted", 8)
    assert (steps, noted) in ((1, 0), (2, 1))

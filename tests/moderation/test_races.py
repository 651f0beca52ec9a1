"""What happens at once, on real connections: each is done once, none is lost, nobody waits in a ring."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from cocreate.cli.audit import find
from cocreate.kernel.access import Barred
from cocreate.kernel.database import db
from cocreate.kernel.errors import Refused
from cocreate.members import queries as members
from cocreate.moderation.decisions import chain, rules, subjects, undoing
from cocreate.moderation.decisions.models import Action, Decision
from cocreate.moderation.decisions.rules import decide
from cocreate.moderation.models import Reason
from cocreate.moderation.reports.models import Report
from cocreate.moderation.reports.rules import report
from cocreate.posts.models import Post, PostState
from cocreate.screening.models import Case
from tests import make
from tests.support.race import Real


def made(real: Real, work: Callable[[], Any]) -> Any:
    """The key of what `work` makes."""
    return real.commit(lambda: work().id)


def post_of(key: int) -> Post:
    return db.session.get_one(Post, key)


def adds_up(real: Real) -> bool:
    return real.commit(lambda: list(find())) == []


def test_of_two_moderators_at_once_one_decides(real: Real) -> None:
    key = made(real, make.held)
    moderators = [made(real, lambda: make.member(roles=["moderator"])) for _number in range(6)]

    def deciding(moderator: int, action: Action) -> Callable[[], Any]:
        return lambda: decide(members.by_id(moderator), action, posts=[post_of(key)], reason=Reason.SPAM)

    actions = [Action.REMOVE, Action.REMOVE, Action.REMOVE]
    answers = real.together([deciding(who, action) for who, action in zip(moderators, actions, strict=False)])
    refused = [answer for answer in answers if isinstance(answer, Refused)]
    assert (len(refused), {answer.code for answer in refused}) == (2, {"nothing-to-decide"})
    assert real.commit(lambda: [one.action for one in db.session.scalars(select(Decision))]) == [Action.REMOVE]
    assert adds_up(real)


def test_no_report_is_lost_while_somebody_decides(real: Real) -> None:
    key = made(real, make.idea)
    moderator = made(real, lambda: make.member(roles=["moderator"]))
    reporters = [made(real, make.member) for _number in range(4)]
    real.commit(lambda: report(make.member(), post=post_of(key), reason=Reason.SPAM))

    def reporting(who: int) -> Callable[[], Any]:
        return lambda: report(members.by_id(who), post=post_of(key), reason=Reason.INSULT)

    def approving() -> Any:
        return decide(members.by_id(moderator), Action.APPROVE, posts=[post_of(key)])

    works = [*(reporting(who) for who in reporters[:2]), approving, *(reporting(who) for who in reporters[2:])]
    answers = real.together(works)
    assert [answer for answer in answers if isinstance(answer, Exception) and not isinstance(answer, Refused)] == []

    def waiting() -> tuple[int, bool]:
        still_open = db.session.scalars(select(Report).where(Report.outcome.is_(None))).all()
        return len(still_open), db.session.scalars(select(Case.closed_at)).one() is None

    number, is_open = real.commit(waiting)
    assert is_open is (number > 0)
    assert adds_up(real)


def test_nothing_by_a_banned_member_is_published_afterwards(real: Real) -> None:
    author = made(real, make.member)
    moderator = made(real, lambda: make.member(roles=["moderator"]))

    def banning() -> Any:
        return decide(members.by_id(moderator), Action.BLOCK_ALL, members=[members.by_id(author)], reason=Reason.SPAM)

    writing = [lambda: make.idea(members.by_id(author)) for _number in range(4)]
    answers = real.together([*writing[:2], banning, *writing[2:]])
    assert [
        type(answer) for answer in answers if isinstance(answer, Exception) and not isinstance(answer, Barred)
    ] == []
    states = real.commit(lambda: set(db.session.scalars(select(Post.state).where(Post.author_id == author))))
    assert states <= {PostState.REMOVED}
    assert adds_up(real)


def test_a_decision_is_undone_once(real: Real) -> None:
    key = made(real, make.idea)
    moderator = made(real, lambda: make.member(roles=["moderator"]))

    def hiding() -> Decision:
        return decide(members.by_id(moderator), Action.HIDE, posts=[post_of(key)], reason=Reason.SPAM)[0]

    hidden = made(real, hiding)

    def taking_back() -> Any:
        return undoing.undo(members.by_id(moderator), db.session.get_one(Decision, hidden))

    answers = real.together([taking_back] * 4)
    assert sum(isinstance(answer, Refused) for answer in answers) == 3
    assert adds_up(real)


def test_what_a_ban_took_comes_back_once_beside_other_decisions(real: Real, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subjects, "MOST_AT_ONCE", 3)
    author = made(real, make.member)
    posts = [made(real, lambda: make.idea(members.by_id(author))) for _number in range(4)]
    moderator = made(real, lambda: make.member(roles=["moderator"]))

    def banning() -> Decision:
        return decide(members.by_id(moderator), Action.BLOCK_ALL, members=[members.by_id(author)], reason=Reason.SPAM)[
            0
        ]

    def bringing_back() -> None:
        undoing.bring_back_the_rest(moderator, author, exact=True, after=0)

    def removing() -> Any:
        return decide(members.by_id(moderator), Action.REMOVE, posts=[post_of(posts[0])], reason=Reason.SPAM)

    ban = made(real, banning)
    real.commit(lambda: rules.remove_the_rest(moderator, author, Reason.SPAM))
    real.commit(lambda: undoing.undo(members.by_id(moderator), db.session.get_one(Decision, ban)))
    answers = real.together([bringing_back, removing, bringing_back, removing])
    assert [one for one in answers if isinstance(one, Exception) and not isinstance(one, Refused)] == []
    parts = select(Decision.id).where(Decision.part_of_id.is_not(None))
    assert (len(real.commit(lambda: db.session.scalars(parts).all())), adds_up(real)) == (8, True)


def test_the_chain_is_extended_by_one_at_a_time(real: Real) -> None:
    posts = [made(real, make.idea) for _number in range(8)]
    moderator = made(real, lambda: make.member(roles=["moderator"]))

    def hiding(key: int) -> Callable[[], Any]:
        return lambda: decide(members.by_id(moderator), Action.HIDE, posts=[post_of(key)], reason=Reason.SPAM)

    answers = real.together([hiding(key) for key in posts])
    assert [answer for answer in answers if isinstance(answer, Exception)] == []
    assert real.commit(lambda: list(chain.differences())) == []


def test_two_administrators_do_not_bar_each_other(real: Real) -> None:
    first, second = (made(real, lambda: make.member(roles=["admin"])) for _number in range(2))

    def banning(who: int, whom: int) -> Callable[[], Any]:
        return lambda: decide(
            members.by_id(who), Action.BAN, members=[members.by_id(whom)], reason=Reason.OTHER, note="!"
        )

    answers = real.together([banning(first, second), banning(second, first)])
    assert [answer.code for answer in answers if isinstance(answer, Refused)] == ["last-admin"]

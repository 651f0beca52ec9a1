"""Ideas under threads on real connections."""

from collections.abc import Callable

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from cocreate.comments import audit as comments_audit
from cocreate.comments.models import Comment
from cocreate.ideas import audit, rules
from cocreate.ideas.models import Idea, StatusChange, Support
from cocreate.ideas.safety.models import ClosingProposal
from cocreate.kernel.database import db
from cocreate.kernel.errors import Refused
from cocreate.members import queries as members
from cocreate.members.models import Member
from tests import make
from tests.support.race import Real


def _set_up(real: Real, members: int) -> tuple[int, list[int]]:
    def build() -> tuple[int, list[int]]:
        return make.idea().id, [make.member().id for _number in range(members)]

    return real.commit(build)


def _call(verb: Callable[[Member, Idea], bool], member_id: int, idea_id: int) -> Callable[[], bool]:
    return lambda: verb(members.by_id(member_id), db.session.get_one(Idea, idea_id))


def _state(real: Real, idea_id: int) -> tuple[int, int, list[str]]:
    def read() -> tuple[int, int, list[str]]:
        rows = db.session.scalar(select(func.count()).select_from(Support)) or 0
        return db.session.get_one(Idea, idea_id).supports, rows, [*audit.check(), *comments_audit.check()]

    return real.commit(read)


def test_fifty_members_supporting_three_times_each_are_fifty_supports(real: Real) -> None:
    idea, people = _set_up(real, 50)
    answers = real.together([_call(rules.support, member, idea) for member in people for _time in range(3)])
    assert answers.count(True) == 50
    assert answers.count(False) == 100
    assert _state(real, idea) == (50, 50, [])


def test_support_against_withdrawal_ends_with_count_and_rows_alike(real: Real) -> None:
    idea, people = _set_up(real, 10)
    verbs = [rules.support, rules.withdraw] * 4
    answers = real.together([_call(verb, member, idea) for verb in verbs for member in people])
    assert all(isinstance(answer, bool) for answer in answers)
    kept, rows, found = _state(real, idea)
    assert kept == rows
    assert found == []


def test_of_two_status_changes_at_once_the_second_starts_where_the_first_ended(real: Real) -> None:
    idea, _people = _set_up(real, 0)
    product = real.commit(lambda: make.member(roles=["product"]).id)

    def change(to_key: str) -> Callable[[], StatusChange | ClosingProposal]:
        return lambda: rules.change_status(members.by_id(product), db.session.get_one(Idea, idea), to_key, "Because.")

    answers = real.together([change("declined"), change("to_service"), change("already_there")])
    assert sum(isinstance(answer, Refused) for answer in answers) == 2
    assert real.commit(lambda: list(audit.check())) == []


def test_a_closing_status_and_supports_at_once_leave_no_support_behind_the_closing(real: Real) -> None:
    idea, people = _set_up(real, 20)
    product = real.commit(lambda: make.member(roles=["product"]).id)

    def close() -> None:
        rules.change_status(members.by_id(product), db.session.get_one(Idea, idea), "declined", "It cannot be built.")

    works: list[Callable[[], object]] = [_call(rules.support, member, idea) for member in people]
    answers = real.together([*works[:10], close, *works[10:]])
    taken = sum(answer is True for answer in answers)
    refused = sum(isinstance(answer, Refused) for answer in answers)
    assert taken + refused == 20
    assert _state(real, idea) == (taken, taken, [])


def test_comments_at_once_are_all_counted(real: Real) -> None:
    idea, people = _set_up(real, 20)

    def comment(member: int) -> Callable[[], int]:
        def write() -> int:
            loaded = db.session.get_one(Idea, idea, options=[joinedload(Idea.post), joinedload(Idea.status)])
            return rules.comment(members.by_id(member), loaded, "Count me in.").id

        return write

    answers = real.together([comment(member) for member in people])
    assert sorted(answers) == real.commit(lambda: sorted(db.session.scalars(select(Comment.id))))
    assert real.commit(lambda: list(comments_audit.check())) == []

"""Grants decided and asked for at once, on real connections."""

from collections.abc import Callable

from cocreate.ledger.models import Unit
from cocreate.ledger.queries import balances
from cocreate.members import queries as members
from cocreate.points import audit
from cocreate.points.grants import audit as grants_audit
from cocreate.points.grants import rules
from cocreate.points.grants.models import Grant, GrantState
from tests import make
from tests.support.race import Real


def test_confirmed_by_several_at_once_it_is_given_once_and_small_ones_never_pass_the_limit(real: Real) -> None:
    admins = real.commit(lambda: [make.member(roles=["admin"]).id for _ in range(5)])
    member, split = real.commit(lambda: (make.member().id, make.member().id))
    asked = real.commit(lambda: rules.grant(members.by_id(admins[0]), members.by_id(member), 2000, "A lot.").id)

    def confirm(who: int) -> Callable[[], Grant]:
        return lambda: rules.confirm(members.by_id(who), asked)

    def give() -> GrantState:
        return rules.grant(members.by_id(admins[0]), members.by_id(split), 400, "A part.").state

    outcomes = real.together([*(confirm(who) for who in admins[1:]), *[give] * 6], width=10)
    assert sum(isinstance(one, Grant) for one in outcomes[:4]) == 1
    assert sorted(outcomes[4:]) == [GrantState.GIVEN] * 2 + [GrantState.PENDING] * 4
    with real.app.app_context():
        assert balances(member, Unit.POINTS).balance == 2000
        assert balances(split, Unit.POINTS).balance == 800
        assert [*audit.check(), *grants_audit.check()] == []

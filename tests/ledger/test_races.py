"""What happens at once, on real connections: nothing is spent twice, nothing waits in a ring, nobody queues to earn."""

import time
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import OperationalError

from cocreate.kernel.database import db
from cocreate.ledger import audit, digest, rules
from cocreate.ledger.models import Phase, Transfer, Unit
from cocreate.ledger.queries import Balance, balances
from cocreate.ledger.rules import Recorded, Resolved, Short
from tests import make
from tests.support.race import Real

Work = Callable[[], Any]


class Purse:
    """A member with 100 points, on real connections."""

    def __init__(self, real: Real) -> None:
        self.real = real
        self.member = real.commit(lambda: make.member().id)
        self.wallet = real.commit(lambda: rules.wallet(self.member, Unit.POINTS))
        self.issued, self.spent = (real.commit(partial(rules.house, Unit.POINTS, name)) for name in ("issued", "spent"))
        self.first = real.commit(self.moving(f"first:{self.member}", self.issued, self.wallet, 100))

    def moving(self, key: str, debit: int, credit: int, amount: int) -> Callable[[], int]:
        return lambda: rules.move(key, debit, credit, Unit.POINTS, amount, "test", "test:1").id

    def spending(self, key: str, amount: int) -> Work:
        return self.moving(key, self.wallet, self.spent, amount)

    def has(self) -> Balance:
        return self.real.commit(lambda: balances(self.member, Unit.POINTS))


@pytest.fixture
def purse(real: Real) -> Any:
    yield Purse(real)
    assert real.commit(lambda: list(audit.check())) == []


def kinds(answers: list[Any]) -> dict[str, int]:
    """How many answers there are of each type."""
    names = [type(answer).__name__ for answer in answers]
    return {name: names.count(name) for name in set(names)}


def resolved(verb: Callable[[int], Recorded], hold: int) -> int:
    return verb(hold).id


def repaying(member: int, key: str) -> None:
    rules.repay(member, Unit.POINTS, 50, key, "test:1")


def reversing(transfer: int, kind: str = "reversal") -> int:
    return rules.reverse(transfer, kind).id


def test_of_twenty_who_spend_everything_one_does(real: Real, purse: Purse) -> None:
    answers = real.together([purse.spending(f"s{number}", 100) for number in range(20)], width=20)
    assert kinds(answers) == {"int": 1, "Short": 19}
    assert purse.has() == (0, 0, 0)


def test_one_key_from_twenty_is_one_transfer(real: Real, purse: Purse) -> None:
    answers = real.together([purse.spending("same", 60)] * 20, width=20)
    assert kinds(answers) == {"int": 20}
    assert len(set(answers)) == 1
    assert purse.has() == (40, 0, 0)
    # Between accounts of the house nothing is locked: there the key alone decides.
    answers = real.together([purse.moving("house", purse.issued, purse.spent, 5)] * 8)
    assert (kinds(answers), len(set(answers))) == ({"int": 8}, 1)


def test_a_hold_is_posted_or_voided(real: Real, purse: Purse) -> None:
    for turn in range(3):
        said = (purse.wallet, purse.spent, Unit.POINTS, 10, "test", "test:1")
        hold = real.commit(partial(rules.hold, f"h{turn}", *said)).id
        answers = real.together([partial(resolved, rules.post, hold), partial(resolved, rules.void, hold)] * 4)
        assert kinds(answers) == {"int": 4, "Resolved": 4}
        assert len({answer for answer in answers if isinstance(answer, int)}) == 1
    assert purse.has().held == 0
    assert all(isinstance(answer, int | Resolved) for answer in answers)


def test_a_transfer_is_taken_back_once_while_it_is_spent(real: Real, purse: Purse) -> None:
    takers = [partial(reversing, purse.first, kind) for kind in ("a", "b", "c")]
    answers = real.together([*takers, *(purse.spending(f"s{number}", 30) for number in range(5))])
    assert len(set(answers[:3])) == 1
    assert {type(answer) for answer in answers[3:]} <= {int, Short}
    sold = 30 * sum(isinstance(answer, int) for answer in answers[3:])
    assert purse.has() == (0, 0, sold)


def test_nobody_waits_in_a_ring(real: Real, purse: Purse) -> None:
    """Crossing transfers, reversals that lend, repayments and holds, all between the same three members."""
    others = [Purse(real) for _number in range(2)]
    people = [purse, *others]
    works: list[Work] = []
    for number in range(36):
        one, other = people[number % 3], people[(number // 3 + number + 1) % 3]
        giver = purse.issued if one is other else one.wallet
        works.append(purse.moving(f"x{number}", giver, other.wallet, 7 + number % 5))
        works.append(partial(repaying, one.member, f"r{number}"))
        if number % 6 == 0:
            works.append(partial(reversing, one.first))
            works.append(one.spending(f"s{number}", 20))
    answers = real.together(works)
    assert [answer for answer in answers if not isinstance(answer, int | None | Short)] == []


def test_debts_and_wallets_are_made_at_once(real: Real, purse: Purse) -> None:
    member = real.commit(lambda: make.member().id)
    makes = (rules.debt, rules.wallet)
    answers = real.together([partial(makes[number % 2], member, Unit.POINTS) for number in range(8)])
    assert kinds(answers) == {"int": 8}
    assert len(set(answers)) == 2


def test_who_earns_waits_for_nobody_else(real: Real, purse: Purse) -> None:
    """One has earned and is not done; a second one earns from the same account of the house, and is."""
    other = real.commit(lambda: rules.wallet(make.member().id, Unit.POINTS))
    with real.app.test_request_context():
        purse.moving("open", purse.issued, purse.wallet, 1)()
        answer, spent = real.together(
            [purse.moving("done", purse.issued, other, 1), purse.moving("bought", other, purse.spent, 1)], width=1
        )
        assert isinstance(answer, int)
        assert isinstance(spent, int)
        db.session.rollback()
    assert purse.has() == (100, 0, 0)


def test_a_day_waits_for_whoever_writes(real: Real, purse: Purse) -> None:
    """An id is drawn, its transaction open: the day is not closed before it is over, and then holds it."""
    settled: list[int | None] = []
    with real.app.test_request_context():
        early = purse.moving("early", purse.issued, purse.wallet, 1)()

        def closing() -> int | None:
            return digest._settled()  # noqa: SLF001 - what the job asks before it closes a day

        def ending() -> None:
            waits = text("SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'ledger_transfers'::regclass")
            for _turn in range(4000):
                if db.session.scalar(waits):
                    settled.append(None)  # the day still waits
                    break
                time.sleep(0.02)
            writer.commit()

        writer = db.session()
        answers = real.together([closing, ending])
    assert settled == [None]
    assert answers[0] == early
    assert real.commit(purse.moving("late", purse.issued, purse.wallet, 1)) > early


def test_what_a_broken_connection_had_begun_never_was(real: Real, purse: Purse) -> None:
    with real.app.test_request_context():
        rules.hold("half", purse.wallet, purse.spent, Unit.POINTS, 50, "test", "test:1")
        purse.moving("half-too", purse.issued, purse.wallet, 5)()
        pid = db.session.scalars(text("SELECT pg_backend_pid()")).one()
        ending = text("SELECT pg_terminate_backend(:pid, 60000)")
        assert real.together([lambda: db.session.scalars(ending, {"pid": pid}).one()]) == [True]
        with pytest.raises(OperationalError):
            db.session.execute(text("SELECT 1"))
        db.session.rollback()
    assert purse.has() == (100, 0, 0)
    assert real.commit(purse.spending("half", 50)) > 0
    posts = select(func.count()).where(Transfer.phase != Phase.TRANSFER)
    assert real.commit(lambda: db.session.scalar(posts)) == 0

"""Whatever is done in whichever order, the ledger holds what a plain model of it holds. TEST_LONG=1 tries far more."""

import os
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import text

from cocreate.kernel import clock
from cocreate.kernel.database import db
from cocreate.ledger import audit, digest, expiry, rules
from cocreate.ledger.models import Unit
from cocreate.ledger.queries import balances
from cocreate.ledger.rules import KeyReused, Recorded, Resolved, Short
from tests import make

LONG = bool(os.environ.get("TEST_LONG"))
MEMBERS, HOUSES = 3, 2
HOUR = timedelta(hours=1)
places = st.integers(0, MEMBERS + HOUSES - 1)
amounts = st.integers(1, 120)
picks = st.integers(0, 10**6)


@dataclass
class Said:
    """One transfer of the model: between places, by how much."""

    debit: int
    credit: int
    amount: int
    moves: bool
    ends: datetime | None = None
    outcome: str = ""
    reversed: bool = False
    is_reversal: bool = False


@dataclass
class Books:
    """The ledger as anybody would write it down: members are places 0 to 2, the house has the rest."""

    has: list[int] = field(default_factory=lambda: [0] * MEMBERS)
    held: list[int] = field(default_factory=lambda: [0] * MEMBERS)
    owed: list[int] = field(default_factory=lambda: [0] * MEMBERS)
    transfers: dict[int, Said] = field(default_factory=dict)
    keys: dict[str, tuple[int, tuple[int, int, int, bool]]] = field(default_factory=dict)

    def copy(self) -> "Books":
        rows = {key: replace(said) for key, said in self.transfers.items()}
        return Books(list(self.has), list(self.held), list(self.owed), rows, dict(self.keys))

    def free(self, place: int) -> int:
        return self.has[place] - self.held[place] if place < MEMBERS else 10**9

    def move(self, debit: int, credit: int, amount: int) -> None:
        if debit < MEMBERS:
            self.has[debit] -= amount
        if credit < MEMBERS:
            self.has[credit] += amount


class Ledger(RuleBasedStateMachine):
    """Steps are done to the database and to the books; what one refuses, the other refuses for the same reason."""

    @initialize()
    def open(self) -> None:
        self.now = clock.now()
        self.outer = db.session.begin_nested()
        self.members = [make.member().id for _number in range(MEMBERS)]
        wallets = [rules.wallet(member, Unit.POINTS) for member in self.members]
        self.accounts = [*wallets, *(rules.house(Unit.POINTS, f"house{number}") for number in range(HOUSES))]
        self.books = Books()
        self.before: tuple[Any, Books] | None = None
        self.numbers = 0
        for place in range(MEMBERS):
            self.give(MEMBERS, place, 100, "transfer")

    def teardown(self) -> None:
        self.outer.rollback()
        db.session.expire_all()

    @rule(debit=places, credit=places, amount=amounts, how=st.sampled_from(["transfer", "transfer", "hold", "brief"]))
    def give(self, debit: int, credit: int, amount: int, how: str) -> None:
        """Something new, with a key of its own."""
        if debit != credit:
            self.numbers += 1
            self.record(f"n{self.numbers}", debit, credit, amount, how)

    @precondition(lambda self: bool(self.books.keys))
    @rule(pick=picks, other=st.integers(0, 2))
    def repeat(self, pick: int, other: int) -> None:
        """A key that was used, with the same content or, one time in three, with other content."""
        key = self.picked(pick, list(self.books.keys))
        row, (debit, credit, amount, moves) = self.books.keys[key]
        if other == 0:
            self.refused(KeyReused, lambda: self.write(key, debit, credit, amount + 1, moves))
        else:
            assert self.write(key, debit, credit, amount, moves).id == row

    @precondition(lambda self: any(said.ends or not said.moves for said in self.books.transfers.values()))
    @rule(pick=picks, outcome=st.sampled_from(["post", "void"]))
    def resolve(self, pick: int, outcome: str) -> None:
        row = self.picked(pick, [row for row, said in self.books.transfers.items() if not said.moves])
        said, verb = self.books.transfers[row], rules.post if outcome == "post" else rules.void
        late = outcome == "post" and said.ends is not None and said.ends <= self.now
        if said.outcome not in ("", outcome) or (not said.outcome and late):
            self.refused(Resolved, lambda: verb(row, at=self.now))
            return
        made = verb(row, at=self.now)
        if said.outcome:
            return
        self.settle(said, outcome)
        if outcome == "post":
            self.books.transfers[made.id] = Said(said.debit, said.credit, said.amount, moves=True)

    @precondition(lambda self: any(said.moves for said in self.books.transfers.values()))
    @rule(pick=picks)
    def reverse(self, pick: int) -> None:
        row = self.picked(pick, [row for row, said in self.books.transfers.items() if said.moves])
        said = self.books.transfers[row]
        if said.is_reversal:
            return
        made = rules.reverse(row, at=self.now)
        if said.reversed:
            return
        said.reversed = True
        lent = max(said.amount - self.books.free(said.credit), 0)
        if lent:
            self.books.owed[said.credit] += lent
            self.books.has[said.credit] += lent
        self.books.move(said.credit, said.debit, said.amount)
        self.books.transfers[made.id] = Said(said.credit, said.debit, said.amount, moves=True, is_reversal=True)

    @rule(place=st.integers(0, MEMBERS - 1), up_to=amounts)
    def repay(self, place: int, up_to: int) -> None:
        self.numbers += 1
        paid = rules.repay(self.members[place], Unit.POINTS, up_to, f"r{self.numbers}", "test:1", self.now)
        amount = min(up_to, self.books.free(place), self.books.owed[place])
        assert (paid.amount if paid else 0) == amount
        self.books.has[place] -= amount
        self.books.owed[place] -= amount

    @rule(hours=st.integers(0, 3))
    def time_passes(self, hours: int) -> None:
        """And the job voids what is over; twice is once."""
        self.now += hours * HOUR
        over = [
            said for said in self.books.transfers.values() if said.ends and not said.outcome and said.ends <= self.now
        ]
        assert (expiry.expire(self.now), expiry.expire(self.now)) == (len(over), 0)
        for said in over:
            self.settle(said, "void")

    @precondition(lambda self: self.before is None)
    @rule()
    def begin(self) -> None:
        """A transaction that is not over yet."""
        self.before = (db.session.begin_nested(), self.books.copy())

    @precondition(lambda self: self.before is not None)
    @rule(crash=st.booleans())
    def end(self, crash: bool) -> None:
        assert self.before is not None
        savepoint, books = self.before
        self.before = None
        if crash:
            savepoint.rollback()
            db.session.expire_all()
            self.books = books
        else:
            savepoint.commit()

    @invariant()
    def both_hold_the_same(self) -> None:
        if not hasattr(self, "books"):
            return
        held = [balances(member, Unit.POINTS) for member in self.members]
        assert held == list(zip(self.books.has, self.books.held, self.books.owed, strict=True))
        assert all(0 <= one.held <= one.balance and one.owed >= 0 for one in held)

    @rule()
    def audited(self) -> None:
        assert list(audit.check()) == []

    def record(self, key: str, debit: int, credit: int, amount: int, how: str) -> None:
        ends = self.now + HOUR if how == "brief" else None
        if amount > self.books.free(debit):
            self.refused(Short, lambda: self.write(key, debit, credit, amount, how == "transfer", ends))
            return
        row = self.write(key, debit, credit, amount, how == "transfer", ends).id
        self.books.keys[key] = row, (debit, credit, amount, how == "transfer")
        self.books.transfers[row] = Said(debit, credit, amount, how == "transfer", ends)
        if how == "transfer":
            self.books.move(debit, credit, amount)
        elif debit < MEMBERS:
            self.books.held[debit] += amount

    def write(
        self, key: str, debit: int, credit: int, amount: int, moves: bool, ends: datetime | None = None
    ) -> Recorded:
        said = (key, self.accounts[debit], self.accounts[credit], Unit.POINTS, amount, "test", "test:1")
        return rules.move(*said, at=self.now) if moves else rules.hold(*said, expires_at=ends, at=self.now)

    def settle(self, said: Said, outcome: str) -> None:
        said.outcome = outcome
        if said.debit < MEMBERS:
            self.books.held[said.debit] -= said.amount
        if outcome == "post":
            self.books.move(said.debit, said.credit, said.amount)

    @staticmethod
    def refused(kind: type[Exception], work: Callable[[], Any]) -> None:
        with pytest.raises(kind):
            work()

    @staticmethod
    def picked(pick: int, among: list[Any]) -> Any:
        return among[pick % len(among)]


def test_the_ledger_holds_what_plain_books_hold(app: Flask) -> None:
    bounds = settings(
        max_examples=400 if LONG else 10, stateful_step_count=120 if LONG else 30, deadline=None, database=None,
        phases=tuple(Phase) if LONG else (Phase.generate,),
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    run_state_machine_as_test(Ledger, settings=bounds)


def test_days_are_closed_in_any_order_of_instants(app: Flask) -> None:
    """Backdated or late, each transfer is in one day, and a day once closed stays as it is."""
    issued = rules.house(Unit.POINTS, "issued")
    wallet, now = rules.wallet(make.member().id, Unit.POINTS), clock.now()
    for number, days in enumerate((-9, -3, -8, -2, 0, -1, 5, 0)):
        rules.move(f"n{number}", issued, wallet, Unit.POINTS, 1, "test", "test:1", now + timedelta(days=days))
    seen: dict[Any, str] = {}
    for later in range(4):
        with clock.telling(now + timedelta(days=later)):
            digest.close_days()
            rules.move(f"m{later}", issued, wallet, Unit.POINTS, 1, "test", "test:1")
        closed = {one.day: one.digest for one in digest.days().items}
        assert seen.items() <= closed.items()
        seen = closed
    assert list(seen) == sorted(seen, reverse=True)
    assert len(seen) == 12
    covered = db.session.scalar(text("SELECT sum(transfers) FROM ledger_days"))
    assert covered == 8 + 3  # what happened last is of a day that is not over
    assert list(audit.check()) == []

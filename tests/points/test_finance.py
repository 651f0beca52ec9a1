"""The month's report: every figure is found again in a history counted by hand, and it adds up."""

import random
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from sqlalchemy import select
from sqlalchemy.orm import aliased

from cocreate.kernel import clock
from cocreate.kernel.database import db
from cocreate.kernel.errors import Refused
from cocreate.ledger import rules as ledger
from cocreate.ledger.models import Account, AccountKind, Phase, Transfer, Unit
from cocreate.points import audit, awards, finance, months, wallets
from cocreate.points.finance import Standing
from cocreate.points.models import RuleKey
from tests import make

pytestmark = pytest.mark.usefixtures("app")
FIRST = datetime(2026, 1, 20, tzinfo=UTC)
LAST = date(2026, 9, 1)  # after the last event: sixty steps of sixty hours at most, and forty days
RULES = (RuleKey.IDEA_ADOPTED, RuleKey.COMMENT_HELPFUL, RuleKey.REFERRAL)


def live(dice: random.Random, steps: int) -> None:
    """Members earn, spend, return, lose, owe and leave, at random, over some months."""
    wallets.terms().lifetime_months = 1
    people, pending, at = [make.member().id for _ in range(4)], list[int](), FIRST
    for step in range(steps):
        at += timedelta(hours=dice.randrange(1, 60))
        who, what = (
            dice.choice(people),
            dice.choice(("award",) * 3 + ("reserve",) * 3 + ("settle", "release", "revoke", "expire")),
        )
        try:
            with db.session.begin_nested():
                if what == "award":
                    awards.award(
                        dice.choice(RULES), f"deed:{step % 9}", dice.sample(people, dice.randrange(1, 4)), at=at
                    )
                elif what == "reserve":
                    pending.append(
                        wallets.reserve(who, dice.randrange(1, 900), f"order:{step}", f"order:{step}", at=at)
                    )
                elif what == "revoke":
                    awards.revoke(f"deed:{dice.randrange(9)}", at=at)
                elif what == "expire":
                    wallets.expire(who, at)
                elif pending:
                    (wallets.settle if what == "settle" else wallets.release)(
                        pending.pop(dice.randrange(len(pending))), at
                    )
        except Refused:
            continue
    for person in people:
        awards.award(RuleKey.ANNIVERSARY, f"vehicle:{person}", [person], at=at)
    wallets.forfeit(people[0], at)
    for person in people:
        wallets.expire(person, at + timedelta(days=40))


def by_hand(until: datetime) -> Standing:
    """How it stood at the instant `until`: every transfer before it, one after the other."""
    has, held, owed = 0, 0, 0
    debit, credit = aliased(Account), aliased(Account)
    query = select(Transfer, debit.kind, credit.kind).join(debit, debit.id == Transfer.debit_id)
    query = query.join(credit, credit.id == Transfer.credit_id).where(Transfer.unit == Unit.POINTS, Transfer.at < until)
    for one, giver, taker in db.session.execute(query):
        held += {Phase.PENDING: one.amount, Phase.TRANSFER: 0}.get(one.phase, -one.amount)
        if one.phase in (Phase.TRANSFER, Phase.POST):
            has += one.amount * ((taker is AccountKind.WALLET) - (giver is AccountKind.WALLET))
            owed += one.amount * ((giver is AccountKind.DEBT) - (taker is AccountKind.DEBT))
    return Standing(has, held, owed)


@pytest.mark.parametrize("seed", [1, 2])
def test_it_adds_up_whatever_happened(seed: int) -> None:
    live(random.Random(seed), 60)
    assert list(audit.check()) == []
    month, reports = date(2026, 1, 1), []
    seen: Counter[str] = Counter()
    while month <= LAST:
        report = finance.report(month)
        begin, end = months.bounds(month)
        assert (report.opening, report.closing) == (by_hand(begin), by_hand(end)), month
        assert (
            report.opening.outstanding + sum(amount for _name, amount in report.lines()) == report.closing.outstanding
        )
        assert sum(one.issued for one in report.rules) == report.flows["issued"]
        assert sum(one.taken_back for one in report.rules) == report.flows["taken_back"]
        assert report.closing.owed - report.opening.owed == report.flows["lent"] - report.flows["repaid"]
        seen.update({name for name, amount in report.flows.items() if amount})
        reports.append(report)
        month = months.later(month, 1)
    assert all(one.closing == other.opening for one, other in pairwise(reports))
    assert reports[0].opening == Standing(0, 0, 0)
    assert seen.keys() >= {"issued", "taken_back", "spent", "expired", "forfeited"}, seen


def test_a_month_is_the_one_where_the_site_is() -> None:
    """At 16:30 UTC on the last day it is the first of the next month in Shanghai."""
    last, first = (datetime(2026, 3, 31, hour, 30, tzinfo=UTC) for hour in (15, 16))
    for at in (last, first):
        awards.award(RuleKey.ANNIVERSARY, f"vehicle:{at.hour}", [make.member().id], at=at)
    assert [finance.report(date(2026, month, 1)).flows["issued"] for month in (3, 4)] == [100, 100]


def test_what_was_taken_back_belongs_to_its_rule_and_what_came_otherwise_is_told_apart() -> None:
    member, now = make.member().id, clock.now()
    awards.award(RuleKey.ANSWER_ACCEPTED, "answer:1", [member])
    awards.revoke("answer:1")
    gift = ledger.house(Unit.POINTS, "elsewhere")
    ledger.move("gift", gift, ledger.wallet(member, Unit.POINTS), Unit.POINTS, 7, "gift", "member:1")
    report = finance.report(months.of(now))
    (rule,) = report.rules
    assert (rule.rule, rule.issued, rule.taken_back, rule.awards, rule.net) == ("answer_accepted", 50, 50, 1, 0)
    assert report.flows["other_in"] == 7
    assert report.closing.outstanding == 7

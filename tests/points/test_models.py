"""What the database refuses of check-ins, reminders, tiers and absences; and that audit finds what it cannot refuse."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from cocreate.kernel import clock
from cocreate.kernel.database import Base, db
from cocreate.points import awards, wallets
from cocreate.points.audit import check
from cocreate.points.checkins.models import CheckIn
from cocreate.points.expiry.models import Reminder
from cocreate.points.leaderboard.models import Absence
from cocreate.points.models import EarningRule, RuleKey
from cocreate.points.tiers.models import Tier
from tests import make

NOW = datetime(2026, 11, 20, 4, tzinfo=UTC)
DAY = date(2026, 11, 20)


def tier(**said: Any) -> Tier:
    return Tier(**{"key": "friend", "from_contribution": 120, "name_zh": "老友", "name_en": "Friend", **said})


@pytest.mark.parametrize(
    ("name", "rows"),
    [
        ("pk_check_ins", lambda who: [CheckIn(member_id=who, on_day=DAY, at=NOW) for _twice in range(2)]),
        ("ck_check_ins_on_its_own_day", lambda who: [CheckIn(member_id=who, on_day=date(2026, 11, 18), at=NOW)]),
        ("pk_expiry_reminders", lambda who: [Reminder(member_id=who, last_on=DAY, days=7) for _twice in range(2)]),
        ("ck_expiry_reminders_so_long_before", lambda who: [Reminder(member_id=who, last_on=DAY, days=8)]),
        ("pk_leaderboard_absences", lambda who: [Absence(member_id=who) for _twice in range(2)]),
        ("uq_tiers_key", lambda _who: [tier(key="companion")]),
        ("uq_tiers_from_contribution", lambda _who: [tier(from_contribution=50)]),
        ("ck_tiers_key_is_a_code", lambda _who: [tier(key="No code")]),
        ("ck_tiers_is_reached_by_something", lambda _who: [tier(from_contribution=0)]),
        ("ck_tiers_names_are_short", lambda _who: [tier(name_zh="")]),
        ("ck_tiers_benefits_are_some", lambda _who: [tier(benefits_zh="字" * 1001)]),
    ],
)
def test_what_the_database_refuses(app: Flask, name: str, rows: Any) -> None:
    made: list[Base] = rows(make.member().id)
    for row in made[1:]:
        db.session.add(row)
        db.session.flush()
        db.session.expunge(row)
    db.session.add(made[0])
    with pytest.raises(IntegrityError, match=name):
        db.session.flush()


@pytest.mark.parametrize(
    ("harm", "words"),
    [
        ("UPDATE point_lots SET remaining = remaining - 1 WHERE remaining > 0", "lots hold"),
        ("UPDATE point_lot_uses SET amount = amount + 1", "its uses leave"),
        ("UPDATE point_lots SET amount = amount + 1", "not what its transfer brought"),
        ("UPDATE point_lot_uses SET returned = true", "taken out of lots"),
        ("UPDATE point_awards SET points = points + 1", "were not moved"),
        ("UPDATE point_awards SET contribution = contribution + 1 WHERE contribution > 0", "its contribution"),
        ("UPDATE point_awards SET revoked_at = now()", "were not moved"),
        ("DELETE FROM check_ins", "did not check in"),
        ("UPDATE earning_months SET issued = issued + 1", "budget of idea_adopted"),
    ],
)
def test_the_audit_finds_what_was_changed_behind_the_rules(app: Flask, harm: str, words: str) -> None:
    member, now = make.member(), clock.now()
    db.session.get_one(EarningRule, RuleKey.IDEA_ADOPTED).month_budget = 10_000
    awards.award(RuleKey.IDEA_ADOPTED, "idea:1", [member.id])
    awards.award(RuleKey.CHECK_IN, f"check_in:{member.id}:{clock.local_day(now)}", [member.id])
    db.session.add(CheckIn(member_id=member.id, on_day=clock.local_day(now), at=now))
    db.session.flush()
    wallets.reserve(member.id, 100, "a", "order:1", at=now + timedelta(days=8))
    assert list(check()) == []
    db.session.execute(text(harm))
    assert [line for line in check() if words in line] != []

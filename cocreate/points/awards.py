"""Awards: a rule of earning applied to one deed of one member, and taken back when the deed is undone."""

from collections.abc import Callable, Collection, Sequence
from datetime import datetime

from sqlalchemy import and_, func, select, text, update
from sqlalchemy.dialects.postgresql import insert

from cocreate.journal.rules import note
from cocreate.kernel import clock
from cocreate.kernel.database import db
from cocreate.ledger import rules as ledger
from cocreate.ledger.models import Unit
from cocreate.members.models import Affiliation, Member, MemberState
from cocreate.points import months, telling, wallets
from cocreate.points.models import Award, BudgetMonth, EarningRule, RuleKey, RuleSeries
from cocreate.vehicles import queries as vehicles

_MAY_HAVE = and_(Member.state == MemberState.ACTIVE, Member.banned_at.is_(None), Member.leaves_at.is_(None))
_NEXT = text("SELECT nextval(pg_get_serial_sequence('point_awards', 'id'))")


def award(
    rule: RuleKey, source: str, to: Sequence[int], *, actor_id: int | None = None, points: int | None = None,
    spendable_at: datetime | None = None, when: Callable[[], bool] | None = None, at: datetime | None = None,
) -> list[Award]:  # fmt: skip
    """Award the deed `source` to the members `to`, the author first, who share what the rule gives.

    Whoever works for the brand or has left has no share. Whoever already has it, or may have no more today or at all,
    gets nothing, nor does anybody when the rule is at rest or the month's budget is used up. `points` takes the place
    of the rule's own, for grants and streaks. Nothing is given unless it is so `when` asked, which happens when the
    points of all of them are locked. The new awards, in the order of the members' ids.
    """
    at = at or clock.now()
    # Whoever changes the rule waits until what goes by it is done, and counts the month anew; nobody else waits.
    current = db.session.get_one(EarningRule, rule, populate_existing=True, with_for_update={"read": True})
    if not to or not current.holds_on(clock.local_day(at)):
        return []
    entitled = _entitled(current, to)
    sharing = [member_id for member_id in dict.fromkeys(to) if member_id in entitled]
    if not sharing:
        return []
    of_points = shares(current.points if points is None else points, len(sharing))
    of_contribution = shares(current.contribution, len(sharing))
    parts = {member: part for member, *part in zip(sharing, of_points, of_contribution, strict=True)}
    hold(sharing)  # all of them before the month's row, for which others wait who hold one of them
    if when is not None and not when():
        return []
    given = (
        _give(current, source, member_id, *parts[member_id], actor_id=actor_id, spendable_at=spendable_at, at=at)
        for member_id in sorted(sharing)
    )
    return [one for one in given if one is not None]


def revoke(
    source: str, rules: Collection[RuleKey] = tuple(RuleKey), *,
    of: int | None = None, actor_id: int | None = None, at: datetime | None = None,
) -> list[Award]:  # fmt: skip
    """Take back what was awarded for the deed `source` by one of the `rules`; once more changes nothing.

    From everybody who has it, or from the member `of` alone.
    """
    at = at or clock.now()
    standing = select(Award).where(Award.source == source, Award.rule.in_(rules), Award.revoked_at.is_(None))
    if of is not None:
        standing = standing.where(Award.member_id == of)
    found = list(db.session.scalars(standing.order_by(Award.member_id, Award.id)))
    # As `award` does: whoever changes a rule counts its month when nobody is in between.
    hold({one.member_id for one in found}, {one.rule for one in found})
    taken = [one for one in found if _still_stands(one)]
    for one in taken:
        one.revoked_at = at
        if one.points_id is not None:
            wallets.take_back(one.points_id, "revoked", at)
            _free(one)
        if one.contribution_id is not None:
            ledger.reverse(one.contribution_id, "revoked", at)
        entry = note(actor_id, "revoke_award", "award", one.id, at=at, member=one.member_id, rule=one.rule.value)
        telling.of_award(entry, one)
    return taken


def hold(members: Collection[int], rules: Collection[RuleKey] = ()) -> None:
    """Keep the points of `members` to this transaction, in the order in which everybody takes several.

    Before them, let the `rules` stay as they are; after them, keep the months of their budgets: whoever goes by two
    rules does not wait for somebody who goes by them the other way round.
    """
    kept: list[EarningRule] = []
    if rules:
        ordered = select(EarningRule).where(EarningRule.key.in_(rules)).order_by(EarningRule.key)
        read = ordered.with_for_update(read=True).execution_options(populate_existing=True)
        kept = list(db.session.scalars(read))
    for member_id in sorted(set(members)):
        wallets.lock(member_id)
    if rules:
        _hold_budgets(rules, [rule.key for rule in kept if rule.month_budget is not None])


def _hold_budgets(rules: Collection[RuleKey], limited: Collection[RuleKey]) -> None:
    month = months.of(clock.now())
    for rule in limited:
        db.session.execute(insert(BudgetMonth).values(rule=rule, month=month, issued=0).on_conflict_do_nothing())
    of_rules = select(BudgetMonth.rule).where(BudgetMonth.rule.in_(rules)).order_by(BudgetMonth.rule, BudgetMonth.month)
    db.session.scalars(of_rules.with_for_update(key_share=True)).all()


def having(source: str) -> set[int]:
    """Who has an award for the deed `source`."""
    return set(db.session.scalars(select(Award.member_id).where(Award.source == source, Award.revoked_at.is_(None))))


def able(members: Collection[int]) -> set[int]:
    """Those of `members` who may earn: with an account, neither banned nor leaving, and of neither brand nor dealer."""
    may = select(Member.id).where(_MAY_HAVE, Member.affiliation == Affiliation.NONE, Member.id.in_(members))
    return set(db.session.scalars(may))


def shares(total: int, number: int) -> list[int]:
    """`total` in `number` parts as equal as whole numbers can be: the largest remainders first, which are the first.

    The method of the largest remainder (Hamilton); with equal weights the remainders are equal, and the order decides.
    """
    part, rest = divmod(total, number)
    return [part + (1 if place < rest else 0) for place in range(number)]


def _entitled(rule: EarningRule, to: Collection[int]) -> set[int]:
    """Those of `to` who may earn by the rule at all. A grant may go to a colleague too."""
    may = select(Member.id).where(_MAY_HAVE, Member.id.in_(to))
    found = set(db.session.scalars(may)) if rule.key is RuleKey.GRANT else able(to)
    series = set(db.session.scalars(select(RuleSeries.series_id).where(RuleSeries.rule == rule.key)))
    return vehicles.owners_of(series, found) if series else found


def _give(
    rule: EarningRule, source: str, member_id: int, points: int, contribution: int, *,
    actor_id: int | None, spendable_at: datetime | None, at: datetime,
) -> Award | None:  # fmt: skip
    if _has(rule.key, source, member_id) or _capped(rule, member_id, at):
        return None
    expires_at = None
    if points and (before := _before(rule.key, source, member_id)):
        points, spendable_at, expires_at = wallets.again(before[0], before[-1], points, at)
    if not (points or contribution):
        return None
    if not _within_budget(rule, points, at):
        return None
    key = db.session.scalars(_NEXT).one()
    given = Award(id=key, rule=rule.key, source=source, member_id=member_id, at=at)
    given.points, given.contribution, subject = points, contribution, f"award:{key}"
    if points:
        moved = wallets.credit(member_id, points, f"{subject}:points", rule.key, subject, spendable_at, at, expires_at)
        given.points_id = moved.id
    if contribution:
        wallet, issued = ledger.wallet(member_id, Unit.CONTRIBUTION), ledger.house(Unit.CONTRIBUTION, wallets.ISSUED)
        moved = ledger.move(
            f"{subject}:contribution", issued, wallet, Unit.CONTRIBUTION, contribution, rule.key, subject, at
        )
        given.contribution_id = moved.id
    db.session.add(given)
    db.session.flush()
    entry = note(actor_id, "award", "award", key, at=at, member=member_id, rule=rule.key.value)
    telling.of_award(entry, given)
    return given


def _has(rule: RuleKey, source: str, member_id: int) -> bool:
    same = select(Award.id).where(Award.rule == rule, Award.source == source, Award.member_id == member_id)
    return db.session.scalar(same.where(Award.revoked_at.is_(None))) is not None


def _before(rule: RuleKey, source: str, member_id: int) -> list[int]:
    """The transfers by which the member had points for the deed before it was undone, the first one first."""
    same = (Award.rule == rule, Award.source == source, Award.member_id == member_id, Award.points_id.is_not(None))
    return [key for key in db.session.scalars(select(Award.points_id).where(*same).order_by(Award.id)) if key]


def _still_stands(one: Award) -> bool:
    return db.session.scalar(select(Award.id).where(Award.id == one.id, Award.revoked_at.is_(None))) is not None


def _capped(rule: EarningRule, member_id: int, at: datetime) -> bool:
    """Whether the member has had as many awards of the rule as they may, today or at all."""
    mine = select(func.count()).where(Award.member_id == member_id, Award.rule == rule.key, Award.revoked_at.is_(None))
    begin, end = months.day_of(at)
    today = mine.where(Award.at >= begin, Award.at < end)
    if rule.per_day is not None and db.session.scalars(today).one() >= rule.per_day:
        return True
    return rule.per_lifetime is not None and db.session.scalars(mine).one() >= rule.per_lifetime


def _within_budget(rule: EarningRule, points: int, at: datetime) -> bool:
    """Take `points` out of the month's budget, if they are still in it.

    Only a rule that has a budget counts what it issues: its members wait for each other at this row, briefly.
    """
    if rule.month_budget is None or not points:
        return True
    month = months.of(at)
    db.session.execute(insert(BudgetMonth).values(rule=rule.key, month=month, issued=0).on_conflict_do_nothing())
    of_month = (BudgetMonth.rule == rule.key, BudgetMonth.month == month)
    enough = BudgetMonth.issued + points <= rule.month_budget
    grown = update(BudgetMonth).where(*of_month, enough).values(issued=BudgetMonth.issued + points)
    return db.session.execute(grown.returning(BudgetMonth.issued)).first() is not None


def _free(one: Award) -> None:
    """What was taken back counts no more in the month it was issued in, if that month counts."""
    of_month = (BudgetMonth.rule == one.rule, BudgetMonth.month == months.of(one.at))
    left = func.greatest(BudgetMonth.issued - one.points, 0)
    db.session.execute(update(BudgetMonth).where(*of_month).values(issued=left))

"""Changing what is earned for what: rules, and the terms of all points. `actor` is an administrator.

A change holds from now on: nothing that was given is given anew. The rule's row is locked against every award that goes
by it, so that the month's budget is counted when nobody is in between.
"""

from collections.abc import Collection, Mapping
from datetime import date

from flask_babel import gettext as _
from sqlalchemy import delete, func, select
from sqlalchemy.dialects.postgresql import insert

from cocreate.catalogue.models import Series
from cocreate.journal import rules as journal
from cocreate.kernel import clock
from cocreate.kernel.database import db
from cocreate.kernel.errors import Invalid, NotNow
from cocreate.members.models import Member
from cocreate.points import months
from cocreate.points.earning.models import OF_TERMS, EarningChange, Field
from cocreate.points.models import CONTRIBUTING, Award, BudgetMonth, EarningRule, PointTerms, RuleKey, RuleSeries

Value = int | date | frozenset[int] | None
Values = Mapping[Field, Value]

# From what to what each number goes.
BOUNDS = {
    Field.POINTS: (0, 1_000_000),
    Field.CONTRIBUTION: (0, 1_000_000),
    Field.PER_DAY: (1, 1000),
    Field.PER_LIFETIME: (1, 1_000_000),
    Field.STREAK_STEP: (0, 1000),
    Field.STREAK_CAP: (0, 10_000),
    Field.MONTH_BUDGET: (0, 1_000_000_000_000),
    Field.RIPENING_DAYS: (0, 365),
    Field.LIFETIME_MONTHS: (1, 120),
    Field.RETURNED_DAYS: (0, 365),
    Field.GRANT_LIMIT: (0, 1_000_000),
}
# What may be without limit.
OPEN_ENDED = frozenset({Field.PER_DAY, Field.PER_LIFETIME, Field.MONTH_BUDGET})
_STREAK = (Field.STREAK_STEP, Field.STREAK_CAP)
_AMOUNTS = (Field.POINTS, Field.CONTRIBUTION)


def fields_of(key: RuleKey) -> list[Field]:
    """What of the rule can be changed: a grant says its points itself, and check-ins alone have streaks."""
    fixed: Collection[Field] = {*OF_TERMS, *(() if key is RuleKey.CHECK_IN else _STREAK)}
    return [field for field in Field if field not in fixed and not (key is RuleKey.GRANT and field in _AMOUNTS)]


def values_of(rule: EarningRule) -> dict[Field, Value]:
    """What the rule says now."""
    series = db.session.scalars(select(RuleSeries.series_id).where(RuleSeries.rule == rule.key))
    own = {field: getattr(rule, field) for field in fields_of(rule.key) if field is not Field.SERIES}
    return own | {Field.SERIES: frozenset(series)}


def sound(key: RuleKey, wanted: Values) -> None:
    """Raise `Invalid` at the name of the first field in which the rule cannot say what is `wanted`."""
    for field in fields_of(key):
        _within_bounds(field, wanted.get(field))
    if wanted.get(Field.CONTRIBUTION) and key not in CONTRIBUTING:
        raise Invalid(Field.CONTRIBUTION, _("Contribution comes from answers and ideas alone: this must stay 0."))
    begin, end = wanted.get(Field.FROM_ON), wanted.get(Field.UNTIL_ON)
    if isinstance(begin, date) and isinstance(end, date) and end <= begin:
        raise Invalid(Field.UNTIL_ON, _("This must be after the first day."))


def change(actor: Member, key: RuleKey, wanted: Values, basis: int) -> bool:
    """Let the rule say what is `wanted` from now on; whether it said something else. Journalled, with its history.

    `basis` is the change that was the last one when `actor` looked (``queries.basis``).

    Raises:
        Invalid: a field holds what cannot be.
        NotNow: somebody else has changed the rule since.
    """
    sound(key, wanted)
    rule = db.session.get_one(EarningRule, key, populate_existing=True, with_for_update=True)
    _check_basis(key, basis)
    before = values_of(rule)
    changed = [field for field in fields_of(key) if before[field] != wanted.get(field)]
    for field in changed:
        if field is not Field.SERIES:
            setattr(rule, field, wanted.get(field))
        _note(actor, key, field, before[field], wanted.get(field))
    if Field.SERIES in changed:
        _set_series(key, wanted[Field.SERIES])
    db.session.flush()
    _count_month(rule)
    return bool(changed)


def change_terms(actor: Member, wanted: Values, basis: int) -> bool:
    """Let the terms say what is `wanted`, for points that come from now on; whether they said something else.

    Raises like `change`.
    """
    for field in OF_TERMS:
        _within_bounds(field, wanted.get(field))
    terms = db.session.get_one(PointTerms, 1, populate_existing=True, with_for_update=True)
    _check_basis(None, basis)
    changed = [field for field in OF_TERMS if getattr(terms, field) != wanted.get(field)]
    for field in changed:
        _note(actor, None, field, getattr(terms, field), wanted.get(field))
        setattr(terms, field, wanted.get(field))
    db.session.flush()
    return bool(changed)


def last_change(key: RuleKey | None) -> int:
    """The id of the last change of the rule, or of the terms; 0 before there is one."""
    query = select(func.coalesce(func.max(EarningChange.id), 0))
    return db.session.scalars(query.where(EarningChange.rule.is_not_distinct_from(key))).one()


def _within_bounds(field: Field, value: Value) -> None:
    if field not in BOUNDS or (value is None and field in OPEN_ENDED):
        return
    least, most = BOUNDS[field]
    if not isinstance(value, int) or not least <= value <= most:
        raise Invalid(field, _("This must be from %(least)s to %(most)s.", least=least, most=most))


def _check_basis(key: RuleKey | None, basis: int) -> None:
    if last_change(key) != basis:
        raise NotNow(
            "changed-meanwhile",
            _("Somebody else has just changed this: look below at what it was. Saving again makes it as you typed."),
        )


def _note(actor: Member, key: RuleKey | None, field: Field, before: Value, after: Value) -> None:
    told = [_told(value) for value in (before, after)]
    made = EarningChange(rule=key, actor_id=actor.id, field=field, before=told[0], after=told[1])
    db.session.add(made)
    db.session.flush()
    rule = key.value if key else None
    journal.note(
        actor.id, "change", "earning_rule", made.id, rule=rule, field=field.value, before=told[0], after=told[1]
    )


def _told(value: Value) -> str | None:
    if isinstance(value, frozenset):
        keys = db.session.scalars(select(Series.key).where(Series.id.in_(value)).order_by(Series.key))
        return " ".join(keys) or None
    if isinstance(value, bool):
        return str(value).lower()
    return None if value is None else str(value)


def _set_series(key: RuleKey, series: Value) -> None:
    db.session.execute(delete(RuleSeries).where(RuleSeries.rule == key))
    if isinstance(series, frozenset):
        db.session.add_all(RuleSeries(rule=key, series_id=one) for one in sorted(series))


def _count_month(rule: EarningRule) -> None:
    """Let the counter of this month say what the rule has issued in it; without a budget nothing is counted."""
    month = months.of(clock.now())
    if rule.month_budget is None:
        db.session.execute(delete(BudgetMonth).where(BudgetMonth.rule == rule.key, BudgetMonth.month == month))
        return
    begin, end = months.bounds(month)
    standing = (Award.rule == rule.key, Award.at >= begin, Award.at < end, Award.revoked_at.is_(None))
    issued = select(func.coalesce(func.sum(Award.points), 0)).where(*standing).scalar_subquery()
    row = insert(BudgetMonth).values(rule=rule.key, month=month, issued=issued)
    same = ["rule", "month"]
    db.session.execute(row.on_conflict_do_update(index_elements=same, set_={"issued": row.excluded.issued}))

"""Counting deeds, and changing how many there may be."""

from collections.abc import Collection, Iterator, Mapping
from datetime import timedelta
from typing import Any, NamedTuple

from flask import has_request_context
from flask_babel import gettext as _
from sqlalchemy import select

from cocreate.journal import rules as journal
from cocreate.kernel import limits
from cocreate.kernel.database import db
from cocreate.kernel.errors import Invalid, TooMany
from cocreate.kernel.limits import Limit, Use
from cocreate.members.models import Member, Trust
from cocreate.screening.rates import queries
from cocreate.screening.rates.models import Deed, Rate, Reply, Scope
from cocreate.screening.rates.queries import Pace
from cocreate.screening.rates.words import sentence

MOST_TIMES, MOST_MINUTES = 1_000_000, 7 * 24 * 60
# What leaves a text that can be held.
TEXTS = frozenset({Deed.POST, Deed.COMMENT, Deed.EDIT})


def use(deed: Deed, actor: Member, *, target: int | None = None) -> bool:
    """Count one `deed` of `actor`; whether what they wrote is to be held, as one too many.

    `target` is the key of the member at whom it aims. Staff are not counted. Raises `TooMany`, which says when it may
    be done again. What is refused by another scope is not counted for the `CROWD`: one member alone fills no room that
    is there for all. What is counted costs one errand, and one more for a crowd. Needs the actor's roles loaded.
    """
    if actor.is_staff:
        return False
    counted = list(_uses(deed, actor, None if target == actor.id else target))
    alone = [(pace, use) for pace, use in counted if pace.scope is not Scope.CROWD]
    crowd = [(pace, use) for pace, use in counted if pace.scope is Scope.CROWD]
    too_many = _count(deed, alone)
    return _count(deed, crowd) or too_many


def _count(deed: Deed, counted: Collection[tuple[Pace, Use]]) -> bool:
    """Count these uses; whether one of them was one too many. Raises `TooMany` where its pace refuses."""
    if not counted:
        return False
    answers = limits.count_all([use for _pace, use in counted])
    passed = [(pace, answer.wait) for (pace, _use), answer in zip(counted, answers, strict=True) if not answer.fits]
    refused = [(wait, pace.scope) for pace, wait in passed if pace.reply is Reply.REFUSE]
    if refused:
        wait, scope = max(refused)
        raise TooMany(wait, sentence(deed, scope, wait))
    return bool(passed)


class Allowed(NamedTuple):
    """So many `times` by level (``None``: without limit) within `minutes`, and what becomes of one more."""

    times: Mapping[Trust, int | None]
    minutes: int
    reply: Reply


def change(actor: Member, deed: Deed, allowed: Mapping[Scope, Allowed]) -> None:
    """Let members do `deed` as often as `allowed` says, from now on; scopes without rates stay without.

    Raises `Invalid` at ``<scope>_<level>``, ``<scope>_minutes`` or ``<scope>_reply``.
    """
    for scope, said in allowed.items():
        _check(deed, scope, said)
    rates = select(Rate).where(Rate.deed == deed).order_by(Rate.scope, Rate.level).with_for_update()
    for rate in db.session.scalars(rates.execution_options(populate_existing=True)):
        if rate.scope in allowed:
            _set(actor, rate, allowed[rate.scope])
    queries.forget()


def _set(actor: Member, rate: Rate, allowed: Allowed) -> None:
    wanted = (allowed.times[rate.level], allowed.minutes * 60, allowed.reply)
    if (rate.times, rate.seconds, rate.reply) == wanted:
        return
    rate.times, rate.seconds, rate.reply = wanted
    said: dict[str, Any] = {"deed": rate.deed, "scope": rate.scope, "times": rate.times}
    said |= {"seconds": rate.seconds, "reply": rate.reply}
    journal.note(actor.id, "change", "rate", rate.level, **said)


def _check(deed: Deed, scope: Scope, allowed: Allowed) -> None:
    for level, times in allowed.times.items():
        if times is not None and not 1 <= times <= MOST_TIMES:
            name = f"{scope}_{level.name.lower()}"
            raise Invalid(name, _("From 1 to %(most)s, or nothing where there is no limit.", most=MOST_TIMES))
    if not 1 <= allowed.minutes <= MOST_MINUTES:
        raise Invalid(f"{scope}_minutes", _("From one minute to a week, which has %(most)s.", most=MOST_MINUTES))
    if allowed.reply is Reply.HOLD and deed not in TEXTS:
        raise Invalid(f"{scope}_reply", _("Only what somebody wrote can be held."))


def _uses(deed: Deed, actor: Member, target: int | None) -> Iterator[tuple[Pace, Use]]:
    for pace in queries.paces(deed, actor.trust):
        key = _key(pace.scope, actor, target)
        if key is not None:
            limit = Limit(f"rate_{deed}_{pace.scope}", pace.times, timedelta(seconds=pace.seconds))
            yield pace, Use(limit, key)


def _key(scope: Scope, actor: Member, target: int | None) -> str | None:
    """Under what a deed of `actor` is counted by `scope`; ``None`` where there is no such thing."""
    if scope is Scope.MEMBER:
        return str(actor.id)
    if scope is Scope.ADDRESS:
        return limits.address() if has_request_context() else None
    if target is None:
        return None
    return f"{actor.id} {target}" if scope is Scope.TARGET else str(target)

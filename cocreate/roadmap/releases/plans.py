"""Promising a release for a day ahead: announced, moved with a reason, given up with a reason; nothing is rewritten."""

from collections.abc import Mapping
from datetime import date, timedelta

from flask_babel import gettext as _

from cocreate.journal import rules as journal
from cocreate.kernel import clock
from cocreate.kernel.database import db
from cocreate.kernel.errors import Invalid, Refused
from cocreate.members.models import Member
from cocreate.roadmap.releases import hearing, rules, shipping
from cocreate.roadmap.releases.models import Release, ReleasePlan, ReleaseState
from cocreate.site import queries as site

FARTHEST = timedelta(days=3 * 366)
MAX_REASON = 4000
# Whoever ordered or took delivery within so many days hears of what is planned for their cars, unless said otherwise.
LATELY, MAX_LATELY = 90, 730  # days


def announce(actor: Member, release: Release, days: int = LATELY) -> int:
    """Tell everybody that `release` is planned for its day; answers how many are told in person.

    These are the members who ordered a car of the series it is for, or took delivery of one, within the last `days`.
    Raises `Invalid` at ``planned_on``, ``existing_<language>`` or ``days``; `Refused` where it is no draft any more.
    """
    release = rules.standing(release)
    if release.state is not ReleaseState.DRAFT:
        raise Refused("release-is-known", _("This release is announced already."))
    if release.planned_on is None:
        raise Invalid("planned_on", _("Give the day it is planned for."))
    _check_day(release.planned_on)
    if not release.existing:
        language = site.brand().languages[0]
        raise Invalid(f"existing_{language}", _("Say what owners of existing cars get."))
    if not 1 <= days <= MAX_LATELY:
        raise Invalid("days", _("Choose 1 to %(count)s days.", count=MAX_LATELY))
    release.state, release.announced_at = ReleaseState.PLANNED, clock.now()
    rules.show(release)
    _remember(actor, release)
    entry = journal.note(actor.id, "announce_release", "post", release.id, days=days)
    return hearing.tell_holders(entry, release, days)


def move(actor: Member, release: Release, planned_on: date, reasons: Mapping[str, str]) -> None:
    """Plan an announced `release` for another day; the earlier one stays visible with the reason.

    `reasons` says why in each language of the site. Whoever heard of it hears of this. Raises `Invalid` at
    ``planned_on`` or ``reason_<language>``.
    """
    release = _promised(release)
    why = _why(reasons)
    _check_day(planned_on)
    if planned_on == release.planned_on:
        raise Invalid("planned_on", _("It is planned for this day already."))
    release.planned_on = planned_on
    plan = _remember(actor, release, *why)
    entry = journal.note(actor.id, "move_release", "post", release.id, on=planned_on.isoformat(), plan=plan.id)
    hearing.tell_again(entry, release)


def drop(actor: Member, release: Release, reasons: Mapping[str, str]) -> None:
    """Give an announced `release` up. It stays readable, with the `reasons`, as in `move`; its ideas stay where they
    are and no longer lead to it."""
    release = _promised(release)
    why = _why(reasons)
    release.state, release.planned_on = ReleaseState.DROPPED, None
    release.publish_at = release.scheduler = None
    shipping.let_go(release)
    plan = _remember(actor, release, *why)
    entry = journal.note(actor.id, "drop_release", "post", release.id, plan=plan.id)
    hearing.tell_again(entry, release)


def _promised(release: Release) -> Release:
    release = rules.locked(release)
    if release.state is not ReleaseState.PLANNED:
        raise Refused("release-is-decided", _("This release is out already, or was given up."))
    return release


def _remember(actor: Member, release: Release, reason: str = "", reason_en: str = "") -> ReleasePlan:
    plan = ReleasePlan(
        release_id=release.id, planned_on=release.planned_on, reason=reason, reason_en=reason_en, actor_id=actor.id
    )
    db.session.add(plan)
    db.session.flush()
    return plan


def _why(reasons: Mapping[str, str]) -> tuple[str, str]:
    """The reason in the first language of the site, and in English where that is the second."""
    first, *others = site.brand().languages
    for language in (first, *others):
        if not reasons.get(language):
            raise Invalid(f"reason_{language}", _("Give the reason: everybody reads it."))
        if len(reasons[language]) > MAX_REASON:
            raise Invalid(f"reason_{language}", _("At most %(count)s characters, please.", count=MAX_REASON))
    return reasons[first], reasons[others[0]] if others else ""


def _check_day(planned_on: date) -> None:
    today = clock.local_day(clock.now())
    if not today <= planned_on <= today + FARTHEST:
        raise Invalid("planned_on", _("Choose a day from today on, within three years."))

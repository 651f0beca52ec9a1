"""Releases that publish themselves at a set time; until then only the team reads what they say."""

from datetime import datetime, timedelta

from flask_babel import gettext as _
from sqlalchemy import select

from cocreate.journal import rules as journal
from cocreate.kernel import clock
from cocreate.kernel.database import db
from cocreate.kernel.errors import Invalid, Refused
from cocreate.kernel.jobs import defer, job
from cocreate.members import queries as members
from cocreate.members.models import Member
from cocreate.roadmap.releases import rules
from cocreate.roadmap.releases.access import may_release
from cocreate.roadmap.releases.models import Release, ReleaseState

FARTHEST = timedelta(days=366)
# The problem of a release whose time has come, beside the codes of what the rules refuse.
NO_LONGER_TRUSTED = "no-longer-trusted"


def schedule(actor: Member, release: Release, publish_at: datetime) -> None:
    """Have `release` publish itself at the instant `publish_at`, in place of any time said before.

    Raises `Invalid` at ``publish_at``. Whether its ideas can be shipped is looked at again when its time comes; the
    team is then shown what stood against it.
    """
    release = _waiting(release)
    if not clock.now() < publish_at <= clock.now() + FARTHEST:
        raise Invalid("publish_at", _("Choose a time from now on, within a year."))
    release.publish_at, release.scheduler, release.problem = publish_at, actor, ""
    journal.note(actor.id, "schedule", "post", release.id)
    db.session.flush()


def cancel(actor: Member, release: Release) -> None:
    """Have `release` not publish itself. Raises `Refused` where no time is set (any more)."""
    release = _waiting(release)
    if release.publish_at is None:
        raise Refused("nothing-scheduled", _("Nothing is scheduled here any more."))
    _unset(release, "")
    journal.note(actor.id, "cancel_scheduled", "post", release.id)


@job("publish_due_releases", cron="* * * * *")
def find_due() -> None:
    """Ask for every release whose time has come to be published, each by itself: one that fails leaves the others."""
    due = select(Release.id).where(Release.publish_at <= clock.now()).order_by(Release.publish_at, Release.id)
    for release_id in db.session.scalars(due).all():
        defer("publish_release", queueing_lock=f"publish_release {release_id}", release=release_id)


@job("publish_release")
def publish_due(release: int) -> None:
    """Publish the release with this id, if its time has come and it is not published yet."""
    held = rules.locked(db.session.get_one(Release, release))
    if held.publish_at is not None and held.publish_at <= clock.now():
        _publish(held)


def _publish(release: Release) -> None:
    if release.scheduler_id is None:  # the database keeps this from being
        raise AssertionError(f"release {release.id} was scheduled by nobody")
    scheduler = members.by_id(release.scheduler_id)
    try:
        with db.session.begin_nested():
            if not (scheduler.is_active and may_release(scheduler)):
                raise Refused(NO_LONGER_TRUSTED, _("Whoever scheduled it may not publish releases any more."))
            rules.publish(scheduler, release)
    except Refused as error:
        _unset(rules.locked(release), error.code)


def _unset(release: Release, problem: str) -> None:
    release.publish_at, release.scheduler, release.problem = None, None, problem
    db.session.flush()


def _waiting(release: Release) -> Release:
    release = rules.standing(release)
    if release.state not in (ReleaseState.DRAFT, ReleaseState.PLANNED):
        raise Refused("release-is-decided", _("This release is out already, or was given up."))
    return release

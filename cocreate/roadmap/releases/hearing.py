"""Who hears of a release: whoever asked for what it ships, and whoever it was announced to ahead; each of them once."""

from datetime import timedelta

from sqlalchemy import Select, func, select, union

from cocreate.ideas.hearing import hearers
from cocreate.journal.models import JournalEntry
from cocreate.kernel import clock
from cocreate.kernel.database import db
from cocreate.notices import rules as notices
from cocreate.notices.models import Cause, Notice, Why
from cocreate.roadmap.releases import shipping
from cocreate.roadmap.releases.models import Release, ReleaseModel
from cocreate.vehicles import queries as vehicles


def tell_of_shipping(entry: JournalEntry, release: Release) -> None:
    """Tell of the published `release`. Who is concerned by several of its ideas hears of the first."""
    for idea_id in shipping.linked(release):
        notices.tell(entry, Cause.RELEASE, hearers(idea_id), about=idea_id, said=release.id)
    tell_again(entry, release)


def tell_holders(entry: JournalEntry, release: Release, days: int) -> int:
    """Tell whoever ordered a car of the series `release` is for, or took delivery, within `days`; how many they are."""
    notices.tell(entry, Cause.RELEASE, {Why.HOLDER: holders(release, days)}, about=release.id)
    told = select(func.count()).select_from(Notice).where(Notice.entry_id == entry.id)
    return db.session.scalar(told) or 0


def tell_again(entry: JournalEntry, release: Release) -> None:
    """Tell whoever `release` was announced to what became of it."""
    announced = select(JournalEntry.id).where(
        JournalEntry.subject_kind == "post",
        JournalEntry.subject_id == release.id,
        JournalEntry.verb == "announce_release",
    )
    before = select(Notice.member_id).where(Notice.entry_id.in_(announced), Notice.why == Why.HOLDER)
    notices.tell(entry, Cause.RELEASE, {Why.HOLDER: before}, about=release.id)


def holders(release: Release, days: int) -> Select[int]:
    """Within a statement: whom `tell_holders` tells."""
    series = select(ReleaseModel.series_id).where(ReleaseModel.release_id == release.id)
    since = clock.local_day(clock.now()) - timedelta(days=days)
    return vehicles.lately(list(db.session.scalars(series)), since)


def count_holders(release: Release, days: int) -> int:
    """How many `tell_holders` would tell, before anybody's own choice."""
    whom = holders(release, days).distinct().subquery()
    return db.session.scalar(select(func.count()).select_from(whom)) or 0


def count(release: Release) -> int:
    """How many members asked for what `release` ships, before anybody's own choice."""
    asked = [query for idea_id in shipping.linked(release) for query in hearers(idea_id).values()]
    return db.session.scalar(select(func.count()).select_from(union(*asked).subquery())) or 0 if asked else 0

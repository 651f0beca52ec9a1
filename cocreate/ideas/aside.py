"""What stands beside an idea on its page, read in one statement."""

from dataclasses import dataclass

from sqlalchemy import select

from cocreate.ideas import statuses
from cocreate.ideas.models import Category, Idea
from cocreate.ideas.statuses import StatusView
from cocreate.ideas.targets import queries as targets
from cocreate.ideas.targets.queries import TargetChangeView
from cocreate.ideas.triage import queries as triage
from cocreate.ideas.triage.queries import Driver
from cocreate.kernel.database import db
from cocreate.posts.queries import told_tags


@dataclass(frozen=True)
class Aside:
    """Its tags, and where it may go from here; once it was taken on, every target it had and who drives it."""

    tags: list[str]
    next_statuses: list[StatusView]
    targets: list[TargetChangeView]
    driver: Driver | None


def of(idea: Idea, locale: str) -> Aside:
    """What stands beside `idea`, in the language `locale`."""
    parts = (told_tags(idea.id), statuses.told_following(idea), targets.told(idea.id), triage.told_driver(idea.id))
    tags, reachable, changes, driver = db.session.execute(select(*parts)).one()
    taken_on = idea.status.category in (Category.ACTIVE, Category.DONE)
    return Aside(
        tags=tags or [],
        next_statuses=statuses.named(reachable, locale),
        targets=targets.views(changes, locale) if idea.status.category is not Category.OPEN else [],
        driver=triage.driver(driver, locale) if taken_on else None,
    )

"""What stands beside an idea on its page, read in one statement."""

from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import BigInteger, BindParameter, Select, bindparam, select

from cocreate.comments.calm import queries as calm
from cocreate.comments.calm.queries import MeasureView
from cocreate.ideas import history, statuses
from cocreate.ideas.history import StatusChangeView
from cocreate.ideas.models import Category, Idea, IdeaKind
from cocreate.ideas.statuses import StatusView
from cocreate.ideas.suspicion import queries as suspicion
from cocreate.ideas.suspicion.queries import Correction
from cocreate.ideas.targets import queries as targets
from cocreate.ideas.targets.queries import TargetChangeView
from cocreate.ideas.triage import queries as triage
from cocreate.ideas.triage.queries import Driver
from cocreate.kernel.database import read
from cocreate.posts.links import LinkView, heard_links, told_links
from cocreate.posts.models import LinkKind
from cocreate.posts.pictures import queries as pictures
from cocreate.posts.pictures.queries import PictureView
from cocreate.posts.queries import told_tags


@dataclass(frozen=True)
class Aside:
    """Its tags, the changes of its status, and where it may go from here; once it was taken on, every target it had and
    who drives it; the release that ships it; what was done to calm its thread; which
    supports were voided.

    `pictures` are those of the posts on the page, by their public ids; a post without pictures is not among them.
    """

    tags: list[str]
    history: list[StatusChangeView]
    next_statuses: list[StatusView]
    targets: list[TargetChangeView]
    driver: Driver | None
    pictures: dict[str, list[PictureView]]
    links: list[LinkView]
    calm: list[MeasureView]
    corrections: list[Correction]


def of(idea: Idea, locale: str, posts: Collection[str]) -> Aside:
    """What stands beside `idea`, in the language `locale`, and the pictures of the `posts` with these public ids."""
    values = {"idea_id": idea.id, "status_key": idea.status_key, "posts": list(posts), **calm.now()}
    tags, steps, reachable, changes, driver, linked, measures, voided, shown = read(_beside(idea.kind), values).one()
    taken_on = idea.status.category in (Category.ACTIVE, Category.DONE)
    return Aside(
        tags=tags or [],
        history=history.views(steps, locale),
        next_statuses=statuses.named(reachable, locale),
        targets=targets.views(changes, locale) if idea.status.category is not Category.OPEN else [],
        driver=triage.driver(driver, locale) if taken_on else None,
        pictures=pictures.by_post(shown),
        links=[link for link in heard_links(linked) if link.kind != LinkKind.COUNTERS],
        calm=calm.heard(measures),
        corrections=suspicion.heard(voided),
    )


@cache
def _beside(kind: IdeaKind) -> Select[*tuple[Any, ...]]:
    """The statement behind `of` for an idea of `kind`. Building it anew costs more than the database takes for it."""
    idea: BindParameter[int] = bindparam("idea_id", type_=BigInteger)
    told = (told_tags(idea), history.told(idea), statuses.told_following(kind), targets.told(idea))
    public = (told_links(idea), calm.told(idea), suspicion.told(idea), pictures.told())
    return select(*told, triage.told_driver(idea), *public)

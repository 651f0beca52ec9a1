"""The tables of releases."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from cocreate.kernel import clock
from cocreate.kernel.database import Base, text_enum
from cocreate.members.models import Member
from cocreate.posts.models import Post
from cocreate.roadmap.words import Translated, translation_constraints


class ReleaseState(StrEnum):
    """How far a release is: written by the team, announced for a day, there, or given up after it was announced."""

    DRAFT = "draft"
    PLANNED = "planned"
    OUT = "out"
    DROPPED = "dropped"


class Release(Translated, Base):
    """A release; until somebody but the team may see it, the audience of its post is the team.

    `planned_on` is the day it is promised for, that of the last `ReleasePlan` once it is announced. `existing` says
    what owners of existing cars get, in the language of the post, `existing_en` in English. `publish_at` is when it
    publishes itself, as `scheduler` wanted; `problem` is the code of what stood against it when that time came.
    """

    __tablename__ = "releases"

    id: Mapped[int] = mapped_column(ForeignKey("posts.id"), primary_key=True)
    state: Mapped[ReleaseState] = mapped_column(text_enum(ReleaseState, "state"), default=ReleaseState.DRAFT)
    planned_on: Mapped[date | None]
    existing: Mapped[str] = mapped_column(default="", server_default="")
    existing_en: Mapped[str] = mapped_column(default="", server_default="")
    announced_at: Mapped[datetime | None]
    released_at: Mapped[datetime | None]
    publish_at: Mapped[datetime | None]
    scheduler_id: Mapped[int | None] = mapped_column(ForeignKey("members.id"), index=True)
    problem: Mapped[str] = mapped_column(default="", server_default="")

    post: Mapped[Post] = relationship(lazy="raise", innerjoin=True)
    scheduler: Mapped[Member | None] = relationship(lazy="raise")

    __table_args__ = (
        *translation_constraints(),
        CheckConstraint("char_length(existing) <= 4000 AND char_length(existing_en) <= 4000", "existing_length"),
        CheckConstraint("(state = 'out') = (released_at IS NOT NULL)", "out_since_some_time"),
        CheckConstraint("state <> 'draft' OR announced_at IS NULL", "draft_is_not_announced"),
        CheckConstraint(
            "state NOT IN ('planned', 'dropped') OR (announced_at IS NOT NULL AND existing <> '')",
            "announced_says_what_existing_owners_get",
        ),
        CheckConstraint("state <> 'planned' OR planned_on IS NOT NULL", "planned_for_a_day"),
        CheckConstraint("(publish_at IS NULL) = (scheduler_id IS NULL)", "scheduled_by_somebody"),
        CheckConstraint("publish_at IS NULL OR state IN ('draft', 'planned')", "scheduled_before_it_is_out"),
        Index("ix_releases_out", text("released_at DESC"), text("id DESC"), postgresql_where=text("state = 'out'")),
        Index("ix_releases_announced", text("announced_at DESC"), postgresql_where=text("announced_at IS NOT NULL")),
        Index("ix_releases_waiting", "state", "planned_on", postgresql_where=text("state IN ('draft', 'planned')")),
        Index("ix_releases_due", "publish_at", postgresql_where=text("publish_at IS NOT NULL")),
    )


class ReleaseModel(Base):
    """Which series, or which of its years, a release is for; a release without any is for every car."""

    __tablename__ = "release_models"

    id: Mapped[int] = mapped_column(primary_key=True)
    release_id: Mapped[int] = mapped_column(ForeignKey("releases.id"))
    series_id: Mapped[int] = mapped_column(ForeignKey("series.id"))
    model_year_id: Mapped[int | None] = mapped_column(index=True)

    __table_args__ = (
        ForeignKeyConstraint(["series_id", "model_year_id"], ["model_years.series_id", "model_years.id"]),
        UniqueConstraint("release_id", "series_id", "model_year_id", postgresql_nulls_not_distinct=True),
        Index(None, "series_id", "release_id"),
    )


class ReleasePlan(Base):
    """That a release was announced for `planned_on`, or moved there, or (None) given up. A trigger refuses UPDATE and
    DELETE. Each but the first has a `reason`, in the language of the release's post, and `reason_en` in English where
    the pages speak two languages."""

    __tablename__ = "release_plans"

    id: Mapped[int] = mapped_column(primary_key=True)
    release_id: Mapped[int] = mapped_column(ForeignKey("releases.id"))
    planned_on: Mapped[date | None]
    reason: Mapped[str] = mapped_column(default="")
    reason_en: Mapped[str] = mapped_column(default="", server_default="")
    actor_id: Mapped[int] = mapped_column(ForeignKey("members.id"), index=True)
    at: Mapped[datetime] = mapped_column(default=clock.now)

    __table_args__ = (
        CheckConstraint("char_length(reason) <= 4000 AND char_length(reason_en) <= 4000", "reason_length"),
        CheckConstraint("reason <> '' OR reason_en = ''", "translates_a_reason"),
        CheckConstraint("planned_on IS NOT NULL OR reason <> ''", "given_up_for_a_reason"),
        Index(None, "release_id", "id"),
    )

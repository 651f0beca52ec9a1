"""What each level of trust asks for, and what it allows."""

from enum import StrEnum

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from cocreate.kernel.database import Base, Level, text_enum
from cocreate.members.models import Trust


class Excess(StrEnum):
    """What becomes of a text with more links or mentions than its author may put into one."""

    REFUSE = "refuse"
    HOLD = "hold"


class Threshold(Base):
    """What `level` asks for, on top of every level below it; a newcomer is who has reached none.

    `days` since joining, `posts` that stand and have stood for a day, and at most `reports` that were upheld against
    the member within the last `report_days`.
    """

    __tablename__ = "trust_thresholds"

    level: Mapped[Trust] = mapped_column(Level(Trust), primary_key=True, autoincrement=False)
    days: Mapped[int]
    posts: Mapped[int]
    reports: Mapped[int]
    report_days: Mapped[int]

    __table_args__ = (
        CheckConstraint("level BETWEEN 1 AND 3", "above_newcomers"),
        CheckConstraint("days BETWEEN 0 AND 3650", "days_within_ten_years"),
        CheckConstraint("posts BETWEEN 0 AND 100000", "posts_can_be_written"),
        CheckConstraint("reports BETWEEN 0 AND 1000", "reports_can_be_upheld"),
        CheckConstraint("report_days BETWEEN 1 AND 3650", "report_days_within_ten_years"),
    )


class Allowance(Base):
    """What members of `level` may put into one post: NULL is as much as anybody may.

    With more `links` or `mentions` it is refused or held, as `excess` says; more `pictures` are always refused.
    Somebody looks at the posts of whoever has fewer than `glances` posts that stand; with fewer than `waits` they are
    not seen before.
    """

    __tablename__ = "trust_allowances"

    level: Mapped[Trust] = mapped_column(Level(Trust), primary_key=True, autoincrement=False)
    links: Mapped[int | None]
    pictures: Mapped[int | None]
    mentions: Mapped[int | None]
    excess: Mapped[Excess] = mapped_column(text_enum(Excess, "excess"), default=Excess.REFUSE)
    glances: Mapped[int] = mapped_column(default=0)
    waits: Mapped[int] = mapped_column(default=0)

    __table_args__ = (
        CheckConstraint("level BETWEEN 0 AND 3", "of_a_level"),
        CheckConstraint("links BETWEEN 0 AND 1000", "links_are_some"),
        CheckConstraint("pictures BETWEEN 0 AND 100", "pictures_are_some"),
        CheckConstraint("mentions BETWEEN 0 AND 100", "mentions_are_some"),
        CheckConstraint("glances BETWEEN 0 AND 100 AND waits BETWEEN 0 AND 100", "first_posts_are_few"),
    )

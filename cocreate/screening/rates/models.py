"""The one table of rates."""

from enum import StrEnum

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from cocreate.kernel.database import Base, Level, text_enum
from cocreate.members.models import Trust


class Deed(StrEnum):
    """What is counted. `POST` is whatever has a title, an idea for one; `COMMENT` whatever is said under it;
    `SUPPORT` any vote."""

    POST = "post"
    COMMENT = "comment"
    EDIT = "edit"
    SUPPORT = "support"
    REPORT = "report"
    PICTURE = "picture"


class Scope(StrEnum):
    """What is counted together: the deeds of one `MEMBER`; those of all of a level from one `ADDRESS`; those of one
    member towards one author, their `TARGET`; and those of all of a level towards one author, a `CROWD`.
    """

    MEMBER = "member"
    ADDRESS = "address"
    TARGET = "target"
    CROWD = "crowd"


class Reply(StrEnum):
    """What becomes of one deed too many: it is refused, or what was written is held."""

    REFUSE = "refuse"
    HOLD = "hold"


class Rate(Base):
    """Members of `level` may do `deed` so many `times` within `seconds`, counted by `scope`; NULL is without limit."""

    __tablename__ = "rates"

    deed: Mapped[Deed] = mapped_column(text_enum(Deed, "deed"), primary_key=True)
    scope: Mapped[Scope] = mapped_column(text_enum(Scope, "scope"), primary_key=True)
    level: Mapped[Trust] = mapped_column(Level(Trust), primary_key=True, autoincrement=False)
    times: Mapped[int | None]
    seconds: Mapped[int]
    reply: Mapped[Reply] = mapped_column(text_enum(Reply, "reply"), default=Reply.REFUSE)

    __table_args__ = (
        CheckConstraint("level BETWEEN 0 AND 3", "of_a_level"),
        CheckConstraint("times BETWEEN 1 AND 1000000", "times_are_some"),
        CheckConstraint("seconds BETWEEN 1 AND 604800", "within_a_week"),
        CheckConstraint("reply = 'refuse' OR deed IN ('post', 'comment', 'edit')", "texts_are_held"),
        CheckConstraint(
            "scope IN ('member', 'address') OR deed IN ('comment', 'support', 'report')", "towards_an_author"
        ),
    )

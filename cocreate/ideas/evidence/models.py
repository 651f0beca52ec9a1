"""At how many owners an idea comes to the team by itself."""

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from cocreate.catalogue.stages import Stage
from cocreate.ideas.models import IdeaKind
from cocreate.kernel.database import Base, text_enum


class Threshold(Base):
    """So many verified owners bring an idea of this stage and kind from the first status to `REACHED`.

    Praise has none: there is nothing to review. Nor has a statement: it speaks for those who signed. A stage and kind
    without a row have none either.
    """

    __tablename__ = "thresholds"

    id: Mapped[int] = mapped_column(primary_key=True)
    stage: Mapped[Stage] = mapped_column(text_enum(Stage, "stage"))
    kind: Mapped[IdeaKind] = mapped_column(text_enum(IdeaKind, "kind"))
    owners: Mapped[int]

    __table_args__ = (
        UniqueConstraint("stage", "kind"),
        CheckConstraint("owners > 0", "owners_positive"),
        CheckConstraint("kind IN ('wish', 'problem')", "of_what_is_reviewed"),
    )

"""Who found what helpful."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from cocreate.kernel import clock
from cocreate.kernel.database import Base


class HelpfulVote(Base):
    """That a member found a post helpful: once, until they take it back. `Post.helpful` counts them."""

    __tablename__ = "helpful_votes"

    post_id: Mapped[int] = mapped_column(ForeignKey("posts.id"), primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"), primary_key=True, index=True)
    at: Mapped[datetime] = mapped_column(default=clock.now)

"""Decisions, what was written to whom they concern, and the end of their chain."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from cocreate.kernel import clock, ids
from cocreate.kernel.database import Base, Level, text_enum
from cocreate.members.models import Member, Trust
from cocreate.moderation.models import Reason
from cocreate.posts.models import Post, PostState


class Action(StrEnum):
    """What can be decided. `HOLD` is what the site does by itself; `BLOCK_ALL` becomes a ban and a removal of each
    post; `VOID` is of supports, and of two people (``ideas.suspicion``); `RESTORE` undoes a decision.
    """

    APPROVE = "approve"
    APPROVE_TRUST = "approve_trust"
    EDIT = "edit"
    HOLD = "hold"
    HIDE = "hide"
    REMOVE = "remove"
    RESTORE = "restore"
    WARN = "warn"
    SILENCE = "silence"
    SUSPEND = "suspend"
    BAN = "ban"
    BLOCK_ALL = "block_all"
    VOID = "void"


APPROVING = frozenset({Action.APPROVE, Action.APPROVE_TRUST})
# What nobody has to give a reason for.
UNREASONED = APPROVING | {Action.RESTORE}
# What is done to whoever wrote something, not to what they wrote; in the order of their weight.
UPON_MEMBERS = (Action.WARN, Action.SILENCE, Action.SUSPEND, Action.BAN, Action.BLOCK_ALL)


class Decision(Base):
    """That `actor` (nobody: the site itself) decided upon a post or a member. A trigger refuses UPDATE and DELETE.

    `member_id` is whom it concerns: the author of the post, where there is one. The post went `from_state` `to_state`,
    if it went anywhere. `trust_before` is what an approval with trust raised. `until`: for how long somebody is
    silenced or suspended. `case_opened_at`: since when somebody was to look. `undoes`: the decision that stands no
    more, which happens once; `part_of`: the ban of which a removal is a part. `hash` covers all this, `note_digest` and
    `previous_hash`, the hash of the decision before (``decisions.chain``).
    """

    __tablename__ = "decisions"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True, default=ids.new_public_id)
    action: Mapped[Action] = mapped_column(text_enum(Action, "action"))
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("members.id"))
    post_id: Mapped[int | None] = mapped_column(ForeignKey("posts.id"))
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"))
    reason: Mapped[Reason | None] = mapped_column(text_enum(Reason, "reason"))
    until: Mapped[datetime | None]
    from_state: Mapped[PostState | None] = mapped_column(text_enum(PostState, "from_state"))
    to_state: Mapped[PostState | None] = mapped_column(text_enum(PostState, "to_state"))
    trust_before: Mapped[Trust | None] = mapped_column(Level(Trust))
    case_opened_at: Mapped[datetime | None]
    undoes_id: Mapped[int | None] = mapped_column(ForeignKey("decisions.id"), unique=True)
    part_of_id: Mapped[int | None] = mapped_column(ForeignKey("decisions.id"), index=True)
    at: Mapped[datetime] = mapped_column(default=clock.now, index=True)
    note_digest: Mapped[str | None]
    previous_hash: Mapped[str] = mapped_column(unique=True)
    hash: Mapped[str] = mapped_column(unique=True)

    actor: Mapped[Member | None] = relationship(lazy="raise", foreign_keys=[actor_id])
    member: Mapped[Member] = relationship(lazy="raise", foreign_keys=[member_id])
    post: Mapped[Post | None] = relationship(lazy="raise")
    note: Mapped["DecisionNote | None"] = relationship(lazy="raise", uselist=False, viewonly=True)

    __table_args__ = (
        CheckConstraint("action <> 'block_all'", "one_thing_at_a_time"),
        CheckConstraint("actor_id <> member_id", "upon_somebody_else"),
        CheckConstraint("actor_id IS NOT NULL OR action IN ('hold', 'silence')", "by_somebody"),
        CheckConstraint("action <> 'hold' OR actor_id IS NULL", "held_by_itself"),
        CheckConstraint(
            "reason IS NOT NULL OR actor_id IS NULL OR action IN ('approve', 'approve_trust', 'restore')",
            "for_a_reason",
        ),
        CheckConstraint(
            "num_nonnulls(from_state, to_state) <> 1 AND (to_state IS NULL OR post_id IS NOT NULL) "
            "AND from_state <> to_state",
            "moves_a_post",
        ),
        CheckConstraint("(action IN ('silence', 'suspend')) = (until IS NOT NULL) AND until > at", "until_later"),
        CheckConstraint("trust_before IS NULL OR action = 'approve_trust'", "trust_by_approving"),
        CheckConstraint("(action = 'restore') = (undoes_id IS NOT NULL) AND undoes_id < id", "restores_something"),
        CheckConstraint("part_of_id < id", "part_of_an_earlier_one"),
        CheckConstraint("hash ~ '^[0-9a-f]{64}$' AND previous_hash ~ '^[0-9a-f]{64}$'", "hashes"),
        Index(None, "post_id", "id"),
        Index(None, "member_id", "id"),
        Index(None, "actor_id", "id"),
    )

    @property
    def is_automatic(self) -> bool:
        """Whether the site decided by itself."""
        return self.actor_id is None


class DecisionNote(Base):
    """What was written to the member a decision concerns; it can be erased, and with it the `salt` without which the
    digest in the chain tells nothing of it.
    """

    __tablename__ = "decision_notes"

    decision_id: Mapped[int] = mapped_column(ForeignKey("decisions.id"), primary_key=True)
    salt: Mapped[str]
    text: Mapped[str]

    __table_args__ = (CheckConstraint("char_length(text) BETWEEN 1 AND 2000", "text_length"),)


class ChainEnd(Base):
    """The only row: how many decisions there are, and the hash of the last. Whoever adds one has locked it."""

    __tablename__ = "decision_chain"

    id: Mapped[int] = mapped_column(primary_key=True, default=1, autoincrement=False)
    length: Mapped[int] = mapped_column(default=0, server_default="0")
    last_hash: Mapped[str]

    __table_args__ = (CheckConstraint("id = 1", "only_one"),)

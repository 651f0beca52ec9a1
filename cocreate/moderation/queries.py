"""What moderators chose once for all cases."""

from cocreate.kernel.database import db
from cocreate.moderation.models import ModerationSettings


def settings() -> ModerationSettings:
    """The settings of moderation."""
    return db.session.get_one(ModerationSettings, 1)

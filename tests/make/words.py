"""Watched words."""

from cocreate.members.models import Member
from cocreate.screening.words import editing
from cocreate.screening.words.editing import Entry
from cocreate.screening.words.models import WatchedWord, WordAction
from tests import make


def watched(
    pattern: str, action: WordAction = WordAction.HOLD, value: str = "", by: Member | None = None
) -> WatchedWord:
    """A word that is watched for."""
    return editing.add(by or make.member(roles=["moderator"]), Entry(pattern, action, value))

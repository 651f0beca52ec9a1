"""How screening silences somebody: a decision, and so the matter of ``moderation``, which registers itself here."""

from collections.abc import Callable
from datetime import timedelta

from cocreate.members.models import Member

# Silences a member for a while, for what was said in the post with a key.
Silencer = Callable[[Member, timedelta, int], None]
_silencers: list[Silencer] = []


def silences(silencer: Silencer) -> Silencer:
    """Register what silences a member."""
    _silencers.append(silencer)
    return silencer


def silence(author: Member, period: timedelta, post_id: int) -> None:
    """Let `author` publish nothing for `period`, for what they wrote in the post."""
    for silencer in _silencers:
        silencer(author, period, post_id)

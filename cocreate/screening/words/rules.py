"""Judging texts and names by the watched words in them, and counting those that were met."""

from collections.abc import Collection, Mapping, Sequence
from datetime import timedelta

from flask_babel import gettext as _
from sqlalchemy import text

from cocreate.kernel import bookkeeping, clock
from cocreate.screening.judgements import Blocked, Judgement
from cocreate.screening.words import changing, matching
from cocreate.screening.words.matching import Match, Text
from cocreate.screening.words.models import WordAction

# What may not be read in a post may not be read in a name either, beside each of them.
NOT_IN_NAMES = frozenset({WordAction.BLOCK, WordAction.HOLD, WordAction.SILENCE, WordAction.CENSOR})
_SHOWN = 40  # characters of what was found
# Words are counted in one order, and not those that were removed meanwhile.
_COUNT = text(
    """
    INSERT INTO watched_word_hits AS h (word_id, hits, last_at)
    SELECT id, 1, :now FROM watched_words WHERE id = ANY(:words) ORDER BY id
    ON CONFLICT (word_id) DO UPDATE SET hits = h.hits + 1, last_at = excluded.last_at
    """
)


def judge(title: str | None, body: str) -> Judgement:
    """What watched words make of a text; nothing is counted. `body` is Markdown."""
    return judged(title, body, found_in(title, body))


def found_in(title: str | None, body: str) -> dict[str, list[Match]]:
    """The watched words in ``title`` and ``body``, in their order."""
    return matching.find({"title": Text(title or ""), "body": Text(body, markdown=True)})


def judged(title: str | None, body: str, found: Mapping[str, Sequence[Match]]) -> Judgement:
    """What the watched words that were `found` in a text make of it."""
    words = {match.word.id: match.word for matches in found.values() for match in matches}
    actions = {word.action for word in words.values()}
    hours = max((int(word.value) for word in words.values() if word.action is WordAction.SILENCE), default=0)
    return Judgement(
        title=None if title is None else changing.line(title, found["title"]),
        body=changing.markdown(body, found["body"]),
        blocked=_blocked(title, body, found) if WordAction.BLOCK in actions else None,
        held=not actions.isdisjoint((WordAction.HOLD, WordAction.SILENCE)),
        flagged=WordAction.FLAG in actions,
        silence=timedelta(hours=hours) if hours else None,
        words=frozenset(words),
    )


def tags(title: str | None, body: str) -> list[str]:
    """The tags that watched words give to a text."""
    return tags_of(found_in(title, body))


def tags_of(found: Mapping[str, Sequence[Match]]) -> list[str]:
    """The tags that the words which were `found` in a text give to it, in the order of the words."""
    words = (match.word for matches in found.values() for match in matches)
    return list(dict.fromkeys(word.value for word in words if word.action is WordAction.TAG))


def judge_name(name: str) -> tuple[bool, frozenset[int]]:
    """Whether watched words leave `name` to a member, and the ids of those in it."""
    words = {match.word for match in matching.find({"name": Text(name)})["name"]}
    fits = NOT_IN_NAMES.isdisjoint(word.action for word in words)
    return fits, frozenset(word.id for word in words)


def note_hits(words: Collection[int]) -> None:
    """Count that a text had the `words` with these ids, however the request ends: in a transaction of its own, so that
    many posts with one word do not wait for each other."""
    if words:
        with bookkeeping.connection() as connection:
            connection.execute(_COUNT, {"words": list(words), "now": clock.now()})


def _blocked(title: str | None, body: str, found: Mapping[str, Sequence[Match]]) -> Blocked:
    """The first word that blocks, where it stands; a text without a title has all its words in its body."""
    texts = {"title": title or "", "body": body}
    field, match = next(
        (field, match) for field in texts for match in found[field] if match.word.action is WordAction.BLOCK
    )
    shown = " ".join(texts[field][match.start : match.end].split())[:_SHOWN]
    default = _("“%(words)s” cannot be published here. Please say it differently.", words=shown)
    return Blocked(field, match.word.value or default)

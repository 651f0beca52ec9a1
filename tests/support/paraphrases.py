"""Ways of saying what an idea of the demo content says already, and how many of them lead to it.

The pairs are in paraphrases.toml beside this. Scoring was tuned on the ideas of one half; the other half only tells
whether it holds for what nobody looked at.
"""

import csv
import hashlib
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from cocreate.demo import script
from cocreate.kernel import clock, text
from cocreate.kernel.database import db
from cocreate.members.models import Member
from cocreate.posts import rules as posts
from cocreate.posts.models import PostKind
from cocreate.posts.search import rules as search
from cocreate.posts.similar import queries

FILE = Path(__file__).with_suffix(".toml")
SENTENCES = 6  # of a text made of others' sentences, about as long as an idea of the demo


class Pair(NamedTuple):
    """What somebody types, and the key of the idea of the demo that says it; `across`: in another language."""

    title: str
    body: str
    idea: str
    across: bool


class Halves(NamedTuple):
    """The pairs of those ideas that scoring was tuned on, of the others, and the pairs in two languages."""

    tuned: list[Pair]
    held: list[Pair]
    across: list[Pair]


def halves() -> Halves:
    """All pairs. Whether an idea belongs to one half or the other follows from its key, language by language."""
    rows = tomllib.loads(FILE.read_text(encoding="utf-8"))["pairs"]
    pairs = [Pair(row["title"], row.get("body", ""), row["idea"], row.get("across", False)) for row in rows]
    tuned: set[str] = set()
    languages = {pair.idea: text.language_of(pair.title) for pair in pairs if not pair.across}
    for language in ("zh", "en"):
        keys = (key for key, spoken in languages.items() if spoken == language)
        tuned.update(sorted(keys, key=lambda key: hashlib.sha256(key.encode()).hexdigest())[::2])
    alike = [pair for pair in pairs if not pair.across]
    return Halves(
        [pair for pair in alike if pair.idea in tuned],
        [pair for pair in alike if pair.idea not in tuned],
        [pair for pair in pairs if pair.across],
    )


def put_demo(author: Member) -> dict[int, str]:
    """The ideas of the demo as posts with entries; their keys by the keys of the posts."""
    made = {}
    for idea in script.read().topics:
        post = posts.write(author, PostKind.IDEA, idea.body, title=idea.title, at=clock.now())
        db.session.flush()
        posts.tag(post, idea.tags)
        made[post.id] = idea.key
    search.index(made)
    return made


def put(author: Member, written: Iterable[tuple[str, str]], kind: PostKind = PostKind.IDEA) -> list[int]:
    """The keys of posts with these titles and texts among which others are to be found."""
    made = [posts.write(author, kind, body, title=title, at=clock.now()) for title, body in written]
    db.session.flush()
    search.index([post.id for post in made])
    return [post.id for post in made]


def asked() -> dict[tuple[str, str], list[str]]:
    """Questions, each a title and a text, with other ways of asking it."""
    rows = tomllib.loads(FILE.with_name("asked.toml").read_text(encoding="utf-8"))["questions"]
    return {(row["title"], row["body"]): row["ways"] for row in rows}


def recall(pairs: Sequence[Pair], keys: Mapping[int, str]) -> float:
    """The share of `pairs` whose idea is among the five most alike."""
    found = sum(pair.idea in [keys.get(one) for one in queries.nearest(pair.title, pair.body, None)] for pair in pairs)
    return found / len(pairs)


def of_owners(folder: Path, number: int) -> list[tuple[str, str]]:
    """So many texts of real sentences of owners, each about one subject, in the folder of real data."""
    with (folder / "owner_sentences_zh.csv").open(encoding="utf-8") as file:
        rows = sorted(csv.DictReader(file), key=lambda row: (row["subjects"], row["text"]))
    groups = (rows[at : at + SENTENCES] for at in range(0, len(rows) - SENTENCES, SENTENCES))
    texts = ["\n".join(row["text"] for row in group) for group in groups]
    return [(body[:24], body) for body in texts[:number]]

"""``make bench BENCH=FILE``: how well and how fast real sentences of owners are found by a piece from their middle.

FILE is a CSV with a column ``text``. Recall is counted on a site that has imported all of it, through the rules of
every import; time is taken on a site of 100,000 ideas and a quarter as many comments, whose words are the clauses of
the same sentences in another order, so that words are as common as they are.
"""

import csv
import os
import random
import re
import statistics
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from flask import Flask
from rich.console import Console
from rich.progress import track
from rich.table import Table
from sqlalchemy import select

from cocreate.app import create_app
from cocreate.importing import mapping, planning, rules, sources
from cocreate.importing.mapping import ImportKind
from cocreate.kernel.database import db
from cocreate.kernel.settings import Settings
from cocreate.posts.models import Post
from cocreate.posts.search import asking, matching, queries
from cocreate.posts.search.queries import Finding
from cocreate.posts.search.rules import next_batch
from tests.load import filling, servers

SEED, ASKED, SHOWN, IDEAS = 4, 300, 10, 100_000
COMMON = (
    "车",
    "的",
    "不错",
    "动力",
    "价格",
    "SUV",
    "油耗高",
    "空间大 动力",
    "有没有人知道为什么动力不足",
    "-车",
    "kind:wish 车",
)
_MAPPING = Path(__file__).parents[1] / "data" / "owner_sentences_zh.toml"
_CLAUSE = re.compile(r"[^，。！？,!?；;\s]{3,}")


@dataclass(frozen=True)
class Asked:
    """A piece of a sentence, and the sentence."""

    piece: str
    sentence: str


def main(file: Path) -> None:
    """Fill both sites, ask, print."""
    sentences = [row["text"] for row in csv.DictReader(file.open(encoding="utf-8", newline=""))]
    asked = pieces(sentences)
    with ExitStack() as stack:
        server = stack.enter_context(servers.database_server())
        with _site(servers.create(server, "sentences")):
            _import(file)
            missed = [one for one in track(asked, "Asking") if not _is_found(one)]
        url = servers.create(server, "many")
        filling.fill(url, IDEAS)
        _reword(url, sentences)
        with _site(url):
            after: int | None = 0
            while after is not None:
                after = next_batch(after)
                db.session.commit()
            with psycopg.connect(url, autocommit=True) as connection:
                connection.execute("VACUUM ANALYZE search_entries")
            _report(asked, missed)


def pieces(sentences: Sequence[str]) -> list[Asked]:
    """Four to eight characters from the middle of `ASKED` of the `sentences`."""
    chance = random.Random(SEED)
    chosen = chance.sample([one for one in sentences if len(one) >= 8], ASKED)
    lengths = [chance.randint(4, 8) for _ in chosen]
    return [Asked(one[(len(one) - length) // 2 :][:length], one) for one, length in zip(chosen, lengths, strict=True)]


@contextmanager
def _site(url: str) -> Iterator[Flask]:
    with tempfile.TemporaryDirectory() as home:
        environ = {**os.environ, "COCREATE_HOME": home, "COCREATE_DATABASE_URL": url}
        app = create_app(Settings.from_env(environ))
        with app.test_request_context():
            yield app
            db.session.remove()


def _import(file: Path) -> None:
    read = mapping.read(_MAPPING, ImportKind.IDEA, "Asia/Shanghai")
    with sources.opened(file, read.delimiter) as source:
        plan = planning.plan(read, source)
        run = rules.begin(plan)
        while run.finished_at is None:
            run = rules.bring_in(plan, run.id)
            db.session.commit()


def _is_found(asked: Asked) -> bool:
    first = find(asked.piece).posts[:SHOWN]
    return asked.sentence.strip() in set(db.session.scalars(select(Post.body).where(Post.id.in_(first))))


def find(asked: str) -> Finding:
    """What a visitor finds."""
    return queries.find(matching.query(asking.read(asked)), None)


def _reword(url: str, sentences: Sequence[str]) -> None:
    """Let every post say some clauses of `sentences`."""
    chance = random.Random(SEED)
    clauses = [clause for sentence in sentences for clause in _CLAUSE.findall(sentence)]
    with psycopg.connect(url) as connection, connection.cursor() as cursor:
        keys = [key for (key,) in cursor.execute("SELECT id FROM posts ORDER BY id")]
        cursor.execute("CREATE TEMP TABLE said (id bigint PRIMARY KEY, title text, body text)")
        with cursor.copy("COPY said FROM STDIN") as copy:
            for key in keys:
                body = "，".join(chance.choice(clauses) for _ in range(chance.choice((2, 3, 4, 6, 8, 12))))
                copy.write_row((key, chance.choice(clauses)[:40], f"{body}。"))
        cursor.execute(
            "UPDATE posts p SET body = said.body, title = CASE WHEN kind = 'comment' THEN NULL ELSE said.title END"
            " FROM said WHERE said.id = p.id"
        )


def _report(asked: Sequence[Asked], missed: Sequence[Asked]) -> None:
    console = Console()
    console.print(f"recall@{SHOWN}: {1 - len(missed) / len(asked):.3f} of {len(asked)} pieces")
    for one in missed:
        console.print(f"  missed: {one.piece!r} of {one.sentence!r}", markup=False)
    table = Table("asked", "found", "median ms", "95 % ms", title=f"{IDEAS:,} ideas and their comments")
    taken = [_time(one.piece)[0] for one in track(asked, "Timing")]
    table.add_row(
        f"{len(asked)} pieces", "", f"{statistics.median(taken):.1f}", f"{statistics.quantiles(taken, n=20)[-1]:.1f}"
    )
    for words in COMMON:
        runs = [_time(words) for _turn in range(9)]
        table.add_row(words, str(len(runs[0][1].posts)), f"{statistics.median(run[0] for run in runs):.1f}", "")
    console.print(table)


def _time(words: str) -> tuple[float, Finding]:
    """The milliseconds a search takes, and what it finds."""
    began = time.perf_counter()
    found = find(words)
    return (time.perf_counter() - began) * 1000, found

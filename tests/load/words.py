"""How long 100,000 watched words take: ``python -m tests.load.words``.

Reading them and building the search, which each process does once when they have changed; judging a post of 2,000
characters, with nothing in it, with some words, and with words everywhere; taking a file of them all. Milliseconds on
the clock, and of the processor, which a busy machine does not change; what the database does is in the first alone.
"""

import argparse
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from string import ascii_lowercase

from rich.console import Console
from rich.table import Table

from cocreate.app import create_app
from cocreate.kernel.database import db
from cocreate.kernel.settings import Settings
from cocreate.members.models import Member
from cocreate.screening.words import files, lists, rules
from cocreate.screening.words.models import WordAction
from tests import make
from tests.load import servers

LENGTH, TIMES = 2_000, 50
_HAN = [chr(code) for code in range(0x4E00, 0x4E00 + 3_000)]


def main() -> None:
    """Fill a database with words, judge posts, print what it took."""
    parser = argparse.ArgumentParser(prog="python -m tests.load.words", description=__doc__)
    parser.add_argument("--words", type=int, default=100_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as home, servers.database_server() as server:
        url = servers.create(server, "words")
        app = create_app(Settings.from_env({"COCREATE_HOME": home, "COCREATE_DATABASE_URL": url}))
        with app.test_request_context():
            words = sorted(_words(random.Random(1), options.words))
            Console().print(_measured(make.member(roles=["moderator"]), words))


def _measured(moderator: Member, words: list[str]) -> Table:
    chance = random.Random(2)
    table = Table("", "median ms", "worst ms", "processor ms", title=f"{len(words):,} words")
    content = "\n".join(words).encode()
    _add(table, "taking a file", [_took(lambda: files.take(moderator, content, WordAction.FLAG))])
    db.session.flush()
    _add(table, "building", [_took(lists.current)])
    _judge(_text(chance))  # what is folded for the first time takes longer
    posts: dict[str, Callable[[], str]] = {
        "a post without any": lambda: _text(chance),
        "a post with 5 of them": lambda: _text(chance, chance.sample(words, 5)),
        "a post with nothing else": lambda: " ".join(chance.sample(words, LENGTH // 5))[:LENGTH],
    }
    for name, post in posts.items():
        _add(table, name, [_took(partial(_judge, post())) for _number in range(TIMES)])
    return table


def _judge(text: str) -> None:
    rules.judge("A title", text)


def _add(table: Table, name: str, took: list[tuple[float, float]]) -> None:
    clock, processor = zip(*took, strict=True)
    figures = (statistics.median(clock), max(clock), statistics.median(processor))
    table.add_row(name, *(f"{figure:,.1f}" for figure in figures))


def _took(work: Callable[[], object]) -> tuple[float, float]:
    began, spent = time.perf_counter(), time.thread_time()
    work()
    return (time.perf_counter() - began) * 1000, (time.thread_time() - spent) * 1000


def _words(chance: random.Random, count: int) -> set[str]:
    """Words of two to six characters, four of five Chinese, the others Latin and a little longer."""
    found: set[str] = set()
    while len(found) < count:
        is_chinese = len(found) % 5
        letters, length = (_HAN, chance.randint(2, 6)) if is_chinese else (ascii_lowercase, chance.randint(4, 12))
        found.add("".join(chance.choices(letters, k=length)))
    return found


def _text(chance: random.Random, words: list[str] | None = None) -> str:
    """A text of `LENGTH` characters with `words` in it, in sentences."""
    parts = list(_sentences(chance)) + [f"，{word}，" for word in words or ()]
    chance.shuffle(parts)
    return "".join(parts)[:LENGTH]


def _sentences(chance: random.Random) -> Iterator[str]:
    for _number in range(LENGTH // 20):
        yield "".join(chance.choices(_HAN, k=19)) + "。"


if __name__ == "__main__":
    main()

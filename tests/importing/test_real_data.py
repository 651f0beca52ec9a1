"""Real files from elsewhere come in whole."""

import csv
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select

from cocreate.comments.models import Comment
from cocreate.ideas.models import Idea, StatusChange
from cocreate.importing.mapping import ImportKind
from cocreate.kernel.database import db
from cocreate.members.models import Member
from cocreate.posts.models import Post, PostImport
from tests.importing.conftest import Brought, carry_out, differences
from tests.support.naughty import LONG

MAPPINGS = Path(__file__).parents[1] / "data"


def _bring(kind: ImportKind, file: Path, mapping: str) -> Brought:
    return carry_out(kind, file, MAPPINGS / f"{mapping}.toml")


def _idea(reference: str) -> tuple[Idea, Post]:
    query = select(Idea, Post).join(Post, Post.id == Idea.id).join(PostImport, PostImport.post_id == Post.id)
    idea, post = db.session.execute(query.where(PostImport.reference == reference)).one()
    return idea, post


@pytest.mark.usefixtures("app")
def test_decide_madrid_comes_in_whole_and_once(test_data: Path, tmp_path: Path) -> None:
    folder = test_data / "decide_madrid"
    proposals, (said, rows) = folder / "proposals.csv", _some(folder / "comments.csv", 600, tmp_path)
    parents = {row["id"]: row["parentId"] for row in rows if row["text"].strip()}
    added, orphans = len(parents), [parent for parent in parents.values() if parent not in {"-1", *parents}]
    ideas = _bring(ImportKind.IDEA, proposals, "decide_madrid-ideas")
    comments = _bring(ImportKind.COMMENT, said, "decide_madrid-comments")
    assert ideas.counts == (80, 0, 0)
    assert comments.counts == (added, 0, len(rows) - added) == ((5571, 0, 62) if LONG else (591, 0, 9))
    assert set(comments.rejected.values()) == {"it has no text"}
    assert db.session.scalar(select(func.count()).where(Comment.orphaned)) == len(orphans)
    assert max(_depths()) == (25 if LONG else 8)
    assert db.session.scalar(select(func.sum(Idea.elsewhere))) == _supports(proposals)
    assert db.session.scalar(select(func.sum(Idea.supports))) == 0
    assert db.session.scalar(select(func.count()).select_from(StatusChange)) == 75
    writers = {row["userId"] for row in rows if row["id"] in parents} | {row["userId"] for row in _rows(proposals)}
    assert db.session.scalar(select(func.count()).select_from(Member)) == len(writers) + 1  # the source itself
    assert differences() == []
    assert _bring(ImportKind.IDEA, proposals, "decide_madrid-ideas").counts == (0, 80, 0)
    assert _bring(ImportKind.COMMENT, said, "decide_madrid-comments").counts == (0, added, len(rows) - added)
    assert db.session.scalar(select(func.count()).select_from(Post)) == 80 + added


@pytest.mark.usefixtures("app")
def test_sentences_of_owners_come_in_with_their_beginning_as_title(test_data: Path, tmp_path: Path) -> None:
    file, rows = _some(test_data / "owner_sentences_zh.csv", 300, tmp_path)
    brought = _bring(ImportKind.IDEA, file, "owner_sentences_zh")
    assert brought.counts == (len(rows), 0, 0)
    assert all(title == body[:40].strip() for title, body in db.session.execute(select(Post.title, Post.body)))
    assert db.session.scalar(select(func.count()).select_from(Member)) == 1
    assert differences() == []


@pytest.mark.usefixtures("app")
def test_exports_of_fider_come_in_with_status_reason_and_tags(test_data: Path) -> None:
    assert _bring(ImportKind.IDEA, test_data / "fider_export" / "more-posts.csv", "fider-ideas").counts == (3, 0, 0)
    assert _bring(ImportKind.IDEA, test_data / "fider_export" / "one-post.csv", "fider-ideas").counts == (0, 1, 0)
    (declined, _post), (fresh, post), (double, _other) = _idea("10"), _idea("15"), _idea("20")
    assert [idea.status_key for idea in (declined, fresh, double)] == ["declined", "new", "declined"]
    assert [idea.elsewhere for idea in (declined, fresh, double)] == [4, 4, 4]
    assert post.body == post.title
    reasons = [change.reason for change in db.session.scalars(select(StatusChange).order_by(StatusChange.id))]
    assert sorted(reason.split("\n")[0] for reason in reasons) == ["Fider: declined", "Fider: duplicate"]
    assert all("\n\n" in reason for reason in reasons)
    assert differences() == []


@pytest.mark.usefixtures("app")
def test_naughty_strings_come_in_as_text_or_are_rejected_one_by_one(test_data: Path, tmp_path: Path) -> None:
    strings = json.loads((test_data / "naughty_strings.json").read_text(encoding="utf-8"))
    words = ("title", "body", "author", "author_name", "author_email", "author_phone", "tags")
    choices = ("kind", "stage", "status", "created_at", "language", "supports_elsewhere", "status_at")
    sound = {"title": "Sound", "created_at": "2020-01-01"}
    rows = [sound | {"reference": f"words {n}", **dict.fromkeys(words, text)} for n, text in enumerate(strings)]
    rows += [sound | {"reference": text} for text in strings]
    rows += [sound | {"reference": f"choices {n}", choices[n % 7]: text} for n, text in enumerate(strings)]
    file = tmp_path / "naughty.jsonl"
    file.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    brought = carry_out(ImportKind.IDEA, file)
    assert sum(brought.counts) == len(rows)
    assert brought.run.added > len(strings)
    assert not brought.run.failed
    assert differences() == []


def _depths() -> Iterator[int]:
    parents = dict(db.session.execute(select(Comment.id, Comment.parent_id)).all())
    depths: Counter[int | None] = Counter()
    for one in sorted(parents):
        depths[one] = depths[parents[one]] + 1
        yield depths[one]


def _supports(file: Path) -> int:
    return sum(int(row["numSupports"]) for row in _rows(file))


def _rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as rows:
        return list(csv.DictReader(rows))


def _some(file: Path, number: int, folder: Path) -> tuple[Path, list[dict[str, str]]]:
    """A copy of `file` in `folder` with its first `number` rows, or with all of them in a long run; and its rows."""
    copy, rows = folder / file.name, _rows(file)[: None if LONG else number]
    with copy.open("w", encoding="utf-8", newline="") as part:
        writer = csv.DictWriter(part, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    return copy, rows

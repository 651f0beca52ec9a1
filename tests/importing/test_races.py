"""Imports that are interrupted, come twice at once, or meet a database that refuses."""

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import func, select, text

from cocreate.comments.models import Comment
from cocreate.importing import rules
from cocreate.importing.mapping import ImportKind
from cocreate.importing.models import ImportRun
from cocreate.journal.models import JournalEntry
from cocreate.kernel.database import db
from cocreate.members.models import Member
from cocreate.posts.models import Post, PostImport
from tests.importing.conftest import Brought, carry_out, differences
from tests.support.race import Real

BATCH = 20  # rows instead of 200: what is tested is what lies between batches
ROWS = 45  # more than two batches


@pytest.fixture(autouse=True)
def _small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "BATCH", BATCH)


@pytest.fixture
def ideas(tmp_path: Path) -> Path:
    """A file of ideas by ten authors."""
    file = tmp_path / "ideas.csv"
    lines = (f"{number},Idea number {number},u{number % 10},tag{number % 7}\n" for number in range(ROWS))
    file.write_text("reference,title,author,tags\n" + "".join(lines))
    return file


@pytest.fixture
def comments(tmp_path: Path) -> Path:
    """A file of comments under these ideas, each answering the one before it or nothing."""
    file = tmp_path / "comments.csv"
    lines = (f"{n},{n // 9},{n - 1 if n % 9 else ''},Comment {n},u{n % 10}\n" for n in range(ROWS))
    file.write_text("reference,idea,parent,body,author\n" + "".join(lines))
    return file


def _bring(kind: ImportKind, file: Path, batches: int | None = None) -> Callable[[], Brought]:
    return lambda: carry_out(kind, file, batches=batches)


def _committing(kind: ImportKind, file: Path) -> Callable[[], tuple[int, int, int]]:
    """An import that commits each batch, as the command does."""

    def run() -> tuple[int, int, int]:
        brought = carry_out(kind, file, batches=0)
        db.session.commit()
        while brought.run.finished_at is None:
            brought = carry_out(kind, file, batches=1)
            db.session.commit()
        return brought.counts

    return run


def _state(real: Real) -> tuple[int, int, int, list[str]]:
    def read() -> tuple[int, int, int, list[str]]:
        tables = (Post, PostImport, Member)
        posts, imports, members = (db.session.scalar(select(func.count()).select_from(table)) or 0 for table in tables)
        return posts, imports, members, differences()

    return real.commit(read)


def test_an_interrupted_import_goes_on_where_it_stopped(real: Real, ideas: Path) -> None:
    part = real.commit(_bring(ImportKind.IDEA, ideas, batches=1))
    assert (part.run.done, part.run.finished_at) == (BATCH, None)
    rest = real.commit(_bring(ImportKind.IDEA, ideas))
    assert rest.run.id == part.run.id
    assert rest.counts == (ROWS, 0, 0)
    assert _state(real) == (ROWS, ROWS, 10, [])
    assert real.commit(lambda: db.session.scalar(select(func.count()).select_from(JournalEntry))) == 1


def test_a_batch_that_was_not_committed_is_not_counted(real: Real, ideas: Path) -> None:
    real.commit(_bring(ImportKind.IDEA, ideas, batches=1))
    with real.app.test_request_context():
        assert carry_out(ImportKind.IDEA, ideas, batches=1).run.done == 2 * BATCH
        db.session.rollback()
    assert real.commit(_bring(ImportKind.IDEA, ideas)).counts == (ROWS, 0, 0)
    assert _state(real)[:2] == (ROWS, ROWS)


def test_a_changed_file_is_another_run_and_adds_what_is_missing(real: Real, ideas: Path) -> None:
    part = real.commit(_bring(ImportKind.IDEA, ideas, batches=1))
    ideas.write_text(ideas.read_text() + "new,A new one,u1,\n")
    rest = real.commit(_bring(ImportKind.IDEA, ideas))
    assert rest.run.id != part.run.id
    assert rest.counts == (ROWS - BATCH + 1, BATCH, 0)


def test_the_same_files_at_once_come_in_once(real: Real, ideas: Path, comments: Path) -> None:
    outcomes = real.together([_committing(ImportKind.IDEA, ideas)] * 3)
    assert all(sum(counts) == ROWS for counts in outcomes)
    outcomes = real.together([_committing(ImportKind.COMMENT, comments)] * 3)
    assert all(sum(counts) == ROWS for counts in outcomes)
    assert _state(real) == (2 * ROWS, 2 * ROWS, 10, [])


def test_files_that_overlap_at_once_add_each_row_once(real: Real, ideas: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.csv"
    header, *lines = ideas.read_text().splitlines(keepends=True)
    other.write_text(header + "".join(reversed(lines[BATCH:])) + "more,One more,u7,tag1\n")
    first, second = real.together([_committing(ImportKind.IDEA, ideas), _committing(ImportKind.IDEA, other)])
    assert first[0] + second[0] == ROWS + 1
    assert first[1] + second[1] == ROWS - BATCH
    assert _state(real) == (ROWS + 1, ROWS + 1, 10, [])


def test_a_row_the_database_refuses_costs_no_other(real: Real, ideas: Path, comments: Path) -> None:
    real.commit(_bring(ImportKind.IDEA, ideas))
    real.commit(
        lambda: db.session.execute(text("ALTER TABLE posts ADD CHECK (body NOT IN ('Comment 3', 'Comment 9'))"))
    )
    brought = real.commit(_bring(ImportKind.COMMENT, comments))
    assert brought.counts == (ROWS - 2, 0, 2)
    assert set(brought.rejected) == {4, 10}
    assert "the database refuses it" in brought.rejected[4]
    assert _state(real)[3] == []
    orphans = select(Post.body).join(Comment, Comment.id == Post.id).where(Comment.orphaned).order_by(Post.body)
    assert real.commit(lambda: list(db.session.scalars(orphans))) == ["Comment 10", "Comment 4"]


def test_what_was_refused_before_an_interruption_is_still_told(real: Real, ideas: Path) -> None:
    real.commit(lambda: db.session.execute(text("ALTER TABLE posts ADD CHECK (title <> 'Idea number 5')")))
    real.commit(_bring(ImportKind.IDEA, ideas, batches=1))
    brought = real.commit(_bring(ImportKind.IDEA, ideas))
    assert set(brought.rejected) == {6}
    assert real.commit(lambda: db.session.scalars(select(ImportRun)).one().added) == ROWS - 1

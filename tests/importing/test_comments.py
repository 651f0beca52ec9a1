"""Comments that come in: threads, orphans, order."""

import pytest
from sqlalchemy import func, select

from cocreate.comments.models import Comment, Follow, Mention
from cocreate.kernel.database import db
from cocreate.posts.models import Post, PostImport, PostKind
from tests import make
from tests.importing.conftest import Bring

HEADER = "reference,idea,parent,body,created_at\n"


def _comment(reference: str) -> Comment:
    query = select(Comment).join(PostImport, PostImport.post_id == Comment.id)
    return db.session.scalars(query.where(PostImport.reference == reference, PostImport.kind == PostKind.COMMENT)).one()


def _count(reference: str) -> int:
    query = select(Post.comments).join(PostImport, PostImport.post_id == Post.id)
    return db.session.scalars(query.where(PostImport.reference == reference, PostImport.kind == PostKind.IDEA)).one()


@pytest.fixture(autouse=True)
def _ideas(bring: Bring) -> None:
    bring("idea", "reference,title\n1,One\n2,Two\n")


def test_comments_stand_under_their_idea_with_the_real_parent(bring: Bring) -> None:
    rows = "a,1,,Top,2024-01-01\nb,1,a,Answer,2024-01-02\nc,1,b,Deeper,2024-01-03\nd,2,,Other,2024-01-01\n"
    assert bring("comment", HEADER + rows).counts == (4, 0, 0)
    a, b, c, d = (_comment(reference) for reference in "abcd")
    assert (a.parent_id, b.parent_id, c.parent_id, d.parent_id) == (None, a.id, b.id, None)
    assert (a.top_id, b.top_id, c.top_id, d.top_id) == (a.id, a.id, a.id, d.id)
    assert not any(comment.orphaned for comment in (a, b, c, d))
    assert (_count("1"), _count("2")) == (3, 1)


def test_the_order_of_the_file_does_not_matter(bring: Bring) -> None:
    rows = ["c,1,b,Deeper,2024-01-03\n", "b,1,a,Answer,2024-01-02\n", "a,1,,Top,2024-01-01\n"]
    bring("comment", HEADER + "".join(rows))
    assert _comment("a").id < _comment("b").id < _comment("c").id
    assert _comment("c").top_id == _comment("a").id


def test_an_answer_older_than_what_it_answers_still_comes_after_it(bring: Bring) -> None:
    bring("comment", HEADER + "b,1,a,Answer,2020-01-01\na,1,,Top,2024-01-01\n")
    assert _comment("b").parent_id == _comment("a").id


def test_a_thread_may_be_deep_and_longer_than_a_batch(bring: Bring) -> None:
    rows = [f"{number},1,{number - 1 if number else ''},Number {number},\n" for number in range(450)]
    mapping = "[fields]\nreference = 'reference'\nidea = 'idea'\nparent = 'parent'\nbody = 'body'"
    assert bring("comment", HEADER + "".join(reversed(rows)), mapping).counts == (450, 0, 0)
    assert {comment.top_id for comment in db.session.scalars(select(Comment))} == {_comment("0").id}
    assert _count("1") == 450


def test_what_answers_a_comment_that_is_not_there_stands_orphaned_at_the_top(bring: Bring) -> None:
    rows = "a,1,gone,Lost,2024-01-01\nb,1,a,Answer,2024-01-02\nbad,1,,,2024-01-01\nc,1,bad,Lost too,2024-01-03\n"
    assert bring("comment", HEADER + rows).counts == (3, 0, 1)
    a, b, c = (_comment(reference) for reference in "abc")
    assert (a.parent_id, a.orphaned, c.parent_id, c.orphaned) == (None, True, None, True)
    assert (b.parent_id, b.orphaned, b.top_id) == (a.id, False, a.id)


def test_what_answers_a_comment_under_another_idea_is_orphaned(bring: Bring) -> None:
    bring("comment", HEADER + "a,1,,Top,2024-01-01\nb,2,a,Stray,2024-01-02\n")
    assert _comment("b").orphaned
    assert _comment("b").thread_id != _comment("a").thread_id


def test_an_answer_finds_a_comment_of_an_earlier_file(bring: Bring) -> None:
    bring("comment", HEADER + "a,1,,Top,2024-01-01\n")
    bring("comment", HEADER + "b,1,a,Answer,2024-01-02\n")
    assert _comment("b").parent_id == _comment("a").id
    assert _count("1") == 2


def test_comments_that_answer_each_other_in_a_circle_are_rejected(bring: Bring) -> None:
    rows = "a,1,c,One,\nb,1,a,Two,\nc,1,b,Three,\nd,1,a,Hanging on,\ne,1,e,Myself,\nf,1,,Fine,\n"
    mapping = "[fields]\nreference = 'reference'\nidea = 'idea'\nparent = 'parent'\nbody = 'body'"
    brought = bring("comment", HEADER + rows, mapping)
    assert set(brought.rejected) == {1, 2, 3, 5}
    assert "itself" in brought.rejected[1]
    assert _comment("d").orphaned
    assert not _comment("f").orphaned


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("a,1,, ,2024-01-01", "it has no text"),
        ("a,,,Hello,2024-01-01", "it names no idea"),
        ("a,9,,Hello,2024-01-01", "the idea '9' has not been imported"),
        (f"a,1,,{'x' * 10_001},2024-01-01", "more than 10000"),
    ],
)
def test_a_comment_that_cannot_be_taken_is_rejected_with_the_reason(bring: Bring, row: str, reason: str) -> None:
    brought = bring("comment", f"{HEADER}{row}\n")
    assert reason in brought.rejected[1]
    assert _count("1") == 0


def test_a_rejected_comment_comes_in_once_its_idea_has(bring: Bring) -> None:
    rows = HEADER + "a,3,,Hello,2024-01-01\nb,1,,Here,2024-01-01\n"
    assert bring("comment", rows).counts == (1, 0, 1)
    bring("idea", "reference,title\n3,Three\n")
    assert bring("comment", rows).counts == (1, 1, 0)


def test_names_in_the_text_are_nobody_here_and_nobody_follows(bring: Bring) -> None:
    make.member("chen")
    bring("comment", HEADER + "a,1,,Well said @chen,2024-01-01\n")
    assert 'class="mention"' not in db.session.get_one(Post, _comment("a").id).html
    assert db.session.scalar(select(func.count()).select_from(Mention)) == 0
    assert db.session.scalar(select(func.count()).select_from(Follow)) == 0


def test_again_adds_nothing(bring: Bring) -> None:
    rows = HEADER + "a,1,,Top,2024-01-01\nb,1,a,Answer,2024-01-02\n"
    bring("comment", rows)
    assert bring("comment", rows).counts == (0, 2, 0)
    assert _count("1") == 2

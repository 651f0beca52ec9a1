"""Ideas that come in, field by field."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select

from cocreate.catalogue.stages import Stage
from cocreate.comments.models import Follow
from cocreate.ideas import history, queries
from cocreate.ideas.models import Idea, IdeaKind, StatusChange
from cocreate.importing.errors import Unusable
from cocreate.journal.models import JournalEntry
from cocreate.kernel.database import db
from cocreate.members.models import Member, Placeholder
from cocreate.posts import queries as posts
from cocreate.posts.models import Post, PostImport
from tests.importing.conftest import Bring


def _idea(reference: str) -> Idea:
    query = select(Idea).join(PostImport, PostImport.post_id == Idea.id).where(PostImport.reference == reference)
    found = db.session.scalars(query).one()
    return queries.by_public_id(db.session.get_one(Post, found.id).public_id, None) or found


def _mapped(**fields: str) -> str:
    lines = "\n".join(f"{name} = {spec}" for name, spec in {"title": "'title'", **fields}.items())
    return f"source = 'old'\nlabel = 'The old page'\ntimezone = 'Europe/Madrid'\n[fields]\n{lines}"


def test_an_idea_comes_in_whole(bring: Bring) -> None:
    rows = (
        "reference,title,body,created_at,kind,stage,status,tags,supports_elsewhere,language,author,author_name\n"
        '7,Heated seats,"Cold mornings.\n\nEvery one.",2023-05-01T08:00:00+08:00,problem,design,adopted,'
        '"seats, winter",1204,en,u1,Wang Fang\n'
    )
    assert bring("idea", rows).counts == (1, 0, 0)
    idea = _idea("7")
    assert (idea.post.title, idea.post.body) == ("Heated seats", "Cold mornings.\n\nEvery one.")
    assert "<p>Cold mornings.</p>" in idea.post.html
    assert idea.post.created_at == idea.post.published_at == datetime(2023, 5, 1, tzinfo=UTC)
    assert (idea.kind, idea.stage, idea.status_key) == (IdeaKind.PROBLEM, Stage.DESIGN, "adopted")
    assert (idea.supports, idea.elsewhere, idea.elsewhere_label) == (0, 1204, "import")
    assert (idea.post.language, idea.post.author.name) == ("en", "Wang Fang")
    assert posts.tags(idea.post) == ["seats", "winter"]


def test_what_is_not_told_has_a_default(bring: Bring) -> None:
    assert bring("idea", "title\n车机反应慢\n").counts == (1, 0, 0)
    idea = db.session.scalars(select(Idea)).one()
    post = db.session.get_one(Post, idea.id)
    assert (idea.kind, idea.stage, idea.status_key, idea.elsewhere_label) == ("wish", "development", "new", None)
    assert (post.body, post.language) == ("车机反应慢", "zh")
    assert db.session.get_one(Placeholder, post.author_id).reference == "*"


def test_several_columns_are_joined_and_empty_ones_left_out(bring: Bring) -> None:
    mapping = _mapped(reference="'id'", body="['summary', 'text']")
    bring("idea", "id,title,summary,text\n1,One,short,long\n2,Two,short,\n3,Three, ,long\n", mapping)
    assert [_idea(reference).post.body for reference in "123"] == ["short\n\nlong", "short", "long"]


def test_a_time_is_read_by_its_format_in_its_zone(bring: Bring) -> None:
    form = "{ columns = ['day', 'time'], join = ' ', format = '%Y-%m-%d 0 days %H:%M:%S' }"
    mapping = _mapped(reference="'id'", created_at=form)
    brought = bring("idea", "id,title,day,time\n1,One,2015-09-15,0 days 10:50:19\n2,Two,2015-09-15,noon\n", mapping)
    assert _idea("1").post.created_at == datetime(2015, 9, 15, 8, 50, 19, tzinfo=UTC)
    assert "no time as expected" in brought.rejected[2]


@pytest.mark.parametrize("written", ["", "yesterday", "2999-01-01", "0001-01-01T00:00:00", "1850-01-01", "2023-13-01"])
def test_what_is_no_time_past_is_rejected(bring: Bring, written: str) -> None:
    assert bring("idea", f"title,created_at\nA title,{written}\n").counts == (0, 0, 1)


def test_ideas_come_in_by_time_whatever_the_order_of_the_file(bring: Bring) -> None:
    bring("idea", "reference,title,created_at\n1,Late,2024-01-02\n2,Early,2024-01-01\n")
    assert _idea("2").id < _idea("1").id


def test_a_long_title_is_cut_between_words_and_kept_in_the_text(bring: Bring) -> None:
    title = "word " * 40
    bring("idea", f"reference,title,body\n1,{title},More.\n2,{'字' * 300},\n")
    one, two = _idea("1").post, _idea("2").post
    assert one.title == "word " * 23 + "word…"
    assert one.body == f"{title.strip()}\n\nMore."
    assert two.title == "字" * 119 + "…"
    assert two.body == "字" * 300


def test_the_first_characters_can_be_asked_for(bring: Bring) -> None:
    bring("idea", f"text\n{'一二三四五' * 20}\n", _mapped(title="{ column = 'text', first = 40 }", body="'text'"))
    post = db.session.scalars(select(Post)).one()
    assert (post.title, post.body) == ("一二三四五" * 8, "一二三四五" * 20)


def test_a_status_is_one_step_of_history_that_says_whence(bring: Bring) -> None:
    mapping = _mapped(
        reference="'id'",
        status="{ column = 'state', values = { completed = 'shipped', '*' = 'new' } }",
        status_reason="'answer'",
        status_at="'answered'",
        created_at="'created'",
    )
    rows = (
        "id,title,state,answer,answered,created\n"
        "1,One,completed,Came with 2.1,2024-03-01T00:00:00Z,2024-01-01T00:00:00Z\n"
        "2,Two,completed,,,2024-01-01T00:00:00Z\n"
        "3,Three,open,,,2024-01-01T00:00:00Z\n"
    )
    assert bring("idea", rows, mapping).counts == (3, 0, 0)
    one, two = history.of(_idea("1"), "en"), history.of(_idea("2"), "en")
    assert [(step.from_status.key, step.to_status.key, step.reason) for step in one] == [
        ("new", "shipped", "The old page: completed\n\nCame with 2.1")
    ]
    assert one[0].at == datetime(2024, 3, 1, tzinfo=UTC)
    actor = one[0].actor
    assert actor is not None
    assert (actor.name, actor.state, one[0].actor_role) == ("The old page", "placeholder", "import")
    assert [step.at for step in two] == [datetime(2024, 1, 1, tzinfo=UTC)]
    assert history.of(_idea("3"), "en") == []


@pytest.mark.parametrize("status", ["merged", "dreamt"])
def test_a_mapping_to_a_status_that_cannot_be_given_is_refused(bring: Bring, status: str) -> None:
    with pytest.raises(Unusable, match=f"the status {status}; known are"):
        bring("idea", "title,s\nA title,x\n", _mapped(status=f"{{ column = 's', values = {{ x = '{status}' }} }}"))


@pytest.mark.parametrize(
    ("columns", "cells", "reason"),
    [
        ("title", " ", "it has no title"),
        ("title", "x", "less than 2"),
        ("title,body", "Fine," + "x" * 20_001, "more than 20000"),
        ("title,body", "Fine,\x00", "characters that cannot be stored"),
        ("title,author_name", "Fine,\x1b[31m", "characters that cannot be stored"),
        ("title,reference", "Fine,", "no reference"),
        ("title,reference", "Fine," + "x" * 501, "more than 500"),
        ("title,kind", "Fine,rant", "kind 'rant' is none of wish, problem, praise, statement"),
        ("title,stage", "Fine,moon", "stage 'moon' is none of"),
        ("title,status", "Fine,merged", "status 'merged' is none of"),
        ("title,supports_elsewhere", "Fine,-4", "no whole number"),
        ("title,supports_elsewhere", "Fine," + "9" * 19, "no whole number"),
        ("title,supports_elsewhere", "Fine," + "9" * 5000, "no whole number"),
        ("title,language", "Fine,Chinese!", "no code"),
    ],
)
def test_a_row_that_cannot_be_taken_is_rejected_with_the_reason(
    bring: Bring, columns: str, cells: str, reason: str
) -> None:
    brought = bring("idea", f"{columns}\n{cells}\n")
    assert brought.run.added == 0
    assert reason in brought.rejected[1]
    assert db.session.scalar(select(func.count()).select_from(Post)) == 0


def test_a_value_outside_the_table_is_rejected(bring: Bring) -> None:
    mapping = _mapped(kind="{ column = 'k', values = { bug = 'problem' } }")
    brought = bring("idea", "title,k\nOne,bug\nTwo,other\n", mapping)
    assert brought.rejected == {2: "kind 'other' is not in the mapping's values"}


def test_a_reference_stands_for_one_row(bring: Bring) -> None:
    brought = bring("idea", "reference,title\n1,One\n1,Another\n")
    assert brought.rejected == {2: "row 1 has the same reference"}


def test_without_reference_equal_rows_are_one(bring: Bring) -> None:
    assert bring("idea", "title,body\nOne,a\nOne,b\nOne,a\n").counts == (2, 0, 1)
    assert bring("idea", "title,body\nOne,a\nOne,c\n").counts == (1, 1, 0)


def test_again_adds_nothing_and_changes_nothing(bring: Bring) -> None:
    rows = "reference,title,tags,status,author\n1,One,a,shipped,u1\n2,Two,b,new,u2\n"
    first = bring("idea", rows)
    before = db.session.execute(select(Post.id, Post.body, Member.id).join(Post.author)).all()
    again = bring("idea", rows)
    assert (first.counts, again.counts) == ((2, 0, 0), (0, 2, 0))
    assert db.session.execute(select(Post.id, Post.body, Member.id).join(Post.author)).all() == before
    assert db.session.scalar(select(func.count()).select_from(StatusChange)) == 1
    assert db.session.scalar(select(func.count()).select_from(Member)) == 3


def test_the_same_reference_of_another_source_is_another_idea(bring: Bring) -> None:
    bring("idea", "id,title\n1,One\n", _mapped(reference="'id'"))
    assert bring("idea", "reference,title\n1,One\n").counts == (1, 0, 0)


def test_tags_are_the_first_five_short_and_each_once(bring: Bring) -> None:
    bring("idea", f'reference,title,tags\n1,One,"a,A,{"b" * 40}, ,c,d,e,f"\n')
    assert posts.tags(_idea("1").post) == ["a", "b" * 30, "c", "d", "e"]


def test_tags_may_be_a_list(bring: Bring) -> None:
    bring("idea", '{"reference": 1, "title": "One", "tags": ["a, b", "c"]}')
    assert posts.tags(_idea("1").post) == ["a, b", "c"]


def test_one_run_is_one_entry_of_the_journal_and_nobody_follows(bring: Bring) -> None:
    brought = bring("idea", "title,body\nOne,a\nTwo,b\n,c\n")
    entry = db.session.scalars(select(JournalEntry)).one()
    assert (entry.verb, entry.subject_id, entry.actor_id) == ("import", brought.run.id, None)
    assert entry.data == {"added": 2, "present": 0, "rejected": 1}
    assert db.session.scalar(select(func.count()).select_from(Follow)) == 0


def test_a_file_without_rows_is_imported_at_once(bring: Bring) -> None:
    assert bring("idea", "title\n").counts == (0, 0, 0)

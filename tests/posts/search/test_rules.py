"""Entries follow their posts, whatever is done to these."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import delete, select, text, update
from sqlalchemy.exc import IntegrityError

from cocreate.catalogue.stages import Stage
from cocreate.comments import rules as comments
from cocreate.ideas import rules as ideas
from cocreate.ideas.merging import rules as merging
from cocreate.ideas.models import IdeaKind
from cocreate.kernel import clock, jobs
from cocreate.kernel.database import db
from cocreate.members.models import Member
from cocreate.members.queries import folded
from cocreate.posts.models import Audience, Post, PostState
from cocreate.posts.search import asking, audit, matching, queries, rules
from cocreate.posts.search.models import SearchEntry
from cocreate.roadmap.announcements import rules as announcements
from cocreate.roadmap.words import Words
from tests import make

pytestmark = pytest.mark.usefixtures("app")


def found(asked: str, reader: Member | None = None, *, newest: bool = False) -> list[int]:
    """The keys of what `reader` finds, in order."""
    return queries.find(matching.query(asking.read(asked)), reader, newest=newest).posts


@pytest.fixture(autouse=True)
def _sound(app: Flask) -> object:
    """Whatever a test did, the entries are those of the posts."""
    yield
    assert list(audit.check()) == []


def test_an_idea_is_found_by_title_text_and_tags() -> None:
    idea = make.idea(title="座椅加热太慢", body="冬天要等**五分钟**才热。", tags=["暖气"])
    assert found("座椅加热") == found("等五分钟") == found("暖气") == found("tag:暖气") == [idea.id]


def test_an_edited_idea_is_found_by_what_it_says_now() -> None:
    author = make.member()
    idea = make.idea(author, title="Warm seats", tags=["seat"])
    ideas.edit(author, idea, "A quiet fan", "It hums.", Stage.REPAIR, IdeaKind.PROBLEM, ["fan"])
    assert found("seats") == found("tag:seat") == found("stage:driving") == found("kind:wish") == []
    assert found("fan") == found("tag:fan") == found("stage:repair") == found("kind:problem") == [idea.id]


def test_a_status_is_found_by_its_key_and_by_its_names() -> None:
    idea, _other = make.idea(status="reviewing"), make.idea()
    assert found("status:reviewing") == found("状态：评估中") == [idea.id]


def test_a_model_is_found_by_its_key_its_names_and_its_years() -> None:
    for series in ("lan-5", "islet"):
        make.series(series, [2023, 2024])
    whole, year, other = make.idea(models=["lan-5"]), make.idea(models=["lan-5/2024"]), make.idea(models=["islet"])
    assert set(found("model:lan-5")) == {whole.id, year.id}
    assert set(found("model:lan-5/2024")) == {whole.id, year.id}
    assert found("model:lan-5/2023") == [whole.id]
    assert found("-model:lan-5 easier") == [other.id]


def test_an_unknown_status_is_just_words() -> None:
    idea = make.idea(title="The status: broken")
    assert found("status:broken") == [idea.id]


def test_an_author_is_found_by_the_name_of_today() -> None:
    author = make.member("Ann Li")
    idea, other = make.idea(author), make.idea()
    comment = make.comment(other, author)
    assert set(found('author:"ann li"')) == {idea.id, comment.id}
    assert found("author:nobody") == []
    assert found("-author:“Ann Li” easier") == [other.id]
    author.name, author.name_folded = "Ann Wu", folded("Ann Wu")
    db.session.flush()
    assert len(found("作者：“Ann Wu”")) == 2


def test_a_comment_is_found_and_leads_to_its_thread() -> None:
    comment = make.comment(make.idea(), body="热泵才是答案")
    assert found("热泵") == found("kind:comment") == [comment.id]
    comments.edit(comment.post.author, comment, "空调才是答案")
    assert found("热泵") == []
    assert db.session.get_one(SearchEntry, comment.id).thread_id == comment.thread_id


def test_an_announcement_is_found_in_both_languages() -> None:
    texts = {"zh": Words("新的路线图", "从今天起。"), "en": Words("A new roadmap", "From today on.")}
    announcement = announcements.announce(make.member(roles=["admin"]), texts, None)
    assert found("路线图") == found("roadmaps") == found("kind:announcement") == [announcement.id]
    announcements.change(announcement.post.author, announcement, {**texts, "en": Words("New plans", "Soon.")}, None)
    assert found("roadmaps") == []
    assert found("plan") == [announcement.id]


def test_what_is_merged_is_found_by_its_target_alone() -> None:
    target, source = make.idea(title="Warm seats"), make.idea(title="加热的座椅")
    actor = make.member(roles=["moderator"])
    merging.merge(actor, [source], target)
    assert found("加热的座椅") == [target.id]
    merging.unmerge(actor, source)
    assert found("加热的座椅") == [source.id]
    assert found("warm seats") == [target.id]


@pytest.mark.parametrize("state", [PostState.HELD, PostState.HIDDEN, PostState.REMOVED])
def test_what_is_not_visible_is_not_found(state: PostState) -> None:
    author = make.member()
    idea = make.idea(author, title="热泵", supporters=1)
    comment = make.comment(idea, body="热泵才是答案")
    db.session.execute(update(Post).where(Post.id == idea.id).values(state=state))
    for reader in (None, make.member(), author):
        assert found("热泵", reader) == []
    db.session.execute(update(Post).where(Post.id == idea.id).values(state=PostState.VISIBLE))
    assert set(found("热泵")) == {idea.id, comment.id}


def test_what_is_meant_for_some_is_found_by_them_alone() -> None:
    idea = make.idea(title="热泵")
    for audience, readers in (
        (Audience.MEMBERS, [make.member(), make.member(roles=["product"])]),
        (Audience.STAFF, [make.member(roles=["product"])]),
    ):
        db.session.execute(update(Post).where(Post.id == idea.id).values(audience=audience))
        assert found("热泵") == []
        assert all(found("热泵", reader) == [idea.id] for reader in readers)
    assert found("热泵", make.member()) == []


def test_the_title_weighs_more_and_support_and_time_decide_between_equals() -> None:
    supported = make.idea(title="Wheel", body="A heated seat.", supporters=9)
    plain = make.idea(title="Wheel", body="A heated seat.")
    titled = make.idea(title="Heated seat", body="A wheel.")
    old = make.idea(title="Wheel", body="A heated seat.", at=clock.now() - timedelta(days=900))
    assert found("heated seat") == [titled.id, supported.id, plain.id, old.id]
    assert found("heated seat", newest=True) == [titled.id, plain.id, supported.id, old.id]


def test_posts_with_some_of_the_words_come_after_those_with_all() -> None:
    some = make.idea(title="Heated seats", body="In winter.")
    every = make.idea(title="Winter", body="Seats that are heated and ventilated.")
    none = make.idea(title="Heated debate", body="About colours.")
    finding = queries.find(matching.query(asking.read("heated ventilated seats")), None)
    assert finding.loose
    assert finding.posts == [every.id, some.id]
    assert none.id not in finding.posts


def test_nothing_is_asked_by_marks_alone() -> None:
    make.idea()
    assert found("!?，。") == found("") == found('""') == []


def test_missing_entries_are_completed_by_a_job_however_often_it_runs(run_jobs: Callable[[], list[str]]) -> None:
    kept = [make.idea().id for _number in range(3)]
    db.session.execute(delete(SearchEntry))
    for _turn in range(2):
        jobs.defer("complete_search")
        run_jobs()
        assert set(db.session.scalars(select(SearchEntry.post_id))) == set(kept)


def test_the_audit_says_what_differs() -> None:
    idea, other, comment = make.idea(title="热泵"), make.idea(), make.comment(make.idea())
    db.session.execute(delete(SearchEntry).where(SearchEntry.post_id == other.id))
    db.session.execute(update(Post).where(Post.id == idea.id).values(title="空调"))
    db.session.execute(update(SearchEntry).where(SearchEntry.post_id == comment.id).values(thread_id=idea.id))
    assert list(audit.check()) == [
        f"post {idea.id} is found by other words than it holds: run `cocreate reindex`",
        f"post {other.id} has no search entry: run `cocreate reindex`",
        f"post {comment.id} has a search entry of another thread or instant: run `cocreate reindex`",
    ]
    assert rules.next_batch(0) is not None


def test_an_entry_belongs_to_a_post_and_there_is_one() -> None:
    idea = make.idea()
    insert = "INSERT INTO search_entries (post_id, thread_id, at, vector) VALUES (:post, :thread, now(), '')"
    for post, thread in ((idea.id, idea.id), (0, idea.id), (idea.id + 10**6, idea.id), (idea.id, 0)):
        with pytest.raises(IntegrityError), db.session.begin_nested():
            db.session.execute(text(insert), {"post": post, "thread": thread})

"""The verbs of ideas."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from cocreate.catalogue.stages import Stage
from cocreate.comments.models import Follow
from cocreate.ideas import audit, queries, ranking, rules
from cocreate.ideas.models import Idea, IdeaKind, StatusChange, Support
from cocreate.journal.models import JournalEntry
from cocreate.kernel import clock
from cocreate.kernel.database import db
from cocreate.kernel.errors import Invalid, Refused
from cocreate.posts import audit as posts_audit
from cocreate.posts.models import PostState
from tests import make


@pytest.fixture(autouse=True)
def _site(app: Flask) -> None:
    """Every test here works on the site's database."""


def verbs(idea: Idea) -> list[str]:
    entries = select(JournalEntry.verb).where(JournalEntry.subject_id == idea.id).order_by(JournalEntry.id)
    return list(db.session.scalars(entries))


def test_a_new_idea_is_visible_open_and_followed_by_its_author() -> None:
    author = make.member()
    idea = rules.post(author, "Seat ventilation", "In July the back is wet.", Stage.DRIVING, IdeaKind.WISH, ["seat"])
    assert idea.post.state is PostState.VISIBLE
    assert (idea.status_key, idea.supports) == ("new", 0)
    assert db.session.get(Follow, (author.id, idea.id)) is not None
    assert verbs(idea) == ["post"]


@pytest.mark.parametrize(
    ("field", "said"),
    [
        ("title", {"title": "x"}),
        ("title", {"title": "x" * 121}),
        ("body", {"body": ""}),
        ("body", {"body": "x" * 20_001}),
        ("tags", {"tags": [str(number) for number in range(6)]}),
        ("tags", {"tags": ["x" * 31]}),
    ],
)
def test_text_that_cannot_be_taken_is_refused_at_its_field(field: str, said: dict[str, object]) -> None:
    sound = {"title": "Seat ventilation", "body": "In July the back is wet.", "tags": []}
    with pytest.raises(Invalid) as caught:
        rules.post(make.member(), stage=Stage.DRIVING, **{**sound, **said})  # type: ignore[arg-type]
    assert caught.value.field == field


def test_support_is_counted_once() -> None:
    idea, member = make.idea(), make.member()
    assert rules.support(member, idea) is True
    assert rules.support(member, idea) is False
    assert idea.supports == 1
    assert verbs(idea) == ["post", "support"]


def test_who_supports_follows() -> None:
    idea, member = make.idea(), make.member()
    rules.support(member, idea)
    assert db.session.get(Follow, (member.id, idea.id)) is not None


def test_withdrawn_support_leaves_count_and_score_as_before() -> None:
    idea = make.idea(supporters=2)
    member = make.member()
    before = idea.score
    rules.support(member, idea)
    assert idea.score > before
    assert rules.withdraw(member, idea) is True
    assert rules.withdraw(member, idea) is False
    assert idea.supports == 2
    assert idea.score == pytest.approx(before, abs=1e-9)


def test_withdrawal_is_journalled() -> None:
    idea, member = make.idea(), make.member()
    rules.support(member, idea)
    rules.withdraw(member, idea)
    assert verbs(idea) == ["post", "support", "withdraw"]


@pytest.mark.parametrize("status", ["shipped", "declined", "already_there", "to_service"])
def test_a_closed_idea_takes_no_supports_and_gives_none_back(status: str) -> None:
    idea, member = make.idea(), make.member()
    rules.support(member, idea)
    if status == "shipped":
        make_product = make.member(roles=["product"])
        rules.change_status(make_product, idea, "adopted", "We take it on.")
        rules.change_status(make_product, idea, "shipped", "It is in 3.2.")
    else:
        rules.change_status(make.member(roles=["product"]), idea, status, "Because.")
    for verb in (rules.support, rules.withdraw):
        with pytest.raises(Refused) as caught:
            verb(make.member() if verb is rules.support else member, idea)
        assert (caught.value.status, caught.value.code) == (409, "takes-no-supports")
    assert idea.supports == 1


def test_hidden_ideas_take_no_supports() -> None:
    idea = make.idea()
    idea.post.state = PostState.HIDDEN
    with pytest.raises(Refused):
        rules.support(make.member(), idea)


def test_a_status_change_keeps_its_reason_role_and_time() -> None:
    idea, actor = make.idea(), make.member(roles=["product"])
    rules.change_status(actor, idea, "reviewing", "We measure it this week.")
    change = db.session.scalars(select(StatusChange)).one()
    assert (change.from_key, change.to_key, change.reason) == ("new", "reviewing", "We measure it this week.")
    assert (change.actor_id, change.actor_role) == (actor.id, "product")
    assert idea.status_key == "reviewing"


@pytest.mark.parametrize(
    ("start", "end"),
    [("new", "shipped"), ("new", "in_progress"), ("new", "merged"), ("adopted", "new"), ("new", "new")],
)
def test_transitions_outside_the_table_are_refused(start: str, end: str) -> None:
    idea = make.idea(status=start)
    with pytest.raises(Refused) as caught:
        rules.change_status(make.member(roles=["product"]), idea, end, "Because.")
    assert (caught.value.status, idea.status_key) == (409, start)


def test_a_status_change_needs_a_reason_and_a_known_status() -> None:
    idea, actor = make.idea(), make.member(roles=["product"])
    for field, (status, reason) in {"reason": ("reviewing", ""), "status": ("dreamt", "Because.")}.items():
        with pytest.raises(Invalid) as caught:
            rules.change_status(actor, idea, status, reason)
        assert caught.value.field == field


def test_an_edit_keeps_what_was_said_before() -> None:
    idea = make.idea(title="Before it changed", body="As it was.")
    rules.edit(idea.post.author, idea, "After it changed", "As it is.", Stage.DESIGN, IdeaKind.PROBLEM, ["new"])
    assert (idea.post.title, idea.stage, idea.kind) == ("After it changed", Stage.DESIGN, IdeaKind.PROBLEM)
    assert idea.post.edited_at is not None
    assert "As it is." in idea.post.html


def test_comments_stop_where_the_status_says_so() -> None:
    idea = make.idea()
    idea.status.may_comment = False
    with pytest.raises(Refused):
        rules.comment(make.member(), idea, "One more thing.")


def test_the_older_support_remains_when_two_of_one_person_become_one() -> None:
    idea = make.idea()
    former, member = make.member(), make.member()
    early, late = clock.now() - timedelta(days=9), clock.now() - timedelta(days=2)
    rules.support(former, idea, at=early)
    rules.support(member, idea, at=late)
    other = make.idea()
    rules.support(former, other, at=late)
    rules.reassign(former, member)
    kept = db.session.scalars(select(Support).where(Support.idea_id == idea.id)).one()
    assert (kept.member_id, kept.at) == (member.id, early)
    assert (idea.supports, other.supports) == (1, 1)
    assert list(audit.check()) == []


def test_trending_prefers_recent_support() -> None:
    now = clock.now()
    old, new = make.idea(at=now - timedelta(days=60)), make.idea(at=now - timedelta(days=60))
    for _number in range(5):
        rules.support(make.member(), old, at=now - timedelta(days=50))
    for _number in range(2):
        rules.support(make.member(), new, at=now)
    order = [row.public_id for row in queries.page(queries.Filter(), None, "en").items]
    assert order == [new.post.public_id, old.post.public_id]
    top = [row.public_id for row in queries.page(queries.Filter(sort="top"), None, "en").items]
    assert top == [old.post.public_id, new.post.public_id]


def test_the_newest_is_what_was_published_last_not_what_came_in_last() -> None:
    now = clock.now()
    made = [make.idea(at=now - timedelta(days=days)) for days in (1, 400, 30)]
    chosen = queries.Filter(sort="new")
    first = queries.page(chosen, None, "en", limit=2)
    second = queries.page(chosen, None, "en", first.next_cursor)
    order = [row.public_id for row in [*first.items, *second.items]]
    assert order == [made[0].post.public_id, made[2].post.public_id, made[1].post.public_id]


def test_the_score_grows_by_events_and_never_with_the_clock() -> None:
    start = clock.now()
    events = [start, start + timedelta(days=1), start + timedelta(days=8)]
    score = ranking.age(events[0])
    for event in events[1:]:
        score = ranking.raised(score, event)
    assert score == pytest.approx(ranking.score(events), abs=1e-9)
    assert ranking.score([start, start]) == pytest.approx(ranking.age(start) + 1)
    assert ranking.age(start + ranking.HALF_LIFE) == pytest.approx(ranking.age(start) + 1)


def test_audit_finds_what_was_tampered_with() -> None:
    idea = make.idea(supporters=2, status="reviewing")
    assert list(audit.check()) == []
    idea.supports = 3
    db.session.flush()
    assert "2" in next(iter(audit.check()))
    idea.supports, idea.score = 2, idea.score + 1
    db.session.flush()
    assert "score" in next(iter(audit.check()))
    idea.score -= 1
    idea.status_changed_at -= timedelta(days=1)
    db.session.flush()
    assert "changed at" in next(iter(audit.check()))
    idea.status_changed_at += timedelta(days=1)
    idea.status_key = "adopted"
    db.session.flush()
    assert "history" in next(iter(audit.check()))


def test_audit_of_posts_finds_a_stale_excerpt() -> None:
    idea = make.idea()
    assert list(posts_audit.check()) == []
    idea.post.excerpt = "Something else."
    db.session.flush()
    assert len(list(posts_audit.check())) == 1

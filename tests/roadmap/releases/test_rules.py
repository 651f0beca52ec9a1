"""Writing a release and publishing it: its ideas come to shipped, and whoever asked for them hears of it once."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from cocreate.catalogue import queries as catalogue
from cocreate.comments import rules as comments
from cocreate.ideas import queries as ideas_found
from cocreate.ideas import rules as ideas
from cocreate.ideas.merging import rules as merging
from cocreate.ideas.models import Idea, IdeaKind, StatusChange
from cocreate.ideas.safety import rules as safety
from cocreate.journal.models import JournalEntry
from cocreate.kernel import clock
from cocreate.kernel.database import db
from cocreate.kernel.errors import Invalid, Refused
from cocreate.members.models import Member
from cocreate.notices.models import Cause, Mute, Notice, Why
from cocreate.posts.models import Audience, LinkKind, PostState
from cocreate.roadmap.releases import audit, embargo, plans, queries, rules, shipping
from cocreate.roadmap.releases.models import Release, ReleaseState
from cocreate.roadmap.words import Words
from tests import make
from tests.make import releases
from tests.make.releases import CONTENT


@pytest.fixture
def product(app: Flask) -> Member:
    return make.member(roles=["product"])


def told() -> dict[int, Notice]:
    """The notices of releases, by the member; nobody may have two."""
    found = db.session.scalars(select(Notice).where(Notice.cause == Cause.RELEASE)).all()
    by_member = {notice.member_id: notice for notice in found}
    assert len(by_member) == len(found)
    return by_member


def status_of(idea: Idea) -> str:
    db.session.refresh(idea, ["status_key"])
    return idea.status_key


def test_a_draft_is_seen_by_the_team_only(product: Member) -> None:
    draft = releases.draft(product)
    assert draft.post.audience is Audience.STAFF
    assert [queries.by_public_id(draft.post.public_id, who) for who in (None, make.member())] == [None, None]
    assert queries.by_public_id(draft.post.public_id, make.member(roles=["product"])) is draft
    assert [row.title for row in queries.drafts(product, "en")] == ["Winter update 2026"]


def test_publishing_brings_its_ideas_to_shipped(product: Member) -> None:
    whole, part = (make.idea(status="adopted") for _number in range(2))
    release = rules.publish(product, releases.draft(product, [whole], partly=[part]))
    assert (status_of(whole), status_of(part)) == ("shipped", "partly_shipped")
    assert release.state is ReleaseState.OUT
    assert release.post.audience is Audience.EVERYONE
    change = db.session.scalars(select(StatusChange).where(StatusChange.to_key == "shipped")).one()
    assert "二〇二六冬季更新" in change.reason
    assert change.official
    assert list(audit.check()) == []


def test_whoever_asked_hears_of_the_release_once(product: Member) -> None:
    author, supporter, follower, both = (make.member() for _number in range(4))
    first, second = make.idea(author), make.idea(author)
    for member in (supporter, both):
        ideas.support(member, first)
    ideas.support(both, second)
    comments.follow(follower, second.post)
    for idea in (first, second):
        ideas.change_status(product, idea, "adopted", "Soon.")
    rules.publish(product, releases.draft(product, [first, second]))
    assert {who: notice.why for who, notice in told().items()} == {
        author.id: Why.AUTHOR, supporter.id: Why.SUPPORTER, both.id: Why.SUPPORTER, follower.id: Why.FOLLOWER
    }  # fmt: skip
    of_shipping = JournalEntry.data.contains({"status": "shipped"})
    assert db.session.scalars(select(JournalEntry.id).where(of_shipping)).all()
    assert db.session.scalars(select(Notice.id).join(JournalEntry).where(of_shipping)).all() == []


def test_who_muted_the_idea_hears_nothing(product: Member) -> None:
    idea = make.idea()
    deaf = make.member()
    ideas.support(deaf, idea)
    ideas.change_status(product, idea, "adopted", "Soon.")
    db.session.add(Mute(member_id=deaf.id, post_id=idea.id))
    rules.publish(product, releases.draft(product, [idea]))
    assert deaf.id not in told()


def test_it_is_published_once(product: Member) -> None:
    idea = make.idea(status="adopted")
    release = rules.publish(product, releases.draft(product, [idea]))
    before = len(told())
    with pytest.raises(Refused) as refused:
        rules.publish(product, release)
    assert refused.value.code == "release-is-decided"
    assert len(told()) == before
    with pytest.raises(Refused):
        shipping.link(product, release, idea, LinkKind.SHIPS)
    with pytest.raises(Refused):
        shipping.unlink(product, release, idea.id)


def test_one_idea_that_is_not_ready_keeps_all_of_it_back(product: Member) -> None:
    ready, unanswered = make.idea(status="adopted"), make.idea()
    draft = releases.draft(product, [ready, unanswered])
    assert shipping.hindrances(product, draft).keys() == {unanswered.id}
    with pytest.raises(Refused) as refused, db.session.begin_nested():
        rules.publish(product, draft)
    assert refused.value.code == "ideas-not-ready"
    assert status_of(ready) == "adopted"
    assert draft.state is ReleaseState.DRAFT


def test_a_safety_problem_is_closed_by_two_first(product: Member) -> None:
    idea = make.idea(kind=IdeaKind.PROBLEM, status="adopted")
    safety.mark(product, idea)
    draft = releases.draft(product, [idea])
    assert shipping.hindrances(product, draft)[idea.id].code == "takes-two"
    for member in (product, make.member(roles=["product"])):
        ideas.change_status(member, idea, "shipped", "The belt is replaced.")
    assert shipping.hindrances(product, draft) == {}
    rules.publish(product, draft)
    assert status_of(idea) == "shipped"


def test_what_is_shipped_whole_stays_so(product: Member) -> None:
    idea = make.idea(status="adopted")
    rules.publish(product, releases.draft(product, [idea]))
    changes = select(StatusChange).where(StatusChange.idea_id == idea.id)
    before = len(db.session.scalars(changes).all())
    rules.publish(product, releases.draft(product, partly=[idea]))
    assert status_of(idea) == "shipped"
    assert len(db.session.scalars(changes).all()) == before


def test_praise_and_hidden_ideas_cannot_be_shipped(product: Member) -> None:
    hidden = make.idea()
    hidden.post.state = PostState.HIDDEN
    for idea in (make.idea(kind=IdeaKind.PRAISE), hidden):
        with pytest.raises(Invalid) as refused:
            releases.draft(product, [idea])
        assert refused.value.field == "idea"


def test_an_idea_is_taken_out_again(product: Member) -> None:
    idea = make.idea(status="adopted")
    draft = releases.draft(product, [idea])
    shipping.unlink(product, draft, idea.id)
    shipping.unlink(product, draft, idea.id)
    rules.publish(product, draft)
    assert status_of(idea) == "adopted"


def test_the_text_it_replaces_is_kept(product: Member) -> None:
    draft = releases.draft(product)
    rules.change(product, draft, replace(CONTENT, texts={**CONTENT.texts, "zh": Words("冬季更新", "新的说法。")}))
    assert draft.post.title == "冬季更新"
    assert draft.title_en == "Winter update 2026"


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"texts": {"zh": Words("标题", "正文")}}, "title_en"),
        ({"existing": {"zh": "只有中文"}}, "existing_en"),
        ({"existing": {"zh": "长" * 4001, "en": "short"}}, "existing_zh"),
        ({"models": ["no-such-car"]}, "models"),
        ({"pictures": ["23456789ab"]}, "pictures"),
    ],
)
def test_what_cannot_be_taken_is_told_at_its_field(product: Member, changed: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        rules.draft(product, replace(CONTENT, **changed))
    assert refused.value.field == field


def test_a_release_taken_back_is_read_by_the_team_only(product: Member) -> None:
    release = rules.publish(product, releases.draft(product))
    rules.take_back(product, release)
    assert queries.by_public_id(release.post.public_id, make.member()) is None
    rules.put_back(product, release)
    assert queries.by_public_id(release.post.public_id, None) is not None


def test_only_a_draft_is_thrown_away(product: Member) -> None:
    idea = make.idea(status="adopted")
    draft = releases.draft(product, [idea])
    rules.throw_away(product, draft)
    assert queries.by_public_id(draft.post.public_id, product) is None
    assert shipping.linked(draft) == {}
    with pytest.raises(Refused):
        rules.throw_away(product, rules.publish(product, releases.draft(product)))
    with pytest.raises(Refused):
        rules.take_back(product, releases.draft(product))


def test_releases_are_found_by_the_cars_they_are_for(product: Member) -> None:
    make.series("islet", (2024, 2025))
    make.series("ridge", (2025,))
    for models in (["islet"], ["islet/2024"], ["ridge"], []):
        rules.publish(product, releases.draft(product, models=models))
        db.session.flush()
    keys = ("islet", "islet/2024", "islet/2025", "ridge/2025")
    models_found = catalogue.find(keys)
    counts = {key: len(queries.page(models_found[key], None, "en").items) for key in keys}
    assert counts == {"islet": 3, "islet/2024": 3, "islet/2025": 2, "ridge/2025": 2}
    assert len(queries.page(None, None, "en").items) == 4


def test_the_list_is_paged_the_latest_first(product: Member) -> None:
    published = [rules.publish(product, releases.draft(product)).post.public_id for _number in range(5)]
    first = queries.page(None, None, "en", limit=2)
    second = queries.page(None, None, "en", first.next_cursor, limit=2)
    assert [row.public_id for row in (*first.items, *second.items)] == published[:0:-1]


def test_authors_are_thanked_by_name_each_once(product: Member) -> None:
    author = make.member("林晓舟")
    shipped = [make.idea(author, status="adopted", supporters=2), make.idea(author, status="adopted")]
    shipped.append(make.idea(make.member("沐"), status="adopted"))
    view = queries.view(rules.publish(product, releases.draft(product, shipped)), None, "en")
    assert [person.name for person in view.thanks] == ["林晓舟", "沐"]
    assert view.voices == 2
    assert len(view.ideas) == 3


def test_a_hidden_idea_is_not_counted(product: Member) -> None:
    idea = make.idea(status="adopted")
    release = rules.publish(product, releases.draft(product, [idea]))
    idea.post.state = PostState.HIDDEN
    db.session.flush()
    view = queries.view(release, None, "en")
    assert (view.row.ideas, view.ideas, view.thanks) == (0, [], [])


def test_the_first_public_instant_is_its_publishing(product: Member) -> None:
    draft = releases.draft(product)
    written = draft.post.published_at
    release = rules.publish(product, draft)
    assert written is not None
    assert release.post.published_at is not None
    assert release.post.published_at > written
    assert release.released_at is not None
    assert clock.now() - release.released_at < timedelta(minutes=1)


def test_it_does_not_belong_to_another_kind(product: Member) -> None:
    draft = releases.draft(product)
    assert isinstance(draft, Release)
    db.session.delete(draft)
    db.session.flush()
    assert list(audit.check()) == [f"post {draft.id}: it and its row in releases do not belong together"]


def test_co_authors_are_thanked_and_what_is_merged_is_not_shipped(product: Member) -> None:
    idea, twin = make.idea(make.member("林晓舟"), status="adopted"), make.idea(make.member("沐"))
    known, draft = twin.post.public_id, releases.draft(product, [idea, twin])
    merging.merge(product, [twin], idea, "The same.")
    assert shipping.hindrances(product, draft)[twin.id].code == "merged"
    shipping.unlink(product, draft, twin.id)
    view = queries.view(rules.publish(product, draft), None, "en")
    assert [person.name for person in view.thanks] == ["林晓舟", "沐"]
    merged = ideas_found.by_public_id(known, product)
    assert merged is not None
    with pytest.raises(Invalid):
        releases.draft(product, [merged])


@pytest.mark.parametrize("verb", ["publish", "change", "announce", "schedule"])
def test_what_was_thrown_away_meanwhile_goes_nowhere(product: Member, verb: str) -> None:
    draft = releases.draft(product, planned_on=clock.local_day(clock.now()))
    rules.throw_away(product, draft)
    verbs: dict[str, Callable[[], object]] = {
        "publish": lambda: rules.publish(product, draft),
        "change": lambda: rules.change(product, draft, CONTENT),
        "announce": lambda: plans.announce(product, draft),
        "schedule": lambda: embargo.schedule(product, draft, clock.now() + timedelta(days=1)),
    }
    with pytest.raises(Refused) as refused:
        verbs[verb]()
    assert refused.value.code == "release-is-gone"


def test_what_was_taken_back_is_shown_again_before_it_is_published(product: Member) -> None:
    idea = make.idea(status="adopted")
    planned = releases.planned(product)
    shipping.link(product, planned, idea, LinkKind.SHIPS)
    rules.take_back(product, planned)
    with pytest.raises(Refused) as refused:
        rules.publish(product, planned)
    assert refused.value.code == "release-is-taken-back"
    assert idea.status_key == "adopted"
    rules.put_back(product, planned)
    rules.publish(product, planned)
    assert idea.post.author_id in told()

"""How often what may be done, by whom and towards whom."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select, update

from cocreate.catalogue.stages import Stage
from cocreate.ideas import rules as ideas
from cocreate.journal.models import JournalEntry
from cocreate.kernel import bookkeeping
from cocreate.kernel.database import db
from cocreate.kernel.errors import Invalid, TooMany
from cocreate.kernel.limits import LimitCount
from cocreate.members.models import Trust
from cocreate.posts.models import PostState
from cocreate.posts.pictures import rules as pictures
from cocreate.screening.models import Case
from cocreate.screening.rates import queries, rules
from cocreate.screening.rates.models import Deed, Rate, Reply, Scope
from cocreate.screening.rates.rules import Allowed
from tests import make
from tests.make.pictures import drawn
from tests.support.browser import Client
from tests.support.program import Program

pytestmark = pytest.mark.usefixtures("english")
Set = Callable[..., None]


@pytest.fixture
def only(app: Flask) -> Set:
    """``only(deed, scope, level, times)``: there is no other limit."""

    def set_rates(deed: Deed, scope: Scope, level: Trust, times: int, **more: Any) -> None:
        db.session.execute(update(Rate).values(times=None))
        this = (Rate.deed == deed, Rate.scope == scope, Rate.level == level)
        db.session.execute(update(Rate).where(*this).values(times=times, **more))
        queries.forget()

    return set_rates


def passes(work: Callable[[], Any], most: int = 12) -> int:
    """How often `work` is done before it is too much."""
    for number in range(most):
        try:
            work()
        except TooMany:
            return number
    return most


def test_each_level_does_each_deed_as_often_as_its_row_says(app: Flask) -> None:
    wanted = {
        (Deed.POST, Scope.MEMBER): (5, 20, 60, 120),
        (Deed.COMMENT, Scope.MEMBER): (30, 120, 300, 600),
        (Deed.SUPPORT, Scope.MEMBER): (60, 300, 600, 1200),
        (Deed.COMMENT, Scope.CROWD): (30,),
        (Deed.SUPPORT, Scope.ADDRESS): (2000,),
    }
    for (deed, scope), times in wanted.items():
        found = [pace.times for level in Trust for pace in queries.paces(deed, level) if pace.scope is scope]
        assert tuple(found) == times, (deed, scope)
        assert all(pace.seconds == 3600 for pace in queries.paces(deed, Trust.NEWCOMER))


def test_who_is_counted_together(only: Set) -> None:
    author, other = make.member(), make.member()
    one, two = (make.member(trust=Trust.NEWCOMER) for _number in range(2))
    cases = [
        (Scope.MEMBER, [(one, author), (one, other)], [(two, author)]),
        (Scope.ADDRESS, [(one, author), (two, other)], []),
        (Scope.TARGET, [(one, author)], [(one, other), (two, author)]),
        (Scope.CROWD, [(one, author), (two, author)], [(one, other)]),
    ]
    for scope, together, apart in cases:
        db.session.execute(update(Rate).values(times=None))
        row = db.session.get_one(Rate, (Deed.COMMENT, scope, Trust.NEWCOMER))
        row.times, row.reply = 2, Reply.REFUSE
        db.session.flush()
        queries.forget()
        for actor, target in (together * 2)[:2]:
            rules.use(Deed.COMMENT, actor, target=target.id)
        for actor, target in together:
            with pytest.raises(TooMany):
                rules.use(Deed.COMMENT, actor, target=target.id)
        for actor, target in apart:
            assert not rules.use(Deed.COMMENT, actor, target=target.id), scope


def test_one_member_alone_does_not_fill_the_room_of_a_crowd(only: Set) -> None:
    author, one, other = make.member(), *(make.member(trust=Trust.NEWCOMER) for _number in range(2))
    only(Deed.COMMENT, Scope.CROWD, Trust.NEWCOMER, 3, reply=Reply.REFUSE)
    for scope in (Scope.MEMBER, Scope.TARGET):
        db.session.get_one(Rate, (Deed.COMMENT, scope, Trust.NEWCOMER)).times = 2
    db.session.flush()
    queries.forget()
    assert passes(lambda: rules.use(Deed.COMMENT, one, target=author.id)) == 2
    assert not rules.use(Deed.COMMENT, other, target=author.id)


def test_other_levels_staff_and_ones_own_posts_are_not_counted(only: Set) -> None:
    only(Deed.COMMENT, Scope.TARGET, Trust.NEWCOMER, 1)
    newcomer, author = make.member(trust=Trust.NEWCOMER), make.member()
    assert passes(lambda: rules.use(Deed.COMMENT, newcomer, target=author.id)) == 1
    assert passes(lambda: rules.use(Deed.COMMENT, newcomer, target=newcomer.id)) == 12
    assert passes(lambda: rules.use(Deed.COMMENT, newcomer)) == 12
    for exempt in (make.member(), make.member(roles=["service"], trust=Trust.NEWCOMER)):
        assert passes(lambda who=exempt: rules.use(Deed.COMMENT, who, target=author.id)) == 12  # type: ignore[misc]


def test_the_refusal_says_when_it_is_free_again_and_then_it_is(only: Set) -> None:
    only(Deed.SUPPORT, Scope.MEMBER, Trust.REGULAR, 1, seconds=1800)
    member = make.member()
    with time_machine.travel(datetime(2026, 3, 1, 12, tzinfo=UTC), tick=False) as clock:
        rules.use(Deed.SUPPORT, member)
        clock.shift(timedelta(minutes=18))
        with pytest.raises(TooMany, match="You can go on in 13 minutes") as caught:
            rules.use(Deed.SUPPORT, member)
        assert 720 <= caught.value.retry_after <= 721
        clock.shift(timedelta(minutes=12))
        rules.use(Deed.SUPPORT, member)


def test_every_deed_and_scope_has_a_sentence_in_both_languages(only: Set, client: Client) -> None:
    member = make.member(trust=Trust.NEWCOMER)
    for deed, rates in queries.every().items():
        for scope in {rate.scope for rate in rates}:
            only(deed, scope, Trust.NEWCOMER, 1, reply=Reply.REFUSE)
            rules.use(deed, member, target=make.member().id if scope is Scope.MEMBER else 1)
            with pytest.raises(TooMany, match=r"in (1 hour|60 minutes)"):
                rules.use(deed, member, target=1)


def test_what_it_costs_is_one_errand_and_nothing_where_there_is_no_limit(
    app: Flask, statements: Callable[[], Any]
) -> None:
    member = make.member(trust=Trust.NEWCOMER)
    rules.use(Deed.SUPPORT, member, target=1)
    with statements() as seen:  # the counts are kept on a connection beside this one
        rules.use(Deed.SUPPORT, member, target=1)
    assert seen == []
    with bookkeeping.connection() as own:
        assert sorted(own.scalars(select(LimitCount.count))) == [2, 2, 2]
    db.session.execute(update(Rate).values(times=None))
    queries.forget()
    rules.use(Deed.SUPPORT, member, target=1)
    with bookkeeping.connection() as own:
        assert sorted(own.scalars(select(LimitCount.count))) == [2, 2, 2]


def test_each_verb_asks(only: Set) -> None:
    author, idea = make.member(trust=Trust.SETTLED), make.idea()
    others = [make.idea() for _number in range(3)]
    mine = make.idea(author)
    verbs: dict[Deed, Callable[[int], Any]] = {
        Deed.POST: lambda number: ideas.post(author, f"Idea {number}", "Words.", Stage.DRIVING),
        Deed.COMMENT: lambda number: ideas.comment(author, idea, f"Words {number}"),
        Deed.EDIT: lambda number: ideas.edit(author, mine, "Title", f"Words {number}", mine.stage, mine.kind),
        Deed.SUPPORT: lambda number: ideas.support(author, others[number]),
        Deed.PICTURE: lambda number: pictures.upload(author, drawn()),
    }
    for deed, do in verbs.items():
        only(deed, Scope.MEMBER, Trust.SETTLED, 2)
        do(0)
        do(1)
        with pytest.raises(TooMany):
            do(2)


def test_a_pile_on_is_slowed_what_is_one_too_many_waits_for_a_look(only: Set) -> None:
    only(Deed.COMMENT, Scope.CROWD, Trust.NEWCOMER, 2, reply=Reply.HOLD)
    idea = make.idea()
    said = [ideas.comment(make.member(trust=Trust.NEWCOMER), idea, "Shame!") for _number in range(4)]
    assert [one.post.state for one in said] == [PostState.VISIBLE] * 2 + [PostState.HELD] * 2
    causes = db.session.scalars(select(Case.causes).where(Case.post_id.in_([one.id for one in said[2:]])))
    assert all("rate" in each for each in causes)
    assert idea.post.comments == 2
    assert ideas.comment(make.member(trust=Trust.SETTLED), idea, "Well.").post.is_visible
    answer = ideas.comment(make.member(roles=["product"]), idea, "We look into it.")
    assert ideas.comment(make.member(trust=Trust.NEWCOMER), idea, "Thank you.", answer).post.is_visible


def test_what_is_too_quick_is_429_on_the_page_and_in_the_api_and_nothing_typed_is_lost(
    only: Set, client: Client
) -> None:
    only(Deed.POST, Scope.MEMBER, Trust.NEWCOMER, 1)
    author = make.member(trust=Trust.NEWCOMER)
    program = Program(client, author)
    client.sign_in(author)
    sent = {"title": "Quieter doors", "body": "They slam, and wake the child.", "stage": "driving", "kind": "wish"}
    assert client.post("/ideas?lang=en", data=sent).status_code == 303
    refused = client.post("/ideas?lang=en", data=sent | {"title": "Softer doors"})
    assert refused.status_code == 429
    assert 3590 <= int(refused.headers["Retry-After"]) <= 3600
    assert "You can post again in" in refused.text
    assert "Softer doors" in refused.text
    answer = program("POST /ideas", sent)
    assert answer.status_code == 429
    assert answer.json["type"] == "urn:cocreate:too-many-requests"
    assert "Retry-After" in answer.headers


def test_changing_a_rate_holds_at_once_and_is_written_down(app: Flask) -> None:
    admin, member = make.member(roles=["admin"]), make.member(trust=Trust.NEWCOMER)
    rules.use(Deed.POST, member)
    times = {Trust.NEWCOMER: 1, Trust.SETTLED: 2, Trust.REGULAR: 3, Trust.TRUSTED: None}
    rules.change(admin, Deed.POST, {Scope.MEMBER: Allowed(times, 30, Reply.HOLD)})
    assert rules.use(Deed.POST, member)
    noted = db.session.scalars(select(JournalEntry).where(JournalEntry.subject_kind == "rate")).all()
    assert len(noted) == 4
    assert noted[0].data == {"deed": "post", "scope": "member", "times": 1, "seconds": 1800, "reply": "hold"}
    rules.change(admin, Deed.POST, {Scope.MEMBER: Allowed(times, 30, Reply.HOLD)})
    assert len(db.session.scalars(select(JournalEntry).where(JournalEntry.subject_kind == "rate")).all()) == 4
    wrong = {
        "member_newcomer": (Deed.POST, Allowed({Trust.NEWCOMER: 0}, 30, Reply.REFUSE)),
        "member_minutes": (Deed.POST, Allowed({Trust.NEWCOMER: 1}, 0, Reply.REFUSE)),
        "member_reply": (Deed.SUPPORT, Allowed({Trust.NEWCOMER: 1}, 1, Reply.HOLD)),
    }
    for field, (deed, allowed) in wrong.items():
        with pytest.raises(Invalid) as caught:
            rules.change(admin, deed, {Scope.MEMBER: allowed})
        assert caught.value.field == field

"""What the whole demo holds, and that nothing of it remains. It is filled once; every test begins with it as filled."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from cocreate.comments.models import Comment
from cocreate.demo import office, rules, script
from cocreate.ideas.evidence import queries as evidence
from cocreate.ideas.models import Idea, StatusChange, Support
from cocreate.ideas.responses.models import Response, ResponseKind, ResponseState
from cocreate.ideas.targets.models import TargetChange
from cocreate.journal.models import JournalEntry
from cocreate.kernel import clock
from cocreate.kernel.database import db
from cocreate.members.models import Member
from cocreate.moderation.appeals.models import Appeal
from cocreate.moderation.decisions.models import Action, Decision
from cocreate.perks.codes.models import PerkCode
from cocreate.perks.redemptions.models import Redemption
from cocreate.points import queries as points
from cocreate.points.checkins import queries as checkins
from cocreate.points.tiers import queries as tiers
from cocreate.posts.models import Post, PostKind
from cocreate.screening.models import Case
from tests.conftest import copied, dispose, make_app, settings_of
from tests.demo.state import differences, rows, words_of_the_brand
from tests.support.race import Real


@dataclass(frozen=True)
class Filled:
    """A site with the demo, and what it held before."""

    app: Flask
    before: dict[str, int]
    words: dict[str, str]


@pytest.fixture(scope="session")
def filled(server: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Filled]:
    with copied(server) as url:
        site = Real(make_app(settings_of(tmp_path_factory.mktemp("home"), url)))
        before, words = site.commit(lambda: (rows(), words_of_the_brand()))
        site.commit(rules.fill)
        yield Filled(site.app, before, words)
        dispose(site.app)


@pytest.fixture(scope="session")
def shared_app(filled: Filled) -> Flask:
    """In place of the empty one: what a test does to it is undone in the same way."""
    return filled.app


def test_filled_site_holds_the_script_and_adds_up(app: Flask) -> None:
    play = script.read()
    kinds = Counter(db.session.scalars(select(Post.kind)))
    affairs = Counter("idea" if affair.title else "comment" for affair in play.keeping.affairs)
    assert kinds == {
        PostKind.IDEA: len(play.topics) + affairs["idea"],
        PostKind.COMMENT: sum(len(topic.comments) for topic in play.topics) + affairs["comment"],
        PostKind.ANNOUNCEMENT: len(play.office.announcements),
        PostKind.RELEASE: len(play.releases),
        PostKind.QUESTION: len(play.questions),
        PostKind.ANSWER: sum(len(one.answers) for one in play.questions),
    }
    # Ideas that came to the team by themselves, at the threshold of their owners.
    brought = db.session.scalars(select(StatusChange).where(StatusChange.threshold.is_not(None))).all()
    assert len(brought) == 1
    deeds = Counter(type(deed) for deed in play.office.deeds)
    changes = sum(len(topic.changes) for topic in play.topics) + len(brought) + deeds[office.Merged]
    assert rows()["status_changes"] == changes
    assert rows()["merges"] == deeds[office.Merged] == 1
    assert rows()["target_changes"] == deeds[office.Promised]
    assert rows()["verdicts"] == deeds[office.Judged]
    assert rows()["recorded_supports"] == deeds[office.Met]
    assert rows()["idea_notes"] == deeds[office.Said]
    assert rows()["scheduled_changes"] == deeds[office.Embargoed]
    assert words_of_the_brand() == vars(play.brand)
    assert differences() == []
    official = select(Member.affiliation).join(Post, Post.author_id == Member.id).join(Comment, Comment.id == Post.id)
    assert set(db.session.scalars(official.where(Comment.official))) == {"staff"}


def test_everything_lies_in_the_past_and_in_order(app: Flask) -> None:
    now = clock.now()
    written = list(db.session.scalars(select(Post.created_at).order_by(Post.id)))
    assert written == sorted(written)
    assert written[0] < now - timedelta(days=600)
    for column in (Post.published_at, Support.at, StatusChange.at, Member.joined_at):
        assert db.session.scalars(select(column).where(column >= now)).all() == []
    wrote_before_joining = select(Post.id).join(Post.author).where(Post.published_at < Member.joined_at)
    supported_too_soon = (
        select(Support.id)
        .join(Member, Member.id == Support.member_id)
        .join(Post, Post.id == Support.idea_id)
        .where((Support.at <= Member.joined_at) | (Support.at <= Post.published_at))
    )
    assert db.session.scalars(wrote_before_joining).all() == []
    assert db.session.scalars(supported_too_soon).all() == []


def test_evidence_is_that_of_a_crowd(app: Flask) -> None:
    found = evidence.of_many(db.session.scalars(select(Idea.id)).all(), "en")
    shares = [one for one in found.values() if sum(year.share is not None for year in one.years) >= 4]
    assert len(shares) >= 8
    # Of a model year with few owners nothing is told.
    assert len({(year.series_key, year.year) for one in shares for year in one.years}) >= 11
    assert sum(week.newcomers > 0 for one in found.values() for week in one.weeks) >= 20
    assert max(sum(week.supports > 0 for week in one.weeks) for one in found.values()) >= 20
    near = [one for one in found.values() if one.threshold and one.threshold * 0.8 <= one.owners < one.threshold]
    assert near


def test_answers_are_given_in_time_and_not(app: Flask) -> None:
    kept = Counter((one.kind, one.state) for one in db.session.scalars(select(Response)))
    assert kept[ResponseKind.ANSWER, ResponseState.MET] > kept[ResponseKind.ANSWER, ResponseState.MISSED] > 0
    assert kept[ResponseKind.DECISION, ResponseState.PAUSED] == 2  # one waits for a supplier, one is merged
    slips = [change for change in db.session.scalars(select(TargetChange)) if change.is_slip]
    assert len(slips) == 2
    assert db.session.scalars(select(Idea.id).where(Idea.reopened_at.is_not(None))).all()


def test_a_member_has_points_to_go_on_with(app: Flask) -> None:
    lin = db.session.scalars(select(Member).where(Member.name == "林一苇")).one()
    today, wallet = checkins.today(lin, clock.local_day(clock.now())), points.wallet(lin.id)
    assert today.is_open
    assert today.streak == 13
    assert wallet.spendable > 0
    assert wallet.ripening
    assert wallet.expiring
    assert tiers.of(lin.id)


def test_what_was_redeemed_is_in_every_state(app: Flask) -> None:
    lin = select(Redemption.state).join(Member, Member.id == Redemption.member_id).where(Member.name == "林一苇")
    assert Counter(db.session.scalars(lin)) == {"fulfilled": 2, "ordered": 1, "cancelled": 1}
    assert Counter(db.session.scalars(select(PerkCode.state))) == {"used": 2, "assigned": 2}
    assert len(script.read().shop.redeemed) == rows()["redemptions"]


def test_the_moderators_have_had_work_and_have_some_left(app: Flask) -> None:
    affairs = script.read().keeping.affairs
    assert Counter(db.session.scalars(select(Decision.action).where(Decision.actor_id.is_not(None)))) == Counter(
        [
            *(Action(decided.action) for affair in affairs for decided in affair.decisions),
            *(Action.RESTORE for affair in affairs if affair.appeal and affair.appeal.answer),
            *(Action.VOID for _name in script.read().keeping.burst.names),
        ]
    )
    waiting = db.session.execute(select(Case.causes).where(Case.closed_at.is_(None))).scalars().all()
    assert {cause for causes in waiting for cause in causes} >= {"report", "word", "first"}
    assert [one.state for one in db.session.scalars(select(Appeal).order_by(Appeal.id))] == ["upheld", "open"]
    assert len({decided.at.month for decided in db.session.scalars(select(Decision))}) >= 4


def test_removing_leaves_the_site_as_it_was(app: Flask, filled: Filled) -> None:
    rules.remove()
    after = rows()
    # The two changes of the site record stay in the journal: the brand was called so for a while.
    assert {entry.subject_kind for entry in db.session.scalars(select(JournalEntry))} == {"site"}
    del after["journal_entries"]
    after.pop("limit_counts", None)  # bookkeeping of what one may do in an hour; it runs out by itself
    assert after == filled.before
    assert words_of_the_brand() == filled.words
    assert differences() == []
    assert rules.logins() == []

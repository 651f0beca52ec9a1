"""Filling an empty site with the demo, and taking it away again."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import delete, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import joinedload

from cocreate.accounts import passwords
from cocreate.accounts.models import Password
from cocreate.cli.audit import CHECKS
from cocreate.comments import rules as comments
from cocreate.comments.models import Comment
from cocreate.demo import cast, office, rules, script
from cocreate.ideas import rules as ideas
from cocreate.ideas.evidence import queries as evidence
from cocreate.ideas.models import Idea, StatusChange, Support
from cocreate.ideas.responses.models import Response, ResponseKind, ResponseState
from cocreate.ideas.targets.models import TargetChange
from cocreate.journal.models import JournalEntry
from cocreate.kernel import clock
from cocreate.kernel.database import Base, db
from cocreate.kernel.errors import Refused
from cocreate.members.models import IdentityKind, Member, MemberState
from cocreate.members.queries import by_identity
from cocreate.posts.models import Post, PostKind
from cocreate.site.models import SiteRecord
from tests import make
from tests.support.race import Real


@pytest.fixture
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    """A demo of all who write, a few of those who do not, and a few of the ideas, for tests that only need some."""
    play = script.read()
    few = tuple(topic for topic in play.topics if topic.stage in ("design", "delivery"))
    keys = {topic.key for topic in few}
    deeds = tuple(deed for deed in play.office.deeds if deed.idea in keys)
    small = replace(
        play,
        topics=few,
        crowd=replace(play.crowd, owners={"islet/2025": 3}, without_car=1, support={}),
        office=replace(play.office, deeds=deeds),
    )
    monkeypatch.setattr(script, "read", lambda: small)


def differences() -> list[str]:
    return [line for check in CHECKS for line in check()]


def members_of(play: script.Script) -> int:
    return len(play.people) + sum(play.crowd.owners.values()) + play.crowd.without_car


def rows() -> dict[str, int]:
    """How many rows each table has; only those that have any."""
    tables = Base.metadata.sorted_tables
    counts = {table.name: db.session.scalar(select(func.count()).select_from(table)) or 0 for table in tables}
    return {name: count for name, count in counts.items() if count}


def words_of_the_brand() -> dict[str, str]:
    record = db.session.scalars(select(SiteRecord).execution_options(populate_existing=True)).one()
    return {name: getattr(record, name) for name in vars(script.read().brand)}


def demo_member(email: str) -> Member:
    member = by_identity(IdentityKind.EMAIL, email)
    assert member is not None
    return member


def demo_idea() -> Idea:
    query = select(Idea).options(joinedload(Idea.post)).where(Idea.status_key == "adopted").order_by(Idea.id).limit(1)
    return db.session.scalars(query).one()


def test_filled_site_holds_the_script_and_adds_up(app: Flask) -> None:
    rules.fill()
    play = script.read()
    kinds = Counter(db.session.scalars(select(Post.kind)))
    assert kinds == {
        PostKind.IDEA: len(play.topics),
        PostKind.COMMENT: sum(len(topic.comments) for topic in play.topics),
        PostKind.ANNOUNCEMENT: len(play.office.announcements),
    }
    # Ideas that came to the team by themselves, at the threshold of their owners.
    brought = db.session.scalars(select(StatusChange).where(StatusChange.threshold.is_not(None))).all()
    assert len(brought) == 1
    assert rows()["status_changes"] == sum(len(topic.changes) for topic in play.topics) + len(brought)
    deeds = Counter(type(deed) for deed in play.office.deeds)
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
    rules.fill()
    now = clock.now()
    published = list(db.session.scalars(select(func.coalesce(Post.published_at, now)).order_by(Post.id)))
    assert published == sorted(published)
    assert published[0] < now - timedelta(days=600)
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
    rules.fill()
    found = evidence.of_many(db.session.scalars(select(Idea.id)).all(), "en")
    shares = [one for one in found.values() if sum(year.share is not None for year in one.years) >= 4]
    assert len(shares) >= 8
    assert len({(year.series_key, year.year) for one in shares for year in one.years}) >= 12
    assert sum(week.newcomers > 0 for one in found.values() for week in one.weeks) >= 20
    assert max(sum(week.supports > 0 for week in one.weeks) for one in found.values()) >= 20
    near = [one for one in found.values() if one.threshold and one.threshold * 0.8 <= one.owners < one.threshold]
    assert near


def test_answers_are_given_in_time_and_not(app: Flask) -> None:
    rules.fill()
    kept = Counter((one.kind, one.state) for one in db.session.scalars(select(Response)))
    assert kept[ResponseKind.ANSWER, ResponseState.MET] > kept[ResponseKind.ANSWER, ResponseState.MISSED] > 0
    assert kept[ResponseKind.DECISION, ResponseState.PAUSED] == 1
    slips = [change for change in db.session.scalars(select(TargetChange)) if change.is_slip]
    assert len(slips) == 2
    assert db.session.scalars(select(Idea.id).where(Idea.reopened_at.is_not(None))).all()


def test_there_is_a_log_in_for_each_role(app: Flask, short: None) -> None:
    logins = rules.fill()
    assert {login.role for login in logins} == {
        "member", "moderator", "product", "organiser", "treasurer", "service", "admin",
    }  # fmt: skip
    for login in logins:
        member = demo_member(login.email)
        stored = db.session.get_one(Password, member.id).hash
        assert passwords.fits(stored, login.password)
        assert login.role == "member" or member.has_role(login.role)
    assert rules.logins() == logins


def test_the_password_is_one_that_members_may_choose() -> None:
    app = Flask(__name__)
    with app.app_context():
        passwords.check(cast.PASSWORD)


def test_a_site_with_members_is_refused(app: Flask) -> None:
    make.member()
    with pytest.raises(Refused) as refusal:
        rules.fill()
    assert refusal.value.code == "site-has-members"
    assert rules.logins() == []


def test_filling_twice_is_refused(app: Flask, short: None) -> None:
    rules.fill()
    before = rows()
    with pytest.raises(Refused) as refusal:
        rules.fill()
    assert refusal.value.code == "site-has-members"
    assert rows() == before


def test_two_fills_at_once_make_one_demo(real: Real, short: None) -> None:
    outcomes = real.together([rules.fill, rules.fill])
    assert sorted(isinstance(outcome, Refused) for outcome in outcomes) == [False, True]
    met = {deed.reference for deed in script.read().office.deeds if isinstance(deed, office.Met)}
    assert real.commit(lambda: rows()["members"]) == members_of(script.read()) + len(met)


def test_production_is_refused(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.config, "COCREATE", replace(app.config["COCREATE"], env="production"))
    with pytest.raises(Refused) as refusal:
        rules.fill()
    assert refusal.value.code == "demo-in-production"
    assert rules.may_fill()


def test_removing_leaves_the_site_as_it_was(app: Flask) -> None:
    before, words = rows(), words_of_the_brand()
    rules.fill()
    rules.remove()
    after = rows()
    # The two changes of the site record stay in the journal: the brand was called so for a while.
    assert {entry.subject_kind for entry in db.session.scalars(select(JournalEntry))} == {"site"}
    del after["journal_entries"]
    after.pop("limit_counts", None)  # bookkeeping of what one may do in an hour; it runs out by itself
    assert after == before
    assert words_of_the_brand() == words
    assert differences() == []
    assert rules.logins() == []


def test_removing_guards_the_facts_again(app: Flask, short: None) -> None:
    rules.fill()
    theirs = make.idea(status="reviewing")
    rules.remove()
    assert theirs.status_key == "reviewing"
    for table in (JournalEntry, StatusChange):
        with pytest.raises(IntegrityError, match="append-only"), db.session.begin_nested():
            db.session.execute(delete(table))


def test_what_was_removed_can_be_filled_again(app: Flask, short: None) -> None:
    rules.fill()
    rules.remove()
    assert rules.fill()
    assert differences() == []


def test_removing_without_a_demo_is_refused(app: Flask) -> None:
    make.idea()
    with pytest.raises(Refused) as refusal:
        rules.remove()
    assert refusal.value.code == "no-demo"


def test_words_under_the_demo_go_and_ideas_of_others_stay(app: Flask, short: None) -> None:
    rules.fill()
    visitor = make.member("Somebody real")
    theirs = make.idea(visitor)
    comments.post(visitor, demo_idea().post, "I agree with every word.")
    ideas.support(visitor, demo_idea())
    rules.remove()
    assert db.session.scalars(select(Post.id)).all() == [theirs.id]
    assert db.session.scalars(select(Member.name)).all() == ["Somebody real"]
    assert differences() == []


def test_what_the_demo_said_and_decided_elsewhere_stays_without_its_name(app: Flask, short: None) -> None:
    logins = {login.role: login.email for login in rules.fill()}
    theirs = make.idea(supporters=1)
    driver, product = demo_member(logins["treasurer"]), demo_member(logins["product"])
    ideas.support(driver, theirs)
    ideas.change_status(product, theirs, "adopted", "Good.")
    rules.remove()
    db.session.refresh(theirs)
    assert theirs.supports == 1
    assert theirs.status_key == "adopted"
    left = db.session.scalars(select(Member).where(Member.state == MemberState.ERASED)).all()
    assert {member.id for member in left} == {driver.id, product.id}
    assert {(member.name, member.bio, member.city) for member in left} == {("-", "", "")}
    assert by_identity(IdentityKind.EMAIL, logins["product"]) is None
    assert differences() == []


def test_a_brand_named_since_keeps_its_name(app: Flask, short: None) -> None:
    rules.fill()
    record = db.session.scalars(select(SiteRecord)).one()
    record.name = "Another brand"
    db.session.flush()
    rules.remove()
    assert words_of_the_brand()["name"] == "Another brand"

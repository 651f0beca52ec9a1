"""Who may fill a site with the demo, and what is taken away with it and what stays. Tests of the whole: test_filled."""

from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import joinedload

from cocreate.accounts import passwords
from cocreate.accounts.models import Password
from cocreate.comments import rules as comments
from cocreate.demo import cast, office, rules, script
from cocreate.ideas import rules as ideas
from cocreate.ideas.models import Idea, StatusChange
from cocreate.journal.models import JournalEntry
from cocreate.kernel.database import db
from cocreate.kernel.errors import Refused
from cocreate.members.models import IdentityKind, Member, MemberState
from cocreate.members.queries import by_identity
from cocreate.moderation.decisions.models import Action, Decision
from cocreate.moderation.decisions.rules import decide
from cocreate.moderation.models import Reason
from cocreate.moderation.reports.models import Report
from cocreate.moderation.reports.rules import report
from cocreate.posts.models import Post
from cocreate.site.models import SiteRecord
from tests import make
from tests.demo.state import differences, rows, words_of_the_brand
from tests.make.groups import merged, supported
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


def members_of(play: script.Script) -> int:
    return len(play.people) + sum(play.crowd.owners.values()) + play.crowd.without_car


def demo_member(email: str) -> Member:
    member = by_identity(IdentityKind.EMAIL, email)
    assert member is not None
    return member


def demo_idea() -> Idea:
    query = select(Idea).options(joinedload(Idea.post)).where(Idea.status_key == "adopted").order_by(Idea.id).limit(1)
    return db.session.scalars(query).one()


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


def test_what_is_merged_with_the_demo_stands_on_its_own_again(app: Flask, short: None) -> None:
    rules.fill()
    visitor, moderator, of_demo = make.member(), make.member(roles=["moderator"]), demo_idea()
    source, target = make.idea(kind=of_demo.kind), make.idea(kind=of_demo.kind)
    supported(source, of_demo, target, by=[visitor])
    merged(source, of_demo, actor=moderator)
    other = db.session.scalars(
        select(Idea).where(Idea.id < source.id, Idea.id != of_demo.id, Idea.kind == of_demo.kind).order_by(Idea.id)
    ).first()
    assert other is not None
    merged(other, target, actor=moderator)
    rules.remove()
    for idea in (source, target):
        db.session.refresh(idea)
        assert (idea.supports, idea.status_key, idea.duplicates) == (1, "new", 0)
    assert differences() == []


def test_what_moderators_decided_about_the_demo_goes_and_the_chain_of_what_is_left_holds(
    app: Flask, short: None
) -> None:
    logins = {login.role: login.email for login in rules.fill()}
    moderator, visitor, of_demo = make.member(roles=["moderator"]), make.member(), demo_member(logins["member"])
    theirs = make.idea(of_demo)
    mine = make.idea(visitor)
    for post, who in ((demo_idea().post, visitor), (mine.post, of_demo)):
        report(who, post=post, reason=Reason.SPAM)
    (own,) = decide(moderator, Action.HIDE, posts=[mine.post], reason=Reason.SPAM)
    decide(moderator, Action.BAN, members=[of_demo], reason=Reason.SPAM)
    decide(moderator, Action.REMOVE, posts=[theirs.post], reason=Reason.OFF_TOPIC)
    (warned,) = decide(moderator, Action.WARN, members=[visitor], reason=Reason.INSULT, note="Please be kind.")
    rules.remove()
    left = list(db.session.scalars(select(Decision).order_by(Decision.id)))
    assert [decision.id for decision in left] == [own.id, warned.id]
    assert db.session.scalars(select(Report.post_id)).all() == [mine.id]
    assert differences() == []


def test_a_brand_named_since_keeps_its_name(app: Flask, short: None) -> None:
    rules.fill()
    record = db.session.scalars(select(SiteRecord)).one()
    record.name = "Another brand"
    db.session.flush()
    rules.remove()
    assert words_of_the_brand()["name"] == "Another brand"

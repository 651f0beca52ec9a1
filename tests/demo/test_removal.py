"""Whom one may be in the demo; what is taken away with it and what stays.

A small one is filled once; every test begins with it as filled.
"""

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import joinedload

from cocreate.accounts import passwords
from cocreate.accounts.models import Password
from cocreate.comments import rules as comments
from cocreate.demo import rules, script
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
from cocreate.perks.codes import pool
from cocreate.perks.codes import rules as codes
from cocreate.perks.codes.models import CodeState, PerkCode
from cocreate.perks.models import Perk, PerkKind, PerkVariant
from cocreate.perks.redemptions.models import Redemption
from cocreate.points.grants import rules as grants
from cocreate.points.grants.models import Grant
from cocreate.posts.models import Post
from cocreate.site.models import SiteRecord
from tests import make
from tests.conftest import copied, dispose, make_app, settings_of
from tests.demo.state import demo_member, differences, rows, words_of_the_brand
from tests.make import redemptions
from tests.make.groups import merged, supported
from tests.support.race import Real


@pytest.fixture(scope="session")
def shared_app(server: str, few: script.Script, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """In place of the empty one: what a test does to it is undone in the same way."""
    with copied(server) as url:
        site = Real(make_app(settings_of(tmp_path_factory.mktemp("home"), url)))
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(script, "read", lambda: few)
            site.commit(rules.fill)
        yield site.app
        dispose(site.app)


@pytest.fixture(autouse=True)
def _few(short: None) -> None:
    """Every test knows of the same demo."""


def demo_idea() -> Idea:
    query = select(Idea).options(joinedload(Idea.post)).where(Idea.status_key == "adopted").order_by(Idea.id).limit(1)
    return db.session.scalars(query).one()


def test_there_is_a_log_in_for_each_role(app: Flask) -> None:
    logins = rules.logins()
    assert {login.role for login in logins} == {
        "member", "moderator", "product", "organiser", "treasurer", "service", "admin",
    }  # fmt: skip
    for login in logins:
        member = demo_member(login.email)
        stored = db.session.get_one(Password, member.id).hash
        assert passwords.fits(stored, login.password)
        assert login.role == "member" or member.has_role(login.role)


def test_filling_twice_is_refused(app: Flask) -> None:
    before = rows()
    with pytest.raises(Refused) as refusal:
        rules.fill()
    assert refusal.value.code == "site-has-members"
    assert rows() == before


def test_removing_guards_the_facts_again(app: Flask) -> None:
    theirs = make.idea(status="reviewing")
    rules.remove()
    assert theirs.status_key == "reviewing"
    for table in (JournalEntry, StatusChange):
        with pytest.raises(IntegrityError, match="append-only"), db.session.begin_nested():
            db.session.execute(delete(table))


def test_words_under_the_demo_go_and_ideas_of_others_stay(app: Flask) -> None:
    visitor = make.member("Somebody real")
    theirs = make.idea(visitor)
    comments.post(visitor, demo_idea().post, "I agree with every word.")
    ideas.support(visitor, demo_idea())
    rules.remove()
    assert db.session.scalars(select(Post.id)).all() == [theirs.id]
    assert db.session.scalars(select(Member.name)).all() == ["Somebody real"]
    assert differences() == []


def test_what_the_demo_said_and_decided_elsewhere_stays_without_its_name(app: Flask) -> None:
    logins = {login.role: login.email for login in rules.logins()}
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


def test_what_is_merged_with_the_demo_stands_on_its_own_again(app: Flask) -> None:
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
    app: Flask,
) -> None:
    logins = {login.role: login.email for login in rules.logins()}
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


def test_what_the_demo_redeemed_elsewhere_goes_back_but_for_codes_and_what_others_redeemed_stays(
    app: Flask,
) -> None:
    logins = {login.role: login.email for login in rules.logins()}
    member, visitor = demo_member(logins["member"]), redemptions.rich()
    voucher, mug = redemptions.perk(PerkKind.VOUCHER), redemptions.perk(stock=5)
    pool.generate(make.member(), voucher, 3)
    for who in (redemptions.rich(member), visitor):
        for variant in (voucher, mug):
            redemptions.redemption(who, variant)
    code = db.session.scalars(select(PerkCode).join(Redemption).where(Redemption.member_id == member.id)).one()
    codes.use(demo_member(logins["service"]), code, "once", "")
    sold = db.session.scalars(select(PerkVariant).join(Perk).where(Perk.title_zh == "露营搪瓷杯")).one()
    redemptions.redemption(visitor, sold)
    rules.remove()
    for variant in (voucher, mug, sold):
        db.session.refresh(variant)
    assert [(one.taken, one.stock) for one in (voucher, mug, sold)] == [(1, 2), (1, 5), (1, 500)]
    assert pool.counts([voucher.id])[voucher.id] == {CodeState.FREE: 1, CodeState.ASSIGNED: 1, CodeState.USED: 0}
    assert db.session.scalars(select(Redemption.member_id).distinct()).all() == [visitor.id]
    assert differences() == []


def test_what_the_demo_gave_goes_and_what_it_gave_others_stays(app: Flask) -> None:
    first, second = (demo_member(login.email) for login in rules.logins() if login.role == "admin")
    waiting = db.session.scalars(select(Grant)).one()
    grants.confirm(first if waiting.by_id == second.id else second, waiting.id)
    visitor = make.member()
    grants.grant(first, visitor, 5, "A thank-you.")
    rules.remove()
    assert db.session.scalars(select(Grant.member_id)).all() == [visitor.id]
    assert differences() == []


def test_a_brand_named_since_keeps_its_name(app: Flask) -> None:
    record = db.session.scalars(select(SiteRecord)).one()
    record.name = "Another brand"
    db.session.flush()
    rules.remove()
    assert words_of_the_brand()["name"] == "Another brand"


def test_what_was_removed_can_be_filled_again(app: Flask) -> None:
    rules.remove()
    assert rules.fill() == rules.logins()
    assert differences() == []

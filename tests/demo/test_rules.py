"""Filling an empty site with the demo, and taking it away again."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import joinedload

from cocreate.accounts import passwords
from cocreate.accounts.models import Password
from cocreate.comments import audit as comments_audit
from cocreate.comments import rules as comments
from cocreate.comments.models import Comment
from cocreate.demo import cast, rules, script
from cocreate.ideas import audit as ideas_audit
from cocreate.ideas import rules as ideas
from cocreate.ideas.models import Idea, StatusChange, Support
from cocreate.journal.models import JournalEntry
from cocreate.kernel import clock
from cocreate.kernel.database import Base, db
from cocreate.kernel.errors import Refused
from cocreate.members.models import IdentityKind, Member, MemberState
from cocreate.members.queries import by_identity
from cocreate.posts import audit as posts_audit
from cocreate.posts.models import Post, PostKind
from cocreate.site.models import SiteRecord
from tests import make
from tests.support.race import Real


@pytest.fixture
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    """A demo of all its people and a few of its ideas, for tests that only need some."""
    play = script.read()
    few = tuple(topic for topic in play.topics if topic.stage in ("design", "delivery"))
    monkeypatch.setattr(script, "read", lambda: replace(play, topics=few))


def differences() -> list[str]:
    checks: Iterable[Any] = (posts_audit.check, comments_audit.check, ideas_audit.check)
    return [line for check in checks for line in check()]


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
    assert kinds == {PostKind.IDEA: len(play.topics), PostKind.COMMENT: sum(len(t.comments) for t in play.topics)}
    assert rows()["supports"] == sum(len(topic.supporters) for topic in play.topics)
    assert rows()["status_changes"] == sum(len(topic.changes) for topic in play.topics)
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
    assert real.commit(lambda: rows()["members"]) == len(script.read().people)


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

"""Of whoever is erased nothing personal is left anywhere, and no number of the past changes."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import TextClause, select, text

from cocreate.accounts.leaving import audit
from cocreate.accounts.leaving.models import Departure
from cocreate.accounts.vehicles import voiding
from cocreate.kernel import clock, sealing
from cocreate.kernel.database import Base, db
from cocreate.members.models import Member, MemberState
from cocreate.points.referrals import rules as inviting
from cocreate.posts.models import PostState
from cocreate.vehicles import vin as vins
from cocreate.vehicles.models import Holding, Use
from tests import make
from tests.demo.state import differences
from tests.make import leaving, referrals
from tests.make.leaving import Whole, erased
from tests.support.browser import Client

# What would tell who it was. The name stays where others wrote it.
PERSONAL = (
    leaving.BIO, leaving.CITY, leaving.EMAIL, leaving.PHONE[3:], leaving.DEVICE, leaving.NETWORK, "old-name-of-zhao",
    "note-on-zhao", "filter-of-zhao", "zhao@forum", "draft-words", "report-of-zhao", "warning-of-zhao",
    "appeal-of-zhao", "reason-of-zhao",
)  # fmt: skip
WRITTEN = ("title-of-zhao", "words-of-zhao", "alt-of-zhao")
_KEYED = {"barred_identities", "owner_records"}
_NUMBERS = {
    "supports": "SELECT idea_id, counted_in_id, member_id, owner, at FROM supports ORDER BY id",
    "years": "SELECT support_id, model_year_id FROM support_model_years ORDER BY 1, 2",
    "ideas": "SELECT id, supports, owners, recorded, elsewhere, score, status_key FROM ideas ORDER BY id",
    "owners": "SELECT idea_id, model_year_id, owners FROM idea_owner_counts ORDER BY 1, 2",
    "model years": "SELECT id, owners FROM model_years ORDER BY id",
    "responses": "SELECT id, state, met_at FROM responses ORDER BY id",
    "verdicts": "SELECT idea_id, member_id, solved, at FROM verdicts ORDER BY id",
}
_THREADS = "SELECT id, state, comments, published_at FROM posts ORDER BY id"


def numbers(**more: str) -> dict[str, list[object]]:
    return {name: list(db.session.execute(text(query))) for name, query in (_NUMBERS | more).items()}


def rows_with(words: str) -> list[str]:
    """The tables in a row of which `words` stand, whatever the column."""
    found = []
    for table in Base.metadata.sorted_tables:
        query = text(f"SELECT count(*) FROM {table.name} AS one WHERE one::text ILIKE :words")
        if db.session.scalar(query, {"words": f"%{words}%"}):
            found.append(table.name)
    return found


def naming(column: str) -> TextClause:
    table, name = column.split(".")
    return text(f"SELECT count(*) FROM {table} WHERE {name} = :member")


@pytest.fixture
def zhao(app: Flask) -> Whole:
    return leaving.whole()


@pytest.mark.parametrize("posts_too", [False, True])
def test_nothing_says_who_it_was_and_no_number_changes(
    zhao: Whole, posts_too: bool, run_jobs: Callable[[], list[str]]
) -> None:
    personal, keyed = (*PERSONAL, *WRITTEN) if posts_too else PERSONAL, _keyed(zhao)
    _assert_full(zhao, keyed)
    counted = {} if posts_too else {"threads": _THREADS}
    before = numbers(**counted)
    erased(zhao.member, posts_too=posts_too)
    assert numbers(**counted) == before
    assert {words: rows_with(words) for words in personal if rows_with(words)} == {}
    assert {found for key in keyed for found in rows_with(key)} <= _KEYED
    assert [name for name in audit.gone() if db.session.scalar(naming(name), {"member": zhao.member.id})] == []
    assert (zhao.member.state, zhao.member.name, zhao.member.is_owner) == (MemberState.ERASED, "-", False)
    assert leaving.post_of(zhao.idea).state is (PostState.REMOVED if posts_too else PostState.VISIBLE)
    assert leaving.post_of(zhao.thread).comments == (2 if posts_too else 3)
    assert differences() == []
    _assert_the_same_when_done_again(zhao, posts_too, run_jobs)


def _assert_the_same_when_done_again(zhao: Whole, posts_too: bool, run_jobs: Callable[[], list[str]]) -> None:
    run_jobs()
    state = {table.name: rows_of(table.name) for table in Base.metadata.sorted_tables}
    erased(zhao.member, posts_too=posts_too)
    run_jobs()
    assert {table.name: rows_of(table.name) for table in Base.metadata.sorted_tables} == state


def _keyed(zhao: Whole) -> list[str]:
    """The keyed hashes by which the member and the car that is theirs alone are found."""
    values = (leaving.EMAIL, leaving.PHONE, f"new-{leaving.EMAIL}")
    return [*map(sealing.lookup, values), vins.lookups(zhao.unproven)[0]]


def _assert_full(zhao: Whole, keyed: list[str]) -> None:
    """What is looked for in vain afterwards is there before; what is missing belongs into tests/make/leaving.py."""
    readable = [words for words in (*PERSONAL, *WRITTEN) if words not in (leaving.EMAIL, leaving.PHONE[3:])]
    assert [words for words in (*readable, *keyed) if not rows_with(words)] == []
    assert [name for name in audit.gone() if not db.session.scalar(naming(name), {"member": zhao.member.id})] == []
    assert db.session.scalar(text("SELECT count(*) FROM supports WHERE owner"))


def test_what_speaks_for_the_brand_stays(app: Flask) -> None:
    speaker = make.member(roles=["product"])
    idea = make.idea()
    answer = make.comment(idea, speaker, "We build it next year.")
    erased(speaker, posts_too=True)
    assert answer.post.is_visible
    assert differences() == []


def test_a_thread_keeps_its_shape_without_the_words(client: Client, zhao: Whole, statements: Callable[[], Any]) -> None:
    with statements() as seen:
        erased(zhao.member, posts_too=True)
    page = client.get(f"/ideas/{leaving.post_of(zhao.thread).public_id}").text
    assert "words-of-zhao" not in page
    assert f"@{leaving.NAME}" in page  # as somebody else wrote it
    assert f"/members/{zhao.member.public_id}" not in page
    _assert_points_are_locked_last(seen)


def _assert_points_are_locked_last(seen: list[str]) -> None:
    """Whoever decides of a case has its reports, and waits for points: whoever erases would wait in a ring."""
    points = [place for place, one in enumerate(seen) if "FROM ledger_accounts" in one and "FOR NO KEY UPDATE" in one]
    tables = ("cases", "reports", "appeals", "point_grants", "referrals")
    others = [place for place, one in enumerate(seen) if one.startswith(tuple(f"UPDATE {name} " for name in tables))]
    assert max(others) < min(points)


def test_cars_of_no_use_go_though_an_invitation_named_them(app: Flask) -> None:
    false, company = referrals.in_review(), referrals.in_review()
    admin = make.member(roles=["admin"])
    with clock.telling(clock.now() + referrals.COOL):
        inviting.refuse(admin, false.referred_id, "The same household.")
        voiding.void(admin, db.session.get_one(Holding, false.holding_id), "The list was wrong.")
        kept = db.session.get_one(Holding, company.holding_id)
        kept.use = Use.COMPANY
        inviting.approve(admin, company.referred_id)
        for referral in (false, company):
            erased(db.session.get_one(Member, referral.referred_id))
    assert db.session.scalars(select(Holding)).all() == [kept]
    assert kept.vehicle_id is None


def test_what_stays_is_a_former_members(client: Client, zhao: Whole) -> None:
    address = f"/ideas/{leaving.post_of(zhao.idea).public_id}?lang=en"
    assert leaving.NAME in client.get(address).text
    erased(zhao.member)
    page = client.get(address).text
    assert "Former member" in page
    assert leaving.NAME not in page
    assert "Former member" in client.get(f"/members/{zhao.member.public_id}?lang=en").text


def rows_of(table: str) -> list[str]:
    return sorted(db.session.scalars(text(f"SELECT one::text FROM {table} AS one")))


def test_what_came_in_between_goes_the_second_time(app: Flask) -> None:
    member = erased(make.member())
    db.session.add(Departure(member_id=member.id, due_at=member.joined_at.replace(year=2099), posts_too=False))
    db.session.flush()
    erased(member)
    assert db.session.get(Departure, member.id) is None

"""The bell, the list, what is chosen, and the way out of letters."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.orm import joinedload

from cocreate.ideas.models import Idea
from cocreate.journal import rules as journal
from cocreate.kernel.database import db
from cocreate.members.models import Member
from cocreate.notices import choices, leaving, queries, reading, rules
from cocreate.notices.choices import Chosen
from cocreate.notices.models import Cause, Mute, Notice, Pace, Why
from cocreate.posts.models import Post, PostState
from cocreate.roadmap.announcements import rules as announcements
from cocreate.roadmap.words import Words
from tests import make
from tests.support.browser import Client

Counted = Callable[[], Any]
TEXTS = {"zh": Words("充电新规", "下月起。"), "en": Words("New charging rules", "From next month on.")}


@pytest.fixture
def member(app: Flask) -> Member:
    return make.member("Lin")


@pytest.fixture
def idea(member: Member) -> Idea:
    return make.idea(member, title="A warmer seat")


@pytest.fixture
def signed_in(client: Client, member: Member) -> Client:
    client.sign_in(member)
    return client


@pytest.fixture
def subject(idea: Idea) -> str:
    """The public id of the idea."""
    return idea.post.public_id


def comment(idea: Idea, author: Member | None = None, body: str = "Well said.") -> str:
    """A comment under `idea`, whatever requests came between; its public id."""
    whole = select(Idea).options(joinedload(Idea.post), joinedload(Idea.status)).where(Idea.id == idea.id)
    found = db.session.scalars(whole.execution_options(populate_existing=True)).one()
    return make.comment(found, author, body).post.public_id


def hide(public_id: str, state: PostState = PostState.HIDDEN) -> None:
    db.session.execute(update(Post).where(Post.public_id == public_id).values(state=state))


def last() -> int:
    """The latest entry anybody was told of."""
    return max(db.session.scalars(select(Notice.entry_id)))


def unread(client: Client, address: str = "/ideas") -> str:
    found = re.search(r'class="bell-count">([^<]*)<', client.get(address).text)
    return found.group(1) if found else ""


def test_the_bell_counts_what_is_not_read(signed_in: Client, idea: Idea) -> None:
    assert unread(signed_in) == ""
    comment(idea)
    comment(idea)
    assert unread(signed_in) == "2"
    signed_in.post("/me/notices/read", data={"up_to": last()})
    assert unread(signed_in) == ""


def test_the_bell_counts_up_to_a_hundred(signed_in: Client, member: Member, idea: Idea) -> None:
    for _number in range(queries.MOST_COUNTED + 3):
        rules.tell(journal.note(None, "do", "post", idea.id), Cause.STATUS, {Why.AUTHOR: [member.id]}, about=idea.id)
    assert unread(signed_in) == "99+"


def test_visitors_have_no_bell(client: Client, idea: Idea) -> None:
    assert "/me/notices" not in client.get("/ideas").text


def test_people_who_do_the_same_are_one_line(signed_in: Client, idea: Idea) -> None:
    for name in ("Ann", "Bob", "Cai", "Ann"):
        comment(idea, make.member(name), f"{name} speaks.")
    page = signed_in.get("/me/notices").text
    assert "\u2068Ann\u2069 and 3 others commented on your idea" in page
    assert page.count("A warmer seat</button>") == 1
    assert "Ann speaks." in page


def test_opening_a_group_reads_it_and_leads_to_what_was_said(
    signed_in: Client, member: Member, idea: Idea, subject: str
) -> None:
    said, other = comment(idea), make.idea(member)
    comment(other)
    first = db.session.scalars(select(Notice.entry_id).where(Notice.about_id == idea.id)).one()
    answer = signed_in.post(
        "/me/notices/read", data={"key": subject, "up_to": first, "then": "open"}, follow_redirects=False
    )
    assert answer.location == f"/comments/{said}"
    assert unread(signed_in) == "1"


def test_what_came_since_stays_unread(signed_in: Client, idea: Idea, subject: str) -> None:
    comment(idea)
    shown = last()
    comment(idea)
    signed_in.post("/me/notices/read", data={"key": subject, "up_to": shown})
    assert unread(signed_in) == "1"


def test_nobody_reads_for_others(client: Client, idea: Idea, subject: str) -> None:
    comment(idea)
    client.sign_in(make.member())
    client.post("/me/notices/read", data={"up_to": last()})
    client.post("/me/notices/read", data={"key": subject, "up_to": last(), "then": "open"})
    assert db.session.scalars(select(Notice.read_at)).one() is None
    assert "A warmer seat" not in client.get("/me/notices").text


@pytest.mark.parametrize("data", [{}, {"up_to": "x"}, {"up_to": str(2**63)}, {"up_to": "1", "other": "1"}])
def test_reading_nothing_sensible_is_refused(signed_in: Client, data: dict[str, str]) -> None:
    assert signed_in.post("/me/notices/read", data=data).status_code == 422


@pytest.mark.parametrize("state", [PostState.HIDDEN, PostState.REMOVED])
def test_what_is_hidden_is_told_nowhere(signed_in: Client, idea: Idea, state: PostState) -> None:
    said = comment(idea, make.member(), "Shameful words.")
    assert unread(signed_in) == "1"
    hide(said, state)
    page = signed_in.get("/me/notices").text
    assert "Shameful" not in page
    assert "A warmer seat" not in page
    assert unread(signed_in) == ""


def test_an_announcement_is_told_to_everybody_who_was_here(signed_in: Client, client: Client) -> None:
    made = announcements.announce(make.member(roles=["product"]), TEXTS, None).post.public_id
    assert db.session.scalars(select(Notice)).all() == []
    assert unread(signed_in) == "1"
    page = signed_in.get("/me/notices").text
    assert "New charging rules</button>" in page
    assert "From next month on." in page
    answer = signed_in.post(
        "/me/notices/read", data={"key": made, "up_to": 2**40, "then": "open"}, follow_redirects=False
    )
    assert answer.location.startswith(f"/announcements/{made}")
    assert unread(signed_in) == ""
    client.sign_in(make.member())
    assert "New charging rules" not in client.get("/me/notices").text


def test_muting_is_done_and_undone_from_the_list_and_the_idea(
    signed_in: Client, member: Member, idea: Idea, subject: str
) -> None:
    comment(idea)
    address = f"/ideas/{subject}"
    assert "Hear nothing more about it" in signed_in.get(address).text
    for _again in range(2):
        signed_in.post("/me/notices/mutes", data={"post": subject})
    assert db.session.scalars(select(Mute.post_id)).all() == [idea.id]
    comment(idea)
    assert unread(signed_in) == "1"
    for page in (address, "/me/notices", "/me/notices/settings"):
        assert "Hear about it again" in signed_in.get(page).text
    signed_in.post("/me/notices/mutes/end", data={"post": subject})
    comment(idea)
    assert unread(signed_in) == "2"


def test_what_nobody_may_see_cannot_be_muted(signed_in: Client) -> None:
    hidden = make.idea().post.public_id
    hide(hidden)
    for post in (hidden, "nothing", ""):
        assert signed_in.post("/me/notices/mutes", data={"post": post}).status_code == 303
    assert db.session.scalars(select(Mute)).all() == []


def settings(**changed: str) -> dict[str, str]:
    """The form as a browser sends it; a box that is not ticked is not sent."""
    sent = {f"{cause}_mail": choices.BY_MAIL[cause].value for cause in Cause} | {
        f"{cause}_site": "y" for cause in Cause if cause not in choices.ALWAYS
    }
    return {name: value for name, value in (sent | changed).items() if value}


def test_what_one_hears_is_chosen(signed_in: Client, member: Member) -> None:
    answer = signed_in.post("/me/notices/settings", data=settings(status_mail="weekly", answer_site=""))
    assert answer.status_code == 303
    chosen = choices.of(member)
    assert chosen[Cause.STATUS] == Chosen(site=True, mail=Pace.WEEKLY)
    assert chosen[Cause.ANSWER] == Chosen(site=False, mail=Pace.AT_ONCE)
    assert chosen[Cause.MERGE] == Chosen(site=True, mail=Pace.DAILY)


def test_a_pace_there_is_not_is_told_at_its_field(signed_in: Client, member: Member) -> None:
    answer = signed_in.post("/me/notices/settings", data=settings(status_mail="hourly"))
    assert answer.status_code == 422
    assert 'id="status_mail-error"' in answer.text
    assert choices.of(member)[Cause.STATUS].mail is Pace.DAILY


def test_what_is_off_on_the_site_is_told_by_mail_only(signed_in: Client, idea: Idea) -> None:
    signed_in.post("/me/notices/settings", data=settings(answer_site=""))
    comment(idea)
    assert unread(signed_in) == ""
    assert db.session.scalars(select(Notice.on_site)).one() is False


@pytest.mark.parametrize(("everything", "left"), [("", Pace.DAILY), ("1", Pace.OFF)])
def test_letters_are_left_without_signing_in(client: Client, member: Member, everything: str, left: Pace) -> None:
    address = leaving.address(member, [Cause.ANSWER]).removeprefix("http://localhost") + "?lang=en"
    assert "Answers to you" in client.get(address).text
    assert choices.of(member)[Cause.ANSWER].mail is Pace.AT_ONCE
    assert "no more such letters" in client.post(address, data={"everything": everything}).text
    assert choices.of(member)[Cause.ANSWER].mail is Pace.OFF
    assert choices.of(member)[Cause.STATUS].mail is left


@pytest.mark.parametrize("sealed", ["x", "gAAAAABk", "%00"])
def test_a_made_up_way_out_leads_nowhere(client: Client, sealed: str) -> None:
    for method in (client.get, client.post):
        assert method(f"/notices/unsubscribe/{sealed}").status_code == 404


@pytest.mark.parametrize("address", ["/me/notices", "/me/notices/settings"])
def test_pages_cost_the_same_whatever_there_is(
    signed_in: Client, member: Member, statements: Counted, address: str
) -> None:
    counts = []
    for size in (3, 30):
        for _number in range(size):
            other = make.idea(member)
            comment(other)
            reading.mute(make.member(), other.post)
        signed_in.get(address)
        with statements() as seen:
            signed_in.get(address)
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 12, counts


def test_the_bell_costs_one_statement(client: Client, member: Member, statements: Counted) -> None:
    def cost() -> list[str]:
        client.get("/ideas")
        with statements() as seen:
            client.get("/ideas")
        return [statement for statement in seen if "notices" in statement]

    assert cost() == []
    client.sign_in(member)
    assert len(cost()) == 1

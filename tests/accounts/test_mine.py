"""What a member did: under /me, and for everybody."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from cocreate.comments import rules as comments
from cocreate.ideas import rules as ideas
from cocreate.kernel.database import db
from cocreate.members.models import Affiliation, MemberState, Placeholder
from tests import make
from tests.support.browser import Client


class TestMine:
    def test_each_tab_shows_its_own(self, client: Client) -> None:
        member = make.member()
        mine = make.idea(member, title="A quieter heat pump")
        theirs = make.idea(title="A longer door handle")
        ideas.support(member, theirs)
        comments.post(member, theirs.post, "My fingers agree")
        client.sign_in(member)
        assert mine.post.title == "A quieter heat pump"
        shown = {tab: client.get(f"/me?tab={tab}").text for tab in ("ideas", "supports", "comments")}
        assert "A quieter heat pump" in shown["ideas"]
        assert "A longer door handle" not in shown["ideas"]
        assert "A longer door handle" in shown["supports"]
        assert "My fingers agree" in shown["comments"]
        assert client.get("/me?tab=other").status_code == 404

    @pytest.mark.parametrize("tab", ["ideas", "supports", "comments"])
    def test_more_is_a_link_and_a_fragment(self, client: Client, tab: str) -> None:
        member = make.member()
        other = make.idea()
        for _number in range(21):
            idea = make.idea(member if tab == "ideas" else None)
            if tab == "supports":
                ideas.support(member, idea)
            if tab == "comments":
                comments.post(member, other.post, "Once more")
        client.sign_in(member)
        page = client.get(f"/me?tab={tab}").text
        (more,) = re.findall(r'hx-get="([^"]*)"', page.replace("&amp;", "&"))
        fragment = client.get(more, headers={"HX-Request": "true"}).text
        assert "<html" not in fragment
        assert fragment.count("<li") == 1
        assert client.get(more).status_code == 200

    def test_broken_cursor_is_bad_input(self, client: Client) -> None:
        client.sign_in(make.member())
        for tab in ("ideas", "supports", "comments"):
            assert client.get(f"/me?tab={tab}&cursor=nonsense").status_code == 422

    @pytest.mark.parametrize("tab", ["ideas", "supports", "comments"])
    def test_number_of_statements_does_not_grow(self, client: Client, tab: str, statements: Callable[[], Any]) -> None:
        member = make.member()
        client.sign_in(member)

        def counted() -> int:
            with statements() as seen:
                assert client.get(f"/me?tab={tab}").status_code == 200
            return len(seen)

        few = counted()
        db.session.refresh(member, ["grants"])
        for _number in range(5):
            idea = make.idea(member)
            ideas.support(member, idea)
            comments.post(member, idea.post, "Well")
        db.session.flush()
        assert counted() == few <= 9


class TestProfile:
    def test_everybody_sees_what_the_member_said(self, client: Client) -> None:
        member = make.member("Lin", affiliation=Affiliation.STAFF, email="lin@example.org")
        member.bio, member.city = "Two cars & a <cat>", "Tianjin"
        make.idea(member, title="A quieter heat pump", supporters=2)
        page = client.get(f"/members/{member.public_id}?lang=en", follow_redirects=True).text
        assert "Two cars &amp; a &lt;cat&gt;" in page
        assert "A quieter heat pump" in page
        assert "lin@example.org" not in page
        assert "Staff" in page

    def test_unknown_member_is_not_found(self, client: Client) -> None:
        assert client.get("/members/2222222222").status_code == 404
        assert client.get("/members/nonsense").status_code == 404

    def test_placeholder_is_shown_as_one(self, client: Client) -> None:
        author = make.member("Old friend", state=MemberState.PLACEHOLDER)
        make.idea(author, title="A quieter heat pump")
        page = client.get(f"/members/{author.public_id}").text
        assert "Old friend" in page
        assert "A quieter heat pump" in page

    def test_claimed_placeholder_leads_to_its_member(self, client: Client) -> None:
        author, member = make.member("Old friend", state=MemberState.PLACEHOLDER), make.member()
        db.session.add(Placeholder(member_id=author.id, source="forum", reference="1", claimed_by=member.id))
        answer = client.get(f"/members/{author.public_id}")
        assert (answer.status_code, answer.location) == (301, f"/members/{member.public_id}")

    def test_erased_member_has_no_name(self, client: Client) -> None:
        member = make.member("-", state=MemberState.ERASED)
        page = client.get(f"/members/{member.public_id}?lang=en", follow_redirects=True).text
        assert "Former member" in page
        assert "<bdi>-</bdi>" not in page

    def test_more_ideas_come_as_a_fragment(self, client: Client) -> None:
        member = make.member()
        for _number in range(21):
            make.idea(member)
        page = client.get(f"/members/{member.public_id}").text
        (more,) = re.findall(r'hx-get="([^"]*)"', page.replace("&amp;", "&"))
        fragment = client.get(more, headers={"HX-Request": "true"}).text
        assert "<html" not in fragment
        assert fragment.count("<li") == 1

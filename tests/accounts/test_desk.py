"""The desk's page of members."""

import pytest

from cocreate.accounts import rules
from cocreate.kernel.database import db
from cocreate.members.models import Affiliation, IdentityKind, MemberState, Placeholder, Role
from tests import make
from tests.support.browser import Client

PHONE = "13800138000"


class TestDesk:
    def test_members_are_found_by_name_address_number_and_id(self, client: Client) -> None:
        lin = make.member("Lin Wei", email="lin@example.org")
        rules.confirm(lin, IdentityKind.PHONE, f"+86{PHONE}")
        make.member("Somebody else")
        client.sign_in(make.member("The boss", roles=["admin"]))
        for words in ("lin", "ＬＩＮ w", "lin@EXAMPLE.org", "138 0013 8000", lin.public_id):
            page = client.get("/desk/members", query_string={"q": words}).text
            assert "Lin Wei" in page, words
            assert "Somebody else" not in page
            assert "lin@example.org" not in page.replace('value="lin@', "")
        for words in ("%", "_", "in@example.org", "\x07", "'"):
            assert "Lin Wei" not in client.get("/desk/members", query_string={"q": words}).text

    def test_without_words_it_shows_who_holds_a_role(self, client: Client) -> None:
        make.member("Lin Wei")
        make.member("Product lead", roles=["product"])
        page = client.sign_in(make.member("The boss", roles=["admin"])).get("/desk/members").text
        assert "Product lead" in page
        assert "The boss" in page
        assert "Lin Wei" not in page

    def test_roles_and_badge_change(self, client: Client) -> None:
        member = make.member()
        path = f"/desk/members/{member.public_id}"
        client.sign_in(make.member(roles=["admin"]))
        assert client.post(f"{path}/roles", data={"role": "product"}).location == f"/desk/members?q={member.public_id}"
        assert f'action="{path}/roles/revoke"' in client.get(f"/desk/members?q={member.public_id}").text
        assert client.post(f"{path}/roles/revoke", data={"role": "product"}).status_code == 303
        assert client.post(f"{path}/affiliation", data={"affiliation": "staff"}).status_code == 303
        db.session.refresh(member)
        assert member.affiliation is Affiliation.STAFF

    @pytest.mark.parametrize(("roles", "offered"), [([], True), ([*Role][1:], True), ([*Role], False)])
    def test_a_role_is_offered_while_one_is_left(self, client: Client, roles: list[Role], offered: bool) -> None:
        path = make.member(roles=roles).public_id
        page = client.sign_in(make.member(roles=["admin"])).get(f"/desk/members?q={path}").text
        assert (f'action="/desk/members/{path}/roles"' in page) is offered

    @pytest.mark.parametrize(
        ("verb", "data"),
        [
            ("roles", {"role": "emperor"}),
            ("roles", {}),
            ("roles/revoke", {"role": ""}),
            ("affiliation", {"affiliation": "nobody"}),
            ("claims", {"placeholder": ""}),
        ],
    )
    def test_what_makes_no_sense_is_bad_input(self, client: Client, verb: str, data: dict[str, str]) -> None:
        client.sign_in(make.member(roles=["admin"]))
        assert client.post(f"/desk/members/{make.member().public_id}/{verb}", data=data).status_code == 422

    def test_last_administrator_cannot_depose_themselves(self, client: Client) -> None:
        admin = make.member(roles=["admin"])
        client.sign_in(admin)
        answer = client.post(f"/desk/members/{admin.public_id}/roles/revoke", data={"role": "admin"})
        assert answer.status_code == 409
        assert client.get("/desk/members").status_code == 200

    def test_placeholder_is_handed_over_by_id_or_address(self, client: Client) -> None:
        author, member = make.member("Old friend", state=MemberState.PLACEHOLDER), make.member("Lin Wei")
        db.session.add(Placeholder(member_id=author.id, source="forum", reference="1"))
        make.idea(author, title="A quieter heat pump")
        client.sign_in(make.member(roles=["moderator"]))
        given = {"placeholder": f"https://example.org/members/{author.public_id}"}
        assert client.post(f"/desk/members/{member.public_id}/claims", data=given).status_code == 303
        assert "A quieter heat pump" in client.get(f"/members/{member.public_id}").text
        assert client.post(f"/desk/members/{member.public_id}/claims", data=given).status_code == 422

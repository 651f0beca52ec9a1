"""Grants for programs."""

from cocreate.members.models import Member
from tests import make
from tests.support.browser import Client
from tests.support.program import Program


def said(member: Member, amount: int = 200) -> dict[str, object]:
    return {"member": member.public_id, "amount": amount, "reason": "Showed newcomers around."}


def test_from_the_grant_to_taking_it_back(client: Client) -> None:
    member = make.member()
    theirs, mine, other = (Program(client, who) for who in (member, *[make.member(roles=["admin"]) for _ in range(2)]))
    key = {"Idempotency_Key": "once"}
    given = mine("POST /points/grants", said(member), **key)
    assert (given.status_code, given.json["state"], given.json["amount"]) == (201, "given", 200)
    assert mine("POST /points/grants", said(member), **key).json == given.json
    assert theirs("GET /points").json["balance"] == 200

    asked = mine("POST /points/grants", said(member, 801))
    assert (asked.status_code, asked.json["state"], asked.json["decided_by"]) == (202, "pending", None)
    decision = f"PUT /points/grants/{asked.json['id']}/decision"
    alone = mine(decision, {"state": "given"})
    assert (alone.status_code, alone.json["type"]) == (409, "urn:cocreate:needs-two")
    assert other(decision, {"state": "given", "reason": "Yes."}).json["errors"].keys() == {"reason"}
    assert other(decision, {"state": "given"}).json["state"] == "given"
    assert other(decision, {"state": "revoked"}).json["errors"].keys() == {"reason"}
    assert other(decision, {"state": "revoked", "reason": "A mistake."}).json["answer"] == "A mistake."
    assert theirs("GET /points").json["balance"] == 200

    listed = mine("GET /points/grants?state=given").json["items"]
    assert [one["id"] for one in listed] == [given.json["id"]]
    assert mine("GET /points/grants?state=pending").json["items"] == []


def test_what_is_wrong_is_said_at_its_field(client: Client) -> None:
    mine = Program(client, admin := make.member(roles=["admin"]))
    for sent, field in (
        ({**said(make.member()), "member": "2222222222"}, "member"),
        (said(admin), "member"),
        (said(make.member(), 0), "amount"),
        ({**said(make.member()), "reason": " "}, "reason"),
        ({**said(make.member()), "spendable_at": "2099-01-01T00:00:00Z"}, "spendable_at"),
    ):
        answer = mine("POST /points/grants", sent)
        assert (answer.status_code, list(answer.json["errors"])) == (422, [field])
    assert Program(client, make.member(roles=["treasurer"]))("POST /points/grants", said(admin)).status_code == 403
    assert mine("PUT /points/grants/2222222222/decision", {"state": "given"}).status_code == 404

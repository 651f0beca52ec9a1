"""Robots at the desk: for administrators alone, and nothing secret is shown again."""

import pytest
from sqlalchemy import delete

from cocreate.kernel import outgoing, sealing
from cocreate.kernel.database import db
from cocreate.kernel.outgoing import Answer
from cocreate.members.models import Member
from cocreate.notices.robots import queries
from cocreate.notices.robots.models import Robot, RobotKind, Trouble
from tests import make
from tests.make.robots import ADDRESS, robot
from tests.support.browser import Client
from tests.support.chats import Chat
from tests.support.page import Page

SAID = {"name": "Safety watch", "kind": "feishu", "webhook": ADDRESS, "secret": "SECabc123", "alerts": "safety"}


@pytest.fixture
def admin(client: Client) -> Member:
    member = make.member(roles=["admin"])
    client.sign_in(member)
    return member


def path(made: Robot) -> str:
    return f"/desk/robots/{made.public_id}"


def test_a_robot_is_added_changed_and_removed(client: Client, admin: Member) -> None:
    assert client.post("/desk/robots", data={**SAID, "active": "y"}).status_code == 303
    (made,) = queries.every()
    assert (made.kind, made.alerts, made.active) == (RobotKind.FEISHU, ["safety"], True)
    here = path(made)
    page = client.get(here).text
    assert "chat.example.org …0123" in page
    assert "a-token" not in page
    assert "SECabc123" not in page
    changed = {**SAID, "name": "Other", "webhook": "", "secret": "", "alerts": ["safety", "overdue"]}
    assert client.post(here, data=changed).status_code == 303
    assert (made.name, made.alerts, made.active) == ("Other", ["overdue", "safety"], False)
    assert made.secret is not None
    assert (sealing.unseal(made.address), sealing.unseal(made.secret)) == (ADDRESS, "SECabc123")
    assert client.post(here, data={**changed, "unsigned": "y"}).status_code == 303
    assert [one.secret for one in queries.every()] == [None]
    assert "Other" in client.get(f"{here}/remove").text
    assert client.post(f"{here}/remove").status_code == 303
    assert queries.every() == []
    assert client.get(here).status_code == 404


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "x" * 61),
        ("webhook", ""),
        ("webhook", "http://chat.example.org/hook"),
        ("webhook", "https://localhost/hook"),
        ("webhook", "https://chat.example.org/" + "x" * 1000),
        ("secret", "not a secret"),
        ("secret", "密钥"),
        ("secret", "x" * 201),
    ],
)
def test_what_cannot_be_taken_is_told_at_its_field_and_nothing_is_lost(
    client: Client, admin: Member, field: str, value: str
) -> None:
    said = {**SAID, field: value}
    answer = client.post("/desk/robots", data=said)
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text
    values = Page(answer.text).form("webhook").values
    assert {name: values.get(name) for name in ("name", "kind", "webhook")} == {
        name: said[name] for name in ("name", "kind", "webhook")
    }
    assert "SECabc123" not in answer.text
    assert queries.every() == []


def test_wecom_has_no_secret(client: Client, admin: Member) -> None:
    refused = client.post("/desk/robots", data={**SAID, "kind": "wecom"})
    assert (refused.status_code, 'id="secret-error"' in refused.text) == (422, True)
    made = robot(RobotKind.FEISHU, secret="SEC1")
    assert client.post(path(made), data={**SAID, "kind": "wecom", "secret": ""}).status_code == 303
    assert made.secret is None


def test_a_try_tells_at_once_whether_it_was_taken(client: Client, admin: Member, chat: Chat) -> None:
    made = robot()
    chat.answers = [(200, {}, b'{"errcode": 93000, "errmsg": "<b>invalid</b> webhook url"}')]
    client.post(f"{path(made)}/try")
    page = client.get(path(made)).text
    assert "The chat refuses what is sent." in page
    assert "93000: ＜b＞invalid" in page
    client.post(f"{path(made)}/try")
    page = client.get(path(made)).text
    assert "The chat refuses what is sent." not in page
    assert chat.said[-1]["text"]["content"].endswith("这是一条测试消息：以后提醒会发到这里。")


def test_a_robot_removed_during_a_try_is_told_calmly(
    client: Client, admin: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = robot()

    def removed_meanwhile(_url: str, _body: bytes) -> Answer:
        gone = delete(Robot).execution_options(synchronize_session=False)
        db.session.execute(gone)
        return Answer(200, b'{"errcode": 0}')

    monkeypatch.setattr(outgoing, "post_json", removed_meanwhile)
    assert client.post(f"{path(made)}/try").status_code == 409


def test_tries_are_limited(client: Client, admin: Member, chat: Chat) -> None:
    made = robot()
    codes = [client.post(f"{path(made)}/try").status_code for _round in range(11)]
    assert codes == [303] * 10 + [429]


@pytest.mark.parametrize("trouble", Trouble)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_trouble_has_words_in_both_languages(client: Client, admin: Member, trouble: Trouble, lang: str) -> None:
    made = robot()
    made.trouble = trouble
    db.session.flush()
    page = client.get(f"{path(made)}?lang={lang}").text
    assert 'class="callout"' in page


@pytest.mark.parametrize("roles", [[], ["moderator"], ["product", "service", "organiser", "treasurer"]])
def test_only_administrators_come_in(client: Client, roles: list[str]) -> None:
    made = robot()
    client.sign_in(make.member(roles=roles))
    for page in ("/desk/robots", path(made), f"{path(made)}/remove"):
        assert client.get(page).status_code == 403
    for page in ("/desk/robots", path(made), f"{path(made)}/remove", f"{path(made)}/try"):
        assert client.post(page).status_code == 403
    assert "/desk/robots" not in client.get("/desk").text
    assert queries.every() == [made]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_desk_leads_to_them(client: Client, admin: Member, lang: str) -> None:
    assert "/desk/robots" in client.get(f"/desk?lang={lang}").text
    assert client.get(f"/desk/robots?lang={lang}").status_code == 200

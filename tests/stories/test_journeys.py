"""Long journeys through the pages alone, each ending with every audit clean."""

import re
from collections.abc import Callable, Iterator
from html import unescape
from pathlib import Path

import pytest
from flask import Flask

from cocreate.cli.audit import CHECKS
from tests import make
from tests.support.browser import Client
from tests.support.page import Page

Jobs = Callable[[], list[str]]


@pytest.fixture(autouse=True)
def _everything_adds_up(app: Flask) -> Iterator[None]:
    """Whatever happened, no counter and no invariant is broken afterwards."""
    yield
    assert [found for check in CHECKS for found in check()] == []


@pytest.fixture
def visit(app: Flask) -> Callable[[], Client]:
    """A new browser, reading English."""

    def new() -> Client:
        client = app.test_client()
        assert isinstance(client, Client)
        client.set_cookie("lang", "en")
        return client

    return new


def send(client: Client, address: str, field: str, to: str = "", **typed: str) -> str:
    """Fill in the form with `field` on the page at `address`, send it, and answer the page it leads to."""
    form = Page(client.get(address.partition("#")[0]).text).form(field)
    answer = client.post(to or form.action or address, data={**form.values, **typed})
    assert answer.status_code == 303, (address, answer.status_code)
    return unescape(answer.location)


def newest(folder: Path, pattern: str) -> str:
    return max(folder.glob(pattern), key=lambda path: path.stat().st_mtime_ns).read_text(encoding="utf-8")


def join_by_phone(app: Flask, client: Client, run_jobs: Jobs, phone: str, name: str, onward: str = "/") -> None:
    """Sign up with a number that nobody has used yet."""
    send(client, f"/sign-in?next={onward}", "phone", phone=phone)
    run_jobs()
    (code,) = re.findall(r"\b\d{6}\b", newest(app.config["COCREATE"].home / "sms", "*.txt"))
    send(client, "/sign-in/code", "code", to="/sign-in/code", code=code)
    send(client, "/sign-up/complete", "name", to="/sign-up/complete", name=name, accept_terms="y", accept_privacy="y")
    assert name in client.get("/").text


def support(client: Client, idea: str) -> None:
    path = idea.partition("-")[0]
    assert client.post(f"{path}/support", headers={"Referer": f"http://localhost{idea}"}).location == idea


def count(page: str) -> int:
    return int(re.findall(r'class="pill-count">([\d,]+)<', page)[0].replace(",", ""))


def move(client: Client, idea: str, status: str, reason: str) -> None:
    send(client, idea, "status", status=status, reason=reason)


def test_an_idea_from_the_first_word_to_the_car(app: Flask, visit: Callable[[], Client]) -> None:
    author, product = (
        visit().sign_in(make.member(name="Lin")),
        visit().sign_in(make.member(name="Zhou", roles=["product"])),
    )
    fans = [visit().sign_in(make.member(name=f"Fan {number}")) for number in range(5)]
    said = {"title": "Warm the battery on the way home", "body": "It is **slow** in winter.", "stage": "driving"}
    idea = send(author, "/ideas/new", "title", to="/ideas", tags="winter", **said)

    for fan in fans:
        assert said["title"] in fan.get("/ideas?tag=winter").text
        support(fan, idea)
    support(fans[0], idea)
    path = idea.partition("-")[0]
    assert fans[4].post(f"{path}/support/withdraw").status_code == 303
    assert count(visit().get(idea).text) == 4

    comment = send(fans[0], idea, "body", body="@Lin does it also happen below ten degrees?")
    comment_id = comment.partition("#c-")[2]
    reply_at = f"{idea}?comment={comment_id}&reply_to={comment_id}"
    send(author, reply_at, "reply_to", body="Yes, every morning.")
    assert fans[1].post(f"{path}/follow").status_code == 303
    page = visit().get(idea).text
    assert page.index("below ten degrees") < page.index("Yes, every morning.")

    send(author, f"{path}/edit", "title", to=f"{path}/edit", body="It is slow in winter, below ten degrees.")
    assert "It is <strong>slow</strong> in winter." in visit().get(f"{path}/history").text

    answer = send(product, idea, "body", body="We measure it this week.")
    assert "Official answer" in visit().get(answer.partition("#")[0]).text
    for status, reason in (
        ("reviewing", "We measure it."),
        ("adopted", "It helps everybody in the north."),
        ("in_progress", "The software team is at it."),
        ("shipped", "It is in version 3.2."),
    ):
        move(product, idea, status, reason)
    assert said["title"] in visit().get("/roadmap").text
    for reader in (author, fans[0], fans[1], fans[4]):
        home = reader.get("/").text
        assert "News about" in home
        assert "It is in version 3.2." in home
    assert author.post(f"{path}/support").status_code == 409
    assert author.get(f"{path}/edit").status_code == 403
    assert count(visit().get(idea).text) == 4


def test_a_newcomer_signs_up_by_phone_and_takes_part(app: Flask, visit: Callable[[], Client], run_jobs: Jobs) -> None:
    idea = f"/ideas/{make.idea(make.member(name='Lin'), title='Seats').post.public_id}-seats"
    newcomer = visit()
    assert f"/sign-in?next={idea}" in newcomer.get(idea).text
    join_by_phone(app, newcomer, run_jobs, "138 0013 8000", "阿晴", onward=idea)
    support(newcomer, idea)
    comment = send(newcomer, idea, "body", body="冬天也一样。")
    comment_id = comment.partition("#c-")[2]
    send(
        newcomer,
        f"/comments/{comment_id}/edit",
        "body",
        to=f"/comments/{comment_id}/edit",
        body="冬天也一样，北方尤其。",
    )
    own = send(
        newcomer,
        "/ideas/new",
        "title",
        to="/ideas",
        title="座椅记忆",
        body="两个人开一辆车。",
        stage="design",
        kind="wish",
    )
    for tab, words in (("ideas", "座椅记忆"), ("supports", "Seats"), ("comments", "北方尤其")):
        assert words in newcomer.get(f"/me?tab={tab}").text

    send(newcomer, "/me/settings", "bio", name="阿晴", bio="开了两年。", city="天津")
    profile = re.findall(r'href="(/members/[^"]+)"', newcomer.get(own).text)[0]
    seen = visit().get(profile).text
    assert "天津" in seen
    assert "13800138000" not in seen

    send(newcomer, "/sign-out", "idempotency_key", to="/sign-out")
    assert newcomer.get("/me").status_code == 303
    again = visit()
    send(again, "/sign-in", "phone", phone="+86 138 0013 8000")
    run_jobs()
    (code,) = re.findall(r"\b\d{6}\b", newest(app.config["COCREATE"].home / "sms", "*.txt"))
    wrong = f"{(int(code) + 1) % 1_000_000:06}"
    assert again.post("/sign-in/code", data={"code": wrong}).status_code == 422
    send(again, "/sign-in/code", "code", to="/sign-in/code", code=code)
    assert "座椅记忆" in again.get("/me").text
    again.post(f"/comments/{comment_id}/remove")
    assert "北方尤其" not in visit().get(idea).text


def test_a_newcomer_signs_up_by_mail_and_an_administrator_makes_them_staff(
    app: Flask, visit: Callable[[], Client], run_jobs: Jobs
) -> None:
    newcomer, admin = visit(), visit().sign_in(make.member(roles=["admin"]))
    said = {"email": "qing@example.org", "password": "slow winter battery", "accept_terms": "y", "accept_privacy": "y"}
    send(newcomer, "/sign-up", "email", to="/sign-up", name="Qing", **said)
    assert newcomer.get("/me").status_code == 303
    run_jobs()
    letter = newest(app.config["COCREATE"].home / "mail", "*.eml").replace("=\n", "")
    link = re.findall(r"http://localhost(/sign-up/confirm/[\w-]+)", letter)[0]
    send(newcomer, link, "idempotency_key", to=link)
    profile = re.findall(r'href="(/members/[^"]+)"', newcomer.get("/me").text)[0]

    assert newcomer.get("/desk").status_code == 403
    member = profile.rpartition("/")[2]
    for change, typed in (("roles", {"role": "product"}), ("affiliation", {"affiliation": "staff"})):
        assert admin.post(f"/desk/members/{member}/{change}", data=typed).status_code == 303
    assert newcomer.get("/desk").status_code == 200
    idea = f"/ideas/{make.idea(title='Seats').post.public_id}-seats"
    move(newcomer, idea, "reviewing", "I look at it.")
    assert "Staff" in visit().get(profile).text
    assert "I look at it." in visit().get(idea).text

"""What breaks software, typed into every field of every form: never an error of ours, nothing typed is lost."""

import json
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from itertools import islice
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import delete

from cocreate.cli.audit import CHECKS
from cocreate.kernel import text
from cocreate.kernel.database import db
from cocreate.kernel.limits import LimitCount
from cocreate.members.models import Member
from tests import make
from tests.conftest import copied, dispose, make_app, settings_of
from tests.support.page import Page
from tests.support.race import Real

CHOICES = {"kind": "wish", "stage": "driving"}
ACCEPTED = {"accept_terms": "y", "accept_privacy": "y"}


@dataclass(frozen=True)
class Trial:
    """A form: where it is sent, what is typed into it, what else it sends, what it never shows again (`secret`),
    what is no field to type in (`unseen`).

    `step`: of how many strings one is typed into each field, where another form has such fields too.
    """

    address: str
    typed: tuple[str, ...]
    others: dict[str, str] = field(default_factory=dict)
    secret: tuple[str, ...] = ()
    unseen: tuple[str, ...] = ()
    signed_in: bool = True
    step: int = 1


TRIALS = {
    "new idea": Trial("/ideas", ("title", "body", "tags"), CHOICES),
    "choices": Trial(
        "/ideas", ("kind", "stage"), {"title": "Seats", "body": "Warm."}, unseen=("kind", "stage"), step=3
    ),
    "idea": Trial("{idea}/edit", ("title", "body", "tags"), CHOICES),
    "comment": Trial("{idea}/comments", ("body",)),
    "reply": Trial("{idea}/comments", ("reply_to",), {"body": "Well said."}, unseen=("reply_to",), step=3),
    "changed comment": Trial("{comment}/edit", ("body",), step=3),
    "status": Trial("{idea}/status", ("reason",), {"status": "reviewing"}, step=3),
    "profile": Trial("/me/settings/profile", ("name", "bio", "city"), {"locale": ""}),
    "site": Trial(
        "/desk/brand", ("name", "mark", "tagline_zh", "tagline_en", "footer_zh", "footer_en"), {"accent": "#00796b"}
    ),
    "accent": Trial("/desk/brand", ("accent",), {"name": "Nova", "mark": "N"}, step=3),
    "terms": Trial("/desk/brand/terms", ("body_zh", "body_en"), step=3),
    "sign-up": Trial("/sign-up", ("name", "email"), {"password": "x", **ACCEPTED}, signed_in=False),
    "sign-in": Trial("/sign-in", ("email", "password"), secret=("password",), signed_in=False, step=7),
    "phone": Trial("/sign-in/phone", ("phone",), signed_in=False, step=3),
    "reset": Trial("/reset", ("email",), signed_in=False, step=3),
}


class Scripts(HTMLParser):
    """Counts what runs in a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.sources: set[str] = set()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        if tag in ("script", "iframe", "object", "embed"):
            self.sources.add(said.get("src") or "inline")
        assert not any(name.startswith("on") for name in said), attrs
        assert not (said.get("href") or "").lower().strip().startswith(("javascript:", "data:", "vbscript:")), attrs


@pytest.fixture(scope="module")
def naughty(test_data: Path) -> list[str]:
    found: list[str] = json.loads((test_data / "naughty_strings.json").read_text(encoding="utf-8"))
    return [*found, "\x00", "a\x00b", "\u202e", "𝔘𝔫𝔦", "x" * 300, "字" * 130]


def alike(kept: str, typed: str) -> bool:
    """Whether a field still holds what was typed, white space and composition apart."""
    one, other = (" ".join(unicodedata.normalize("NFC", words).split()) for words in (kept, typed))
    return one == other or not shows(typed)


def shows(typed: str) -> bool:
    try:
        return text.clean(typed) != ""
    except ValueError:
        return True


def check(client: FlaskClient, trial: Trial, address: str, said: dict[str, str], own: set[str], look: bool) -> None:
    answer = client.post(address, data={**trial.others, **said})
    assert answer.status_code in (303, 422), (said, answer.status_code)
    page = client.get(answer.location.partition("#")[0]) if answer.status_code == 303 and look else answer
    if look:  # now and then: rendering has its own tests
        assert Scripts(page.text).sources <= own, said
    if answer.status_code == 422:
        visible = [name for name in trial.typed if name not in trial.secret + trial.unseen]
        values = Page(page.text).form(visible[0]).values if visible else {}
        for name in visible:
            assert alike(values.get(name, ""), said[name]), (name, said[name], values.get(name))
    for name in trial.secret:
        if len(said[name]) > 8:
            assert f'value="{said[name]}"' not in page.text


@pytest.fixture(scope="module")
def site(server: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Real]:
    """A site that commits: thousands of requests within one transaction would wait for each other's leavings."""
    with copied(server) as url:
        app = make_app(settings_of(tmp_path_factory.mktemp("home"), url))
        yield Real(app)
        dispose(app)


def set_up(site: Real) -> tuple[FlaskClient, dict[str, str]]:
    """A signed-in member of every right, and the addresses of an idea and a comment of theirs."""

    def build() -> tuple[Member, dict[str, str]]:
        member = make.member(roles=["product", "admin"])
        idea = make.idea(member)
        comment = make.comment(idea, member)
        return member, {"idea": f"/ideas/{idea.post.public_id}", "comment": f"/comments/{comment.post.public_id}"}

    member, places = site.commit(build)
    return site.browser(member), places


@pytest.mark.parametrize("name", TRIALS)
def test_every_field_takes_or_refuses_and_keeps(site: Real, naughty: list[str], name: str) -> None:
    trial = TRIALS[name]
    client, places = set_up(site)
    own = Scripts(client.get("/ideas").text).sources
    if not trial.signed_in:
        client = site.browser()
    for start in range(0, len(naughty), trial.step):
        words = islice(naughty * 2, start, start + len(trial.typed))
        said = dict(zip(trial.typed, words, strict=True))
        check(client, trial, trial.address.format(**places), said, own, start % 10 == 0)
        if not trial.signed_in:
            site.commit(lambda: db.session.execute(delete(LimitCount)))
    assert site.commit(lambda: [found for audit in CHECKS for found in audit()]) == []


ADDRESSES: dict[str, Callable[[str], tuple[str, dict[str, str]]]] = {
    "filters": lambda words: ("/ideas", {"tag": words, "status": words, "sort": words, "kind": words}),
    "cursor": lambda words: ("/ideas", {"cursor": words}),
    "next": lambda words: ("/sign-in", {"next": words, "lang": words}),
    "people": lambda words: ("/desk/members", {"q": words}),
    "names": lambda words: ("/", {words: words}),
}


@pytest.mark.parametrize("name", ADDRESSES)
def test_every_address_takes_or_refuses(site: Real, naughty: list[str], name: str) -> None:
    client, _places = set_up(site)
    own = Scripts(client.get("/ideas").text).sources
    for number, words in enumerate(naughty[:: 3 if name == "names" else 1]):
        path, query = ADDRESSES[name](words)
        answer = client.get(path, query_string=query)
        assert answer.status_code in (200, 303, 404, 422), (words, answer.status_code)
        where = answer.location or "/"
        assert where.startswith("/"), words
        assert not where.startswith("//"), words
        if answer.status_code == 200 and number % 5 == 0:
            assert Scripts(answer.text).sources <= own, words

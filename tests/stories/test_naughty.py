"""What breaks software, typed into every field of every form: never an error of ours, nothing typed is lost."""

import json
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from html.parser import HTMLParser
from itertools import islice
from pathlib import Path

import pytest
from sqlalchemy import delete

from cocreate.accounts import audit as accounts_audit
from cocreate.comments import audit as comments_audit
from cocreate.ideas import audit as ideas_audit
from cocreate.kernel import bookkeeping, text
from cocreate.kernel.limits import LimitCount
from cocreate.posts import audit as posts_audit
from tests import make
from tests.support.browser import Client
from tests.support.page import Page

CHOICES = {"kind": "wish", "stage": "driving"}
ACCEPTED = {"accept_terms": "y", "accept_privacy": "y"}


@dataclass(frozen=True)
class Trial:
    """A form: where it is sent, what is typed into it, what else it sends, what it never shows again (`secret`),
    what is no field to type in (`unseen`).

    `step`: of how many strings one is typed into each field, where each try costs the hash of a password.
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
    "choices": Trial("/ideas", ("kind", "stage"), {"title": "Seats", "body": "Warm."}, unseen=("kind", "stage")),
    "idea": Trial("{idea}/edit", ("title", "body", "tags"), CHOICES),
    "comment": Trial("{idea}/comments", ("body",)),
    "reply": Trial("{idea}/comments", ("reply_to",), {"body": "Well said."}, unseen=("reply_to",)),
    "changed comment": Trial("{comment}/edit", ("body",)),
    "status": Trial("{idea}/status", ("reason",), {"status": "shipped"}),
    "profile": Trial("/me/settings/profile", ("name", "bio", "city"), {"locale": ""}),
    "site": Trial(
        "/desk/site", ("name", "mark", "tagline_zh", "tagline_en", "footer_zh", "footer_en"), {"accent": "#00796b"}
    ),
    "accent": Trial("/desk/site", ("accent",), {"name": "Nova", "mark": "N"}),
    "terms": Trial("/desk/site/terms", ("body_zh", "body_en")),
    "sign-up": Trial("/sign-up", ("name", "email"), {"password": "x", **ACCEPTED}, signed_in=False),
    "sign-in": Trial("/sign-in", ("email", "password"), secret=("password",), signed_in=False, step=7),
    "phone": Trial("/sign-in/phone", ("phone",), signed_in=False),
    "reset": Trial("/reset", ("email",), signed_in=False),
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


def check(client: Client, trial: Trial, address: str, said: dict[str, str], own: set[str], look: bool) -> None:
    answer = client.post(address, data={**trial.others, **said})
    assert answer.status_code in (303, 422), (said, answer.status_code)
    # What was taken is looked at now and then: rendering has its own tests.
    page = client.get(answer.location.partition("#")[0]) if answer.status_code == 303 and look else answer
    assert Scripts(page.text).sources <= own, said
    if answer.status_code == 422:
        visible = [name for name in trial.typed if name not in trial.secret + trial.unseen]
        values = Page(page.text).form(visible[0]).values if visible else {}
        for name in visible:
            assert alike(values.get(name, ""), said[name]), (name, said[name], values.get(name))
    for name in trial.secret:
        if len(said[name]) > 8:
            assert f'value="{said[name]}"' not in page.text


@pytest.mark.parametrize("name", TRIALS)
def test_every_field_takes_or_refuses_and_keeps(client: Client, naughty: list[str], name: str) -> None:
    trial = TRIALS[name]
    member = make.member(roles=["product", "admin"])
    idea = make.idea(member)
    places = {
        "idea": f"/ideas/{idea.post.public_id}",
        "comment": f"/comments/{make.comment(idea, member).post.public_id}",
    }
    if trial.signed_in:
        client.sign_in(member)
    own = Scripts(client.get("/ideas").text).sources
    for start in range(0, len(naughty), trial.step):
        words = islice((naughty * 2), start, start + len(trial.typed))
        check(
            client,
            trial,
            trial.address.format(**places),
            dict(zip(trial.typed, words, strict=True)),
            own,
            start % 10 == 0,
        )
        if not trial.signed_in and start % 3 == 0:
            forget_limits(client)
    for audit in (posts_audit, comments_audit, ideas_audit, accounts_audit):
        assert list(audit.check()) == []


def forget_limits(client: Client) -> None:
    with client.application.app_context(), bookkeeping.connection() as own:
        own.execute(delete(LimitCount))


@pytest.mark.parametrize(
    "address",
    [
        lambda words: ("/ideas", {"tag": words, "status": words, "sort": words, "kind": words}),
        lambda words: ("/ideas", {"cursor": words}),
        lambda words: ("/sign-in", {"next": words, "lang": words}),
        lambda words: ("/desk/members", {"q": words}),
        lambda words: ("/", {words: words}),
    ],
    ids=["filters", "cursor", "next", "people", "names"],
)
def test_every_address_takes_or_refuses(
    client: Client, naughty: list[str], address: Callable[[str], tuple[str, dict[str, str]]]
) -> None:
    client.sign_in(make.member(roles=["admin"]))
    own = Scripts(client.get("/ideas").text).sources
    for words in naughty:
        path, query = address(words)
        answer = client.get(path, query_string=query)
        assert answer.status_code in (200, 303, 404, 422), (words, answer.status_code)
        assert (answer.location or "/").startswith("/"), words
        assert not (answer.location or "/").startswith("//"), words
        if answer.status_code == 200:
            assert Scripts(answer.text).sources <= own, words

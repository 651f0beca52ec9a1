"""The search page as people see it."""

from tests import make
from tests.support.browser import Client
from tests.support.page import Page


def found(client: Client, q: str, **more: str) -> list[str]:
    """The titles of what the page shows for `q`, in order."""
    answer = client.get("/search", query_string={"q": q, **more})
    assert answer.status_code == 200
    return [heading.text for heading in Page(answer.text).all("h2.hit-title")]


def test_words_lead_to_what_was_said(client: Client) -> None:
    make.idea(title="Warm seats", body="Please heat the seats in winter.")
    print(client.get("/search?q=heating").text)

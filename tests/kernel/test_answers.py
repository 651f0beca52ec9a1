"""Where a form leads."""

import pytest
from flask import Flask

from cocreate.kernel import answers


@pytest.mark.parametrize(
    "address", ["/", "/ideas?sort=new&x=//y", "/ideas/23456789ab-a", "/me#top", "/search?q=座椅", "/a:b"]
)
def test_an_address_of_this_site_is_kept(address: str) -> None:
    assert answers.local(address) == address


ELSEWHERE = ["//evil.example", "https://evil.example", "/\\evil.example", "\\\\evil.example", "javascript:alert(1)"]
ELSEWHERE += ["//[", "/\t/evil.example", "/\n/evil.example", " //evil.example", "ideas", "/\x00", "/\u2028"]


@pytest.mark.parametrize("address", [None, "", *ELSEWHERE])
def test_an_address_elsewhere_is_not(address: str | None) -> None:
    assert answers.local(address, "/home") == "/home"


@pytest.mark.parametrize(
    ("referrer", "page"),
    [
        ("http://localhost/ideas?sort=new", "/ideas?sort=new"),
        ("https://localhost/ideas", "/ideas"),
        ("http://localhost/ideas/2222222222/status", "/otherwise"),
        ("http://evil.example/ideas", "/otherwise"),
        ("http://localhost//evil.example", "/otherwise"),
        ("http://localhost", "/otherwise"),
        ("http://[::1", "/otherwise"),
        ("", "/otherwise"),
    ],
)
def test_back_is_the_page_of_the_form(shared_app: Flask, referrer: str, page: str) -> None:
    with shared_app.test_request_context(headers={"Referer": referrer}):
        answer = answers.back("/otherwise")
    assert (answer.status_code, answer.location) == (303, page)

"""Releases found by their words: by nobody before they are told of, by everybody from then on."""

import pytest

from cocreate.members.models import Member, Role
from cocreate.roadmap.releases import rules
from tests import make
from tests.make import releases
from tests.support.browser import Client

ASKED = "/search?kind=release&q=preheating"


@pytest.mark.parametrize("role", Role)
def test_no_search_finds_a_draft(client: Client, role: Role) -> None:
    key = releases.draft().post.public_id
    client.sign_in(make.member(roles=[role]))
    assert key not in client.get(ASKED).text


def test_it_is_found_once_it_is_told_of(client: Client) -> None:
    editor: Member = make.member(roles=["product"])
    release = releases.draft(editor)
    rules.publish(editor, release)
    planned = releases.planned(editor)
    page = client.get(ASKED).text
    assert release.post.public_id in page
    assert planned.post.public_id in page

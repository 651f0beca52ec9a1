"""Releases found by their words: by nobody before they are told of, by everybody from then on."""

import pytest

from cocreate.kernel import clock
from cocreate.members.models import Role
from cocreate.roadmap.releases import plans, rules
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
    editor = make.member(roles=["product"])
    published = rules.publish(editor, releases.draft(editor)).post.public_id
    announced = releases.draft(editor, planned_on=clock.local_day(clock.now()))
    key = announced.post.public_id
    plans.announce(editor, announced)
    page = client.get(ASKED).text
    assert published in page
    assert key in page

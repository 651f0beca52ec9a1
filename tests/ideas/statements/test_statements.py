"""Joint statements: signed, never for all owners, countered."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from cocreate.catalogue.stages import Stage
from cocreate.ideas import rules as ideas
from cocreate.ideas.merging import rules as merging
from cocreate.ideas.models import Idea, IdeaKind
from cocreate.ideas.statements import queries, rules
from cocreate.kernel.database import db
from cocreate.kernel.errors import Invalid, Refused
from cocreate.members.models import Member
from cocreate.posts import standing
from cocreate.posts.models import LinkKind, PostLink, PostState
from tests import make
from tests.support.browser import Client

SAID = {"title": "We ask for a fixed price", "body": "In writing.", "kind": "statement", "stage": "sales", "tags": ""}


@pytest.fixture
def english(client: Client) -> Client:
    client.get("/?lang=en")
    return client


def statement(author: Member | None = None, owners: int = 0, others: int = 0) -> Idea:
    made = make.idea(author, kind=IdeaKind.STATEMENT)
    for member in [*(make.owner() for _each in range(owners)), *(make.member() for _each in range(others))]:
        ideas.support(member, made)
    return made


def where(idea: Idea) -> str:
    return f"/ideas/{idea.post.public_id}"


def test_its_owners_are_counted_out_of_all_and_newcomers_apart(english: Client) -> None:
    for _number in range(40):
        make.owner()
    signed = statement(owners=10, others=3)
    found = queries.signatures(signed)
    assert found is not None
    assert (found.owners, found.of, found.signed, found.newcomers) == (10, 50, 13, 13)
    page = english.get(where(signed)).text
    assert "10 of the 50 verified owners signed" in page
    assert "20% (11–33%)" in page
    assert "It speaks for those who signed, not for all owners." in page


def test_of_few_owners_no_share_is_told_and_whoever_sold_their_car_counts_on_both_sides(app: Flask) -> None:
    signed, seller = statement(owners=2), make.owner()
    ideas.support(seller, signed)
    seller.is_owner = False  # as after a sale
    db.session.flush()
    found = queries.signatures(signed)
    assert found is not None
    assert (found.owners, found.of, found.words) == (3, 3, "")
    assert queries.signatures(make.idea()) is None


def test_it_is_signed_by_a_button_of_its_own(english: Client) -> None:
    url = where(statement())
    english.sign_in(make.member())
    assert '<span class="pill-label">Sign</span>' in english.get(url).text
    answer = english.post(f"{url}/support", headers={"HX-Request": "true"}).text
    assert '<span class="pill-label">Signed</span>' in answer
    assert "None of the 0 verified owners has signed so far" in answer
    assert "Merge…" not in english.sign_in(make.member(roles=["moderator"])).get(url).text


def test_a_counter_statement_is_written_from_its_page_and_both_show_both(english: Client) -> None:
    first, author = statement(owners=1, others=2), make.member()
    url, key, title = where(first), first.post.public_id, first.post.title or ""
    page = english.sign_in(author).get(url).text
    assert f"/ideas/new?counters={key}" in page
    form = english.get(f"/ideas/new?counters={key}").text
    assert f'name="counters" value="{key}"' in form
    refused = english.post("/ideas", data={**SAID, "title": "", "counters": key})
    assert refused.status_code == 422
    assert f'name="counters" value="{key}"' in refused.text
    assert english.post("/ideas/new/draft", data={**SAID, "counters": key}).status_code == 303
    assert f'name="counters" value="{key}"' in english.get("/ideas/new").text
    assert f'name="counters" value="{key}"' not in english.get("/ideas/new?counters=").text
    made = english.post("/ideas", data={**SAID, "counters": key})
    assert made.status_code == 303
    own = english.get(made.headers["Location"]).text
    assert title in own
    assert "countered by this one" in own
    assert "<td>1</td><td>3</td>" in own.replace("\n", "").replace("            ", "")
    theirs = english.get(url).text
    assert SAID["title"] in theirs
    assert "counters this one" in theirs
    assert "It belongs to the release" not in theirs


def test_what_is_no_statement_or_cannot_be_seen_is_not_countered(english: Client) -> None:
    author, wish, held = make.member(), make.idea(), statement()
    standing.move(standing.lock([held.id])[held.id], PostState.HELD)
    keys = (wish.post.public_id, held.post.public_id, "2222222222", "\x00")
    english.sign_in(author)
    for key in keys:
        assert 'name="counters"' not in english.get("/ideas/new", query_string={"counters": key}).text
        answer = english.post("/ideas", data={**SAID, "counters": key})
        assert answer.status_code == 422
        assert 'name="counters"' not in answer.text
        assert SAID["body"] in answer.text
    author = make.member()
    with pytest.raises(Invalid) as refused:
        rules.counter(author, make.idea(author), statement().post.public_id)
    assert refused.value.field == "kind"


def test_a_hidden_counter_statement_is_shown_to_nobody(english: Client) -> None:
    first, second = statement(), statement()
    rules.counter(make.member(), second, first.post.public_id)
    url, title = where(first), second.post.title or ""
    assert title in english.get(url).text
    standing.move(standing.lock([second.id])[second.id], PostState.HIDDEN)
    assert title not in english.get(url).text


def test_of_many_counter_statements_the_most_signed_are_shown(app: Flask) -> None:
    asked, author = statement(), make.member()
    countering = [statement(author) for _number in range(queries.MOST_OPPOSITES + 1)]
    db.session.add_all(PostLink(from_id=one.id, to_id=asked.id, kind=LinkKind.COUNTERS) for one in countering)
    ideas.support(make.member(), countering[-1])
    found = queries.signatures(asked)
    assert found is not None
    assert [one.signed for one in found.opposites] == [1] + [0] * (queries.MOST_OPPOSITES - 1)


def test_it_stays_a_statement_and_is_merged_with_nothing(english: Client) -> None:
    keeper, author, signed, wish = make.member(roles=["moderator"]), make.member(), statement(), make.idea()
    for source, target in ((signed, wish), (wish, signed), (signed, statement())):
        with pytest.raises(Refused) as refused:
            merging.merge(keeper, [source], target)
        assert refused.value.code == "statement-stands-alone"
    for idea, kind in ((signed, IdeaKind.WISH), (wish, IdeaKind.STATEMENT)):
        with pytest.raises(Invalid) as wrong:
            ideas.edit(keeper, idea, "A new title", "New words.", Stage.SALES, kind)
        assert wrong.value.field == "kind"
    with pytest.raises(Invalid):
        ideas.post(author, "A title", "Words.", Stage.SALES, IdeaKind.STATEMENT, safety=True)


def test_the_brand_answers_it_like_a_wish_and_no_number_of_owners_moves_it(app: Flask) -> None:
    signed = statement(owners=3)
    assert signed.status_key == "new"
    product = make.member(roles=["product"])
    ideas.change_status(product, signed, "reviewing", "We read every word of it.")
    ideas.change_status(product, signed, "declined", "The price follows the cost of cells.")
    assert signed.status_key == "declined"


def test_a_page_costs_the_same_however_many_signed(client: Client, statements: Callable[[], Any]) -> None:
    first = statement(owners=1)
    url = where(first)
    client.sign_in(make.member())
    counts = []
    for number in (1, 6):
        for _each in range(number):
            other = statement(others=2)
            rules.counter(make.member(), other, url.removeprefix("/ideas/"))
        client.get(url)
        with statements() as seen:
            client.get(url)
        counts.append(len([one for one in seen if not one.startswith("RELEASE")]))
    assert counts[0] == counts[1] <= 12

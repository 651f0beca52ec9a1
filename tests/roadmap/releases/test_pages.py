"""Pages of releases: written, chosen, looked at, published; refused forms lose nothing; few statements."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from cocreate.kernel import clock
from cocreate.kernel.database import db
from cocreate.members.models import Member
from cocreate.posts.models import LinkKind
from cocreate.roadmap.releases import embargo, plans, rules, shipping
from cocreate.roadmap.releases.models import Release
from tests import make
from tests.make import releases
from tests.support.browser import Client
from tests.support.page import Page

TYPED = {
    "title_zh": "冬季更新",
    "body_zh": "**预热**提前了。",
    "title_en": "Winter update",
    "body_en": "Preheating starts **earlier**.",
    "existing_zh": "现有车辆同样升级。",
    "existing_en": "Cars on the road get it too.",
}


@pytest.fixture
def product(app: Flask) -> Member:
    return make.member(roles=["product"])


@pytest.fixture
def team(client: Client, product: Member) -> Client:
    return client.sign_in(product)


def base(release: Release) -> str:
    return f"/releases/{release.post.public_id}"


def test_from_an_empty_form_to_what_is_out(team: Client, client: Client) -> None:
    wanted = make.idea(make.member("林晓舟"), title="Warm hands", status="adopted", supporters=3)
    public_id = wanted.post.public_id
    answer = team.post("/releases", data=TYPED)
    assert answer.status_code == 303
    address = answer.headers["Location"]
    assert "Warm hands" in team.get(address).text
    assert team.post(address, data={"idea": public_id, "kind": "ships"}).status_code == 303
    look = team.get(address.replace("/ideas", "/publish")).text
    assert "4 people who asked for it are told" in look
    done = team.post(address.replace("/ideas", "/publish"))
    assert done.status_code == 303
    page = client.get(done.headers["Location"]).text
    assert "Preheating starts <strong>earlier</strong>" in page
    assert "林晓舟" in page
    assert "Winter update" in client.get("/releases").text
    assert "冬季更新" in client.get(f"/ideas/{public_id}").text


def test_ideas_of_a_release_that_came_out_meanwhile_stay_and_why_is_told(team: Client, product: Member) -> None:
    release, idea = releases.draft(product), make.idea(status="adopted")
    address, said = base(release), {"idea": idea.post.public_id}
    shipping.link(product, release, idea, LinkKind.SHIPS)
    rules.publish(product, release)
    for path, data in (("ideas", {**said, "kind": "ships"}), ("ideas/remove", said)):
        answer = team.post(f"{address}/{path}?lang=en", data=data)
        assert (answer.status_code, "This release is out already, or was given up." in answer.text) == (409, True)


@pytest.mark.parametrize("field", ["title_zh", "body_zh", "title_en", "body_en", "existing_en"])
def test_every_language_is_needed_and_nothing_typed_is_lost(team: Client, field: str) -> None:
    answer = team.post("/releases", data={**TYPED, field: ""})
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text
    values = Page(answer.text).form("title_en").values
    assert {name: values[name] for name in TYPED} == {**TYPED, field: ""}


@pytest.mark.parametrize("said", ["23456789ab", "/ideas/", "https://example.org/x", "no"])
def test_an_idea_that_is_none_is_told_at_its_field(team: Client, product: Member, said: str) -> None:
    answer = team.post(f"{base(releases.draft(product))}/ideas", data={"idea": said, "kind": "ships"})
    assert answer.status_code == 422
    assert 'id="idea-error"' in answer.text
    assert Page(answer.text).form("idea").values["idea"] == said


def test_the_address_of_an_idea_names_it(team: Client, product: Member) -> None:
    idea, draft = make.idea(title="冬天预热", status="adopted"), releases.draft(product)
    address = f"https://example.org/ideas/{idea.post.public_id}-%E5%86%AC?x=1#comments"
    path = base(draft)
    assert team.post(f"{path}/ideas", data={"idea": address, "kind": "ships_partly"}).status_code == 303
    page = team.get(path).text
    assert "冬天预热" in page
    assert "a part of it" in page


def test_what_is_not_ready_keeps_the_button_shut(team: Client, product: Member) -> None:
    path = base(releases.draft(product, [make.idea(title="Unanswered")]))
    page = team.get(f"{path}/publish").text
    assert "It must be adopted first" in page
    assert "disabled" in page
    answer = team.post(f"{path}/publish")
    assert answer.status_code == 409
    assert "Unanswered" in answer.text


@pytest.mark.parametrize("path", ["", "/edit", "/ideas", "/publish", "/announce", "/plan", "/take-back", "/throw-away"])
def test_members_find_no_draft(client: Client, product: Member, path: str) -> None:
    address = f"{base(releases.draft(product))}{path}"
    client.sign_in(make.member())
    assert client.get(address).status_code == (404 if path == "" else 403)


@pytest.mark.parametrize("state", ["draft", "planned", "out", "dropped", "taken back"])
def test_every_page_of_the_team_stands_in_every_state(team: Client, product: Member, state: str) -> None:
    release = releases.draft(product) if state == "draft" else releases.planned(product)
    if state in ("out", "taken back"):
        rules.publish(product, release)
    if state == "taken back":
        rules.take_back(product, release)
    if state == "dropped":
        plans.drop(product, release, releases.why("No."))
    address = base(release)
    for path in ("", "/edit", "/ideas", "/publish", "/announce", "/plan", "/take-back", "/throw-away"):
        assert team.get(f"{address}{path}").status_code == 200, path


def test_a_member_reads_what_was_promised_and_what_became_of_it(client: Client, product: Member) -> None:
    release = releases.planned(product, days=61)
    plans.move(
        product, release, clock.local_day(clock.now()) + timedelta(days=90), releases.why("The supplier is late.")
    )
    address = base(release)
    assert "供应商晚了。" in client.get("/releases/promises?lang=zh").text
    page = client.get("/releases/promises?lang=en").text
    assert "61 days ahead" in page
    assert "The supplier is late." in page
    assert "Cars already on the road get it too." in client.get(address).text


def test_the_time_of_an_embargo_is_that_of_the_site(team: Client, product: Member) -> None:
    draft = releases.draft(product)
    at = clock.now().astimezone(clock.site_zone()) + timedelta(days=1)
    path = base(draft)
    answer = team.post(f"{path}/schedule", data={"publish_at": f"{at:%Y-%m-%dT%H:%M}"})
    assert answer.status_code == 303
    db.session.refresh(draft)
    assert draft.publish_at == at.replace(second=0, microsecond=0)
    assert team.post(f"{path}/schedule/cancel").status_code == 303
    assert team.post(f"{path}/schedule", data={"publish_at": "yesterday"}).status_code == 422


def test_a_failed_embargo_is_told_to_the_team_only(team: Client, product: Member) -> None:
    draft = releases.draft(product, [make.idea()])
    draft.publish_at, draft.scheduler = clock.now() - timedelta(minutes=1), product
    db.session.flush()
    embargo.publish_due(draft.id)
    assert "It did not publish itself" in team.get(base(draft)).text


def test_the_feed_holds_what_is_out(client: Client, product: Member) -> None:
    releases.draft(product)
    taken_back = rules.publish(product, releases.draft(product))
    rules.take_back(product, taken_back)
    out = base(rules.publish(product, releases.draft(product)))
    feed = client.get("/releases.atom").text
    assert feed.count("<entry") == 1
    assert out in feed


def test_an_unknown_model_is_no_page(client: Client) -> None:
    assert client.get("/releases?model=no-such-car").status_code == 404
    assert client.get("/releases?model=%3Cb%3E").status_code == 200


@pytest.mark.parametrize("path", ["ideas", "publish"])
def test_the_steps_cost_the_same_whatever_many_ideas(
    team: Client, product: Member, statements: Callable[[], Any], path: str
) -> None:
    counts = []
    for number in (2, 12):
        product = make.member(roles=["product"])
        address = f"{base(releases.draft(product, [make.idea() for _number in range(number)]))}/{path}"
        team.get(address)
        with statements() as seen:
            assert team.get(address).status_code == 200
        counts.append(len(seen))
    assert counts[0] == counts[1], counts


@pytest.mark.parametrize(
    ("state", "told"), [("draft", False), ("planned", True), ("out", True), ("dropped", False), ("taken back", False)]
)
def test_an_idea_names_the_releases_that_stand(client: Client, product: Member, state: str, told: bool) -> None:
    idea = make.idea(status="adopted")
    address = f"/ideas/{idea.post.public_id}?lang=en"
    release = releases.draft(product) if state == "draft" else releases.planned(product)
    shipping.link(product, release, idea, LinkKind.SHIPS)
    if state in ("out", "taken back"):
        rules.publish(product, release)
    if state == "taken back":
        rules.take_back(product, release)
    if state == "dropped":
        plans.drop(product, release, releases.why("No."))
    assert ("It belongs to the release" in client.get(address).text) is told


def test_pages_cost_the_same_whatever_there_is(client: Client, statements: Callable[[], Any]) -> None:
    counts: dict[str, list[int]] = {"/releases": [], "/releases/promises": [], "one": []}
    for number in (2, 7):
        product = make.member(roles=["product"])
        for _turn in range(number):
            releases.planned(product)
            rules.publish(product, releases.draft(product))
        ideas = [make.idea(status="adopted") for _number in range(number)]
        release = rules.publish(product, releases.draft(product, ideas))
        one = base(release)
        for address, counted in counts.items():
            path = one if address == "one" else address
            client.get(path)
            with statements() as seen:
                assert client.get(path).status_code == 200
            counted.append(len(seen))
    assert all(few == many <= 12 for few, many in counts.values()), counts

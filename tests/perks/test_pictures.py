"""Pictures of perks: the team's while they are drafts, everybody's after; nobody else's to change."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from cocreate.kernel import clock
from cocreate.kernel.storage import storage
from cocreate.perks import pictures, rules
from cocreate.posts.pictures import rules as uploads
from tests import make
from tests.make import perks
from tests.make.pictures import drawn
from tests.support.browser import Client
from tests.support.program import Program


def test_they_are_seen_by_whoever_sees_the_perk(client: Client) -> None:
    admin, stranger = make.member(roles=["admin"]), make.member()
    programs = [Program(client, member) for member in (admin, stranger)]
    ids = [uploads.add(admin, drawn(60, 40)).public_id for _number in range(2)]
    perk = perks.draft(admin, pictures=dict.fromkeys(ids, "A mug"))

    def seen(by: Client) -> int:
        return by.get(f"/pictures/{ids[0]}/small").status_code

    assert seen(client) == 404
    assert seen(client.sign_in(stranger)) == 404
    assert seen(client.sign_in(make.member(roles=["service"]))) == 200
    rules.put_on_sale(admin, perk)
    assert seen(client.sign_in(stranger)) == 200
    shown = client.get(f"/pictures/{ids[0]}/small")
    assert "immutable" in shown.headers["Cache-Control"]
    for program in programs:
        assert program(f"DELETE /pictures/{ids[0]}").status_code == 403
        assert program(f"PATCH /pictures/{ids[0]}", {"alt": "Mine"}).status_code == 403
        assert (
            program("POST /ideas", {"title": "A", "body": "B", "stage": "design", "pictures": [ids[0]]}).status_code
            == 422
        )


def test_what_is_taken_away_is_gone_and_the_rest_is_never_swept(app: object, run_jobs: Callable[[], list[str]]) -> None:
    admin = make.member(roles=["admin"])
    one, other = (uploads.add(admin, drawn(60, 40)) for _number in range(2))
    perk = perks.perk(admin, pictures={one.public_id: "", other.public_id: ""})
    rules.revise(admin, perk, lambda content: replace(content, pictures={other.public_id: "A mug"}))
    assert [view.alt for view in pictures.of_each([perk.id])[perk.id]] == ["A mug"]
    with clock.telling(clock.now() + timedelta(days=9)):
        uploads.remove_unattached()
        uploads.remove_of([], [admin.id])
    run_jobs()
    assert storage().has(other.file("small"))
    assert not storage().has(one.file("small"))

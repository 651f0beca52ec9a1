"""The roadmap."""

from cocreate.ideas import rules
from cocreate.roadmap import queries
from tests import make
from tests.support.browser import Client


def test_ideas_stand_in_the_column_of_their_status(client: Client) -> None:
    client.set_cookie("lang", "en")
    for title, status in (("Adopted one", "adopted"), ("New one", "new"), ("Declined one", "declined")):
        make.idea(title=title, status=status)
    shipped = make.idea(title="Shipped one", status="adopted")
    rules.change_status(make.member(roles=["product"]), shipped, "shipped", "It is there.")
    columns = queries.columns(None, "en")
    assert [(column.status.key, [row.title for row in column.ideas]) for column in columns] == [
        ("adopted", ["Adopted one"]),
        ("in_progress", []),
        ("shipped", ["Shipped one"]),
    ]
    page = client.get("/roadmap").text
    assert "Nothing here at the moment." in page
    assert "New one" not in page
    assert "Declined one" not in page


def test_a_full_column_leads_to_all_of_it(client: Client) -> None:
    for _number in range(queries.SHOWN + 1):
        make.idea(status="adopted")
    (adopted, *others) = queries.columns(None, "en")
    assert (len(adopted.ideas), adopted.more_url) == (queries.SHOWN, "/ideas?status=adopted")
    assert {column.more_url for column in others} == {None}
    assert 'href="/ideas?status=adopted"' in client.get("/roadmap").text

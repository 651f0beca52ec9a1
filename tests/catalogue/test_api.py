"""The catalogue for programs."""

from datetime import date

from cocreate.catalogue import entries
from cocreate.catalogue.entries import Entry, Title
from cocreate.kernel.database import db
from tests import make
from tests.support.browser import Client
from tests.support.program import Program


def test_the_catalogue_is_told_in_the_brands_order(client: Client) -> None:
    make.series("lan-5", (2023, 2024), name_zh="岚五", name_en="Lan 5")
    entries.put(
        Entry(
            Title("lan-5"), 2024, Title("long-range", "长续航版", "Long Range"),
            Title("tan-2", "滩二", "Tan 2"), "3.4", date(2026, 5, 1),
        )
    )  # fmt: skip
    make.series("islet", ())
    db.session.commit()
    answer = Program(client)("GET /models")
    assert answer.json == {
        "items": [
            {
                "key": "lan-5",
                "model": "lan-5",
                "name_zh": "岚五",
                "name_en": "Lan 5",
                "years": [
                    {
                        "model": "lan-5/2024",
                        "year": 2024,
                        "owners": 0,
                        "platform": {"key": "tan-2", "name_zh": "滩二", "name_en": "Tan 2"},
                        "trims": [{"key": "long-range", "name_zh": "长续航版", "name_en": "Long Range"}],
                    },
                    {"model": "lan-5/2023", "year": 2023, "owners": 0, "platform": None, "trims": []},
                ],
                "software": [{"name": "3.4", "released_on": "2026-05-01"}],
            },
            {"key": "islet", "model": "islet", "name_zh": "islet", "name_en": "islet", "years": [], "software": []},
        ],
        "next_cursor": None,
    }


def test_a_copy_may_be_kept_and_is_asked_for_by_its_tag(client: Client) -> None:
    make.series("islet")
    program = Program(client)
    first = program("GET /models")
    assert first.headers["Cache-Control"] == "public, max-age=60"
    again = program("GET /models", If_None_Match=first.headers["ETag"])
    assert (again.status_code, again.get_data()) == (304, b"")
    make.series("lan-5")
    assert program("GET /models", If_None_Match=first.headers["ETag"]).status_code == 200


def test_it_is_read_whole_or_in_pages(client: Client) -> None:
    for number in range(25):
        make.series(f"series-{number:02}", ())
    program = Program(client)
    whole = [item["key"] for item in program("GET /models").json["items"]]
    assert whole == [f"series-{number:02}" for number in range(25)]
    pages: list[list[str]] = []
    query = "?limit=10"
    while query:
        read = program(f"GET /models{query}").json
        pages.append([item["key"] for item in read["items"]])
        query = f"?limit=10&cursor={read['next_cursor']}" if read["next_cursor"] else ""
    assert [len(page) for page in pages] == [10, 10, 5]
    assert [key for page in pages for key in page] == whole
    assert program("GET /models?limit=0").status_code == 422


def test_owners_of_a_year_are_told(client: Client) -> None:
    make.owner(series="islet", year=2024)
    years = Program(client)("GET /models").json["items"][0]["years"]
    assert [(year["model"], year["owners"]) for year in years] == [("islet/2024", 1)]

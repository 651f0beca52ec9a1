"""Who gets what, everywhere: every route and operation × who asks × the state of the post it names × its audience.

The tables in tests/matrix/answers declare it; a route without a row fails `test_every_route_has_a_row`. **Who adds a
route adds its row there**: tests/matrix/rows.py says how a row is read, tests/matrix/world.py makes what stands for the
``<names>`` in addresses (add what is new), `BODIES` in answers/api.py holds what an operation must be told before it
looks at who asks. Verbs of pages are sent an empty form: access speaks before what is wrong with it.

Whole requests are made, but templates are not filled in, and nothing is limited: both are tested elsewhere. Every row
is asked for every actor; where an address names a post, in each of its states and for each audience of a visible one.
`IN_FULL` names the rows of which nothing is left out. Of the others, whoever the door stops is asked for once, the
audience of a post that is not visible goes round from row to row, and so do those who do not see it: every third.
"""

from collections.abc import Iterator, Sequence

import flask.templating
import pytest
from flask import Flask, Response

from cocreate.kernel import errors, limits
from cocreate.kernel.limits import Counted
from tests.matrix import stage
from tests.matrix.answers import api, desk, pages, posts
from tests.matrix.rows import AUDIENCES, STATES, Moment, Row, table
from tests.matrix.stage import Stage

POSTS = tuple(posts.SEEN)
TABLES = {
    "pages": table(pages.TABLE),
    "desk": table(desk.TABLE),
    "posts": table(posts.TABLE, POSTS),
    "api": table(api.TABLE, POSTS),
}
IN_FULL = {
    "GET /ideas/<idea>", "GET /announcements/<announcement>", "GET /releases/<release>", "GET /api/v1/ideas/<idea>",
}  # fmt: skip
SHARES = (("pages", 0, 1), ("desk", 0, 1), *(("posts", n, 3) for n in range(3)), *(("api", n, 3) for n in range(3)))


@pytest.fixture
def full(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Stage:
    """A site with everybody and everything."""
    monkeypatch.setattr(flask.templating, "_render", lambda *_template: "")
    monkeypatch.setattr(errors, "error_page", lambda status, *_detail: Response("", status))
    monkeypatch.setattr(limits, "use", lambda *_limit: None)
    monkeypatch.setattr(limits, "use_all", lambda *_limits: None)
    monkeypatch.setattr(limits, "count_all", lambda uses: [Counted(True, 0) for _use in uses])
    return stage.set_up(app)


def moments(number: int, row: Row) -> Sequence[Moment]:
    """The moments at which the row with this `number` is asked for."""
    if row.post is None:
        return [Moment()]
    if str(row) in IN_FULL:
        return [Moment(state, audience) for state in STATES for audience in AUDIENCES]
    others = [Moment(state, AUDIENCES[(number + place) % 3]) for place, state in enumerate(STATES[1:])]
    return [*(Moment(audience=audience) for audience in AUDIENCES), *others]


def seen(row: Row, moment: Moment) -> frozenset[str]:
    """Who sees the post that `row` names, as declared."""
    return posts.seen_by(row.post, moment.state, moment.audience) if row.post else frozenset()


def cells(rows: Sequence[Row]) -> Iterator[tuple[Moment, Row, str]]:
    """What is asked, moment by moment."""
    wanted = [(moment, number, row) for number, row in enumerate(rows) for moment in moments(number, row)]
    for moment, number, row in sorted(wanted, key=lambda one: (one[0].state, one[0].audience)):
        for place, who in enumerate(row.actors):
            usual = moment == Moment() or str(row) in IN_FULL
            if usual or (not row.refused(who) and (who in seen(row, moment) or (place + number) % 3 == 0)):
                yield moment, row, who


@pytest.mark.parametrize(("name", "share", "shares"), SHARES, ids=str)
def test_everybody_gets_what_is_declared(full: Stage, name: str, share: int, shares: int) -> None:
    wrong = []
    for moment, row, who in cells(TABLES[name][share::shares]):
        meant = row.expected(who, moment, who in seen(row, moment))
        given = full.ask(row, who, moment)
        if given != meant:
            wrong.append(f"{row} as {who}, {moment.state} for {moment.audience}: {given}, declared is {meant}")
    assert not wrong, "\n".join(wrong)


def test_every_route_has_a_row(shared_app: Flask) -> None:
    """And no row is there twice, or for a route that is not."""
    routes = shared_app.url_map.bind("localhost")
    rows = [row for rows in TABLES.values() for row in rows]
    assert len({str(row) for row in rows}) == len(rows)
    declared = {(routes.match(row.path, row.method)[0], row.method) for row in rows}
    there = {
        (rule.endpoint, method)
        for rule in shared_app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    assert sorted(there - declared) == []

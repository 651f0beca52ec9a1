"""Which tests one worker does all of, and which are done first.

Not by pytest-xdist's marks of groups: with this version of pytest they do nothing.
"""

from xdist.scheduler import LoadScopeScheduling

# What stands on something that is costly to make and is made once.
TOGETHER = {
    "browser/test_pages.py": "pages",
    "browser/": "browser",
    "stories/": "stories",
    "serving/test_serve.py": "serving",
    "serving/test_postgres.py": "serving",
    "demo/test_filled.py": "demo",
    "demo/test_r": "demo",
}
# It and what else takes long comes before whatever can be shared out to the end.
FIRST = (*TOGETHER, "api/test_document.py", "sweep/", "importing/test_real_data.py", "house/test_wheel.py", "matrix/")


def turn(nodeid: str) -> int:
    """When a test has its turn: its place in `FIRST`, or after all of them."""
    place = nodeid.removeprefix("tests/")
    return next((number for number, name in enumerate(FIRST) if place.startswith(name)), len(FIRST))


class Sharing(LoadScopeScheduling):
    """Gives a worker the next group, or the next test that is in none, when it has done the one before."""

    def _split_scope(self, nodeid: str) -> str:
        place = turn(nodeid)
        return TOGETHER[FIRST[place]] if place < len(TOGETHER) else nodeid

"""Search entries are rebuilt by a command."""

from sqlalchemy import text

from cocreate.kernel.database import db
from cocreate.posts.search import audit
from tests import make
from tests.cli.conftest import Command
from tests.support.race import Real


def test_what_was_lost_is_found_again_and_twice_is_the_same(real: Real, command: Command) -> None:
    real.commit(lambda: [make.comment(make.idea()) for _number in range(3)])
    real.commit(lambda: db.session.execute(text("DELETE FROM search_entries WHERE post_id % 2 = 0")))
    real.commit(lambda: db.session.execute(text("UPDATE search_entries SET vector = '''wrong'''")))
    for _turn in range(2):
        done = command("reindex")
        assert done.exit_code == 0
        assert "6 posts" in done.output
        assert real.commit(lambda: list(audit.check())) == []

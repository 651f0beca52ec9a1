"""What telling many and writing to some costs: ``python -m tests.load.letters`` prints times and statements.

In a database of its own: 50,000 members with an address, of whom 500 have something due; and an idea with 10,000
supporters, whose status changes.
"""

import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import time_machine
from flask import Flask
from sqlalchemy import event, insert, text

from cocreate.ideas import rules as ideas
from cocreate.ideas.models import Idea, Support
from cocreate.journal import rules as journal
from cocreate.kernel import clock, jobs, postgres, sealing
from cocreate.kernel.database import db
from cocreate.members.models import Identity, IdentityKind, Member
from cocreate.notices import letters, queries, rules
from cocreate.notices.models import Cause, Why
from tests import make
from tests.conftest import copied, dispose, make_app, pristine, settings_of

MEMBERS, WAITING, SUPPORTERS = 50_000, 500, 10_000
NOON = datetime(2026, 3, 4, 4, 1, tzinfo=UTC)


def main() -> None:
    """Measure, and print what was found."""
    with postgres.throwaway() as server:
        pristine(server)
        with copied(server) as url, tempfile.TemporaryDirectory() as home:
            app = make_app(settings_of(Path(home), url))
            with app.test_request_context():
                measure(app)
            dispose(app)


def measure(app: Flask) -> None:
    """One status change with many supporters, then a worker's minute with few waiting among many."""
    with time_machine.travel(NOON, tick=False):
        members = many_members(MEMBERS)
        idea = make.idea()
        support_all(idea, members[:SUPPORTERS])
        db.session.commit()
        db.session.execute(text("ANALYZE"))
        report("a status change told to 10,000 supporters", lambda: change(idea))
        report("the badge of one of them", lambda: queries.unread(db.session.get_one(Member, members[0])))
        report("their page of notices", lambda: queries.groups(db.session.get_one(Member, members[0]), "zh"))
        rules.unmailed()
        entry = journal.note(None, "do", "post", idea.id)
        rules.tell(entry, Cause.ANSWER, {Why.FOLLOWER: members[-WAITING:]}, about=idea.id)
        db.session.commit()
    with time_machine.travel(NOON + timedelta(minutes=5), tick=False):
        report(f"letters to {WAITING} of {MEMBERS} members", write)
        report("a minute with nothing due", write)


def write() -> None:
    """The worker's job, again as long as it asks to go on; the letters stay in the queue."""
    asks = True
    while asks:
        letters.write_due()
        db.session.commit()
        taken = jobs.take_waiting()
        asks = any(name == letters.JOB for name, _arguments in taken)
        sys.stdout.write(f"  {sum(name == 'send_mail' for name, _arguments in taken)} letters\n")
        db.session.commit()


def change(idea: Idea) -> None:
    """A member of the team moves `idea` on."""
    ideas.change_status(make.member(roles=["product"]), idea, "reviewing", "We look at it.")
    db.session.commit()


def many_members(number: int) -> list[int]:
    """So many members, each with a confirmed address."""
    rows = [{"name": f"M {place}", "name_folded": f"m{place}", "locale": "zh"} for place in range(number)]
    ids = list(db.session.scalars(insert(Member).returning(Member.id), rows))
    sealed = sealing.seal("somebody@example.org")
    addresses = [{"member_id": each, "kind": IdentityKind.EMAIL, "lookup": f"{each}", "sealed": sealed} for each in ids]
    db.session.execute(insert(Identity), addresses)
    return ids


def support_all(idea: Idea, members: list[int]) -> None:
    """Their supports of `idea`, counted."""
    rows = [
        {"idea_id": idea.id, "counted_in_id": idea.id, "member_id": each, "at": clock.now(), "owner": False}
        for each in members
    ]
    db.session.execute(insert(Support), rows)
    db.session.execute(text("UPDATE ideas SET supports = :n WHERE id = :id"), {"n": len(members), "id": idea.id})
    db.session.expire_all()


def report(what: str, work: Callable[[], Any]) -> None:
    """Do `work`, and print how long it took and how many statements."""
    seen: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    started = time.perf_counter_ns()
    work()
    took = (time.perf_counter_ns() - started) / 1e9
    event.remove(db.engine, "before_cursor_execute", note)
    sys.stdout.write(f"{what}: {took * 1000:.0f} ms, {len(seen)} statements\n")


if __name__ == "__main__":
    main()

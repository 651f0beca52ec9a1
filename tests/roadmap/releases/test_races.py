"""Releases under threads on real connections."""

from collections.abc import Callable

from sqlalchemy import ColumnElement, func, select

from cocreate.cli.audit import CHECKS
from cocreate.ideas import rules as ideas
from cocreate.ideas.models import Idea, StatusChange
from cocreate.journal.models import JournalEntry
from cocreate.kernel import clock
from cocreate.kernel.database import db
from cocreate.kernel.errors import Refused
from cocreate.members import queries as members
from cocreate.notices.models import Cause, Notice
from cocreate.roadmap.releases import embargo, rules
from cocreate.roadmap.releases.models import Release
from tests import make
from tests.make import releases
from tests.support.race import Real


def _set_up(real: Real) -> tuple[int, int, int]:
    def build() -> tuple[int, int, int]:
        product = make.member(roles=["product"])
        idea = make.idea(status="adopted", supporters=5)
        return product.id, idea.id, releases.draft(product, [idea]).id

    return real.commit(build)


def _differences() -> list[str]:
    return [line for check in CHECKS for line in check()]


def _counted(*what: ColumnElement[bool]) -> int:
    return db.session.scalar(select(func.count()).where(*what)) or 0


def test_published_by_many_at_once_it_is_out_once(real: Real) -> None:
    product, idea, release = _set_up(real)

    def publish() -> bool:
        try:
            rules.publish(members.by_id(product), db.session.get_one(Release, release))
        except Refused:
            return False
        return True

    def schedule() -> None:
        draft = db.session.get_one(Release, release)
        draft.publish_at, draft.scheduler = clock.now(), members.by_id(product)

    real.commit(schedule)
    answers = real.together([publish, lambda: embargo.publish_due(release)] * 6)
    assert not [one for one in answers if isinstance(one, Exception)]
    assert answers.count(True) <= 1  # or else the job was first
    shipped = (StatusChange.idea_id == idea, StatusChange.to_key == "shipped")
    assert real.commit(lambda: _counted(*shipped)) == 1
    assert real.commit(lambda: _counted(JournalEntry.verb == "release")) == 1
    assert real.commit(lambda: _counted(Notice.cause == Cause.RELEASE)) == 6
    assert real.commit(_differences) == []


def test_supports_given_while_it_is_published_are_whole(real: Real) -> None:
    product, idea, release = _set_up(real)
    people = real.commit(lambda: [make.member().id for _number in range(12)])

    def support(member_id: int) -> Callable[[], bool]:
        def give() -> bool:
            try:
                return ideas.support(members.by_id(member_id), db.session.get_one(Idea, idea))
            except Refused:
                return False

        return give

    def publish() -> bool:
        rules.publish(members.by_id(product), db.session.get_one(Release, release))
        return False

    given = real.together([*(support(one) for one in people), publish]).count(True)
    assert real.commit(lambda: db.session.get_one(Idea, idea).supports) == 5 + given
    assert real.commit(_differences) == []

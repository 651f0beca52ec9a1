"""Two moderators at once, on real connections."""

from functools import partial

from sqlalchemy import select

from cocreate.desk.queue import claims
from cocreate.kernel.database import db
from cocreate.members import queries as members
from cocreate.moderation.models import Reason
from cocreate.moderation.reports import rules as reports
from cocreate.screening.models import Case
from tests import make
from tests.support.race import Real


def test_of_two_who_open_a_case_at_once_one_has_it(real: Real) -> None:
    def build() -> tuple[int, list[int]]:
        post = make.idea().post
        reports.report(make.member(), post=post, reason=Reason.SPAM)
        case = db.session.scalars(select(Case.id).where(Case.post_id == post.id)).one()
        return case, [make.member(roles=["moderator"]).id for _number in range(6)]

    case, moderators = real.commit(build)

    def claim(moderator: int) -> bool:
        return claims.claim(members.by_id(moderator), db.session.get_one(Case, case))

    got = real.together([partial(claim, each) for each in moderators])
    assert sorted(got) == [False] * 5 + [True]

"""Supporting instead, in several windows at once."""

from collections.abc import Callable

from sqlalchemy import func, select

from cocreate.ideas.models import Support
from cocreate.kernel.database import db
from cocreate.posts.drafts.models import Draft
from tests import make
from tests.support.race import Real

TYPED = {"title": "Door handles frozen", "body": "I could not get in.", "kind": "problem", "stage": "driving"}


def test_nobody_waits_in_a_ring(real: Real) -> None:
    member, idea = real.commit(lambda: (make.member(), make.idea().post.public_id))
    browser = real.browser(member)

    def instead() -> Callable[[], int]:
        window = real.twin(browser)
        return lambda: window.post(f"/ideas/{idea}/instead", data=TYPED).status_code

    assert real.together([instead() for _window in range(8)]) == [303] * 8
    assert real.commit(lambda: db.session.scalar(select(func.count()).select_from(Support))) == 1
    assert real.commit(lambda: list(db.session.scalars(select(Draft.key)))) == [f"ideas/{idea}/comment"]

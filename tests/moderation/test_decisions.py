"""Deciding: what each action does, what it is recorded as, and how it is taken back."""

from collections.abc import Iterable
from datetime import timedelta

import pytest
from sqlalchemy import select

from cocreate.cli import audit
from cocreate.comments import rules as comments
from cocreate.kernel import clock
from cocreate.kernel.database import db
from cocreate.kernel.errors import Invalid, Refused
from cocreate.members import queries as members
from cocreate.members.models import BarredIdentity, Identity, IdentityKind, Member, Trust
from cocreate.moderation.decisions import undoing
from cocreate.moderation.decisions.models import Action, Decision
from cocreate.moderation.decisions.rules import decide
from cocreate.moderation.models import Reason
from cocreate.moderation.reports.models import Outcome
from cocreate.moderation.reports.rules import report
from cocreate.posts.models import Post, PostState
from cocreate.screening.models import Case
from tests import make

pytestmark = pytest.mark.usefixtures("english")
LATER = timedelta(days=3)


@pytest.fixture(autouse=True)
def adds_up() -> Iterable[None]:
    """Whatever a test does, nothing differs in the end."""
    yield
    db.session.flush()
    assert [difference for check in audit.CHECKS for difference in check()] == []


def open_cases() -> int:
    return len(db.session.scalars(select(Case).where(Case.closed_at.is_(None))).all())


def test_what_each_action_makes_of_a_post(moderator: Member) -> None:
    went = {
        Action.APPROVE: PostState.VISIBLE,
        Action.APPROVE_TRUST: PostState.VISIBLE,
        Action.HIDE: PostState.HIDDEN,
        Action.REMOVE: PostState.REMOVED,
        Action.EDIT: PostState.HELD,
        Action.WARN: PostState.HELD,
    }
    for action, state in went.items():
        post = make.held(make.member(trust=Trust.NEWCOMER)).post
        (decision,) = decide(moderator, action, posts=[post], reason=Reason.SPAM, note="Too loud.")
        assert (post.state, decision.member_id, decision.post_id) == (state, post.author_id, post.id), action
        assert (decision.to_state or PostState.HELD) is state
        assert post.author.trust is (Trust.SETTLED if action is Action.APPROVE_TRUST else Trust.NEWCOMER)
    assert open_cases() == 0

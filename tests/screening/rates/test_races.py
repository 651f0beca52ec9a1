"""Rates hold however many come at once, through however many processes."""

from functools import partial
from pathlib import Path

from flask import Flask
from sqlalchemy import update

from cocreate.ideas import moving
from cocreate.ideas import rules as ideas
from cocreate.ideas.models import Idea
from cocreate.kernel.database import db
from cocreate.kernel.errors import TooMany
from cocreate.members import queries as members
from cocreate.members.models import Trust
from cocreate.posts.models import PostState
from cocreate.screening.rates import rules
from cocreate.screening.rates.models import Deed, Rate, Scope
from tests import make
from tests.conftest import dispose, make_app, settings_of
from tests.support.race import Real


def only(deed: Deed, scope: Scope, times: int) -> None:
    db.session.execute(update(Rate).values(times=None))
    db.session.execute(update(Rate).where(Rate.deed == deed, Rate.scope == scope).values(times=times))


def newcomers(number: int) -> list[int]:
    return [make.member(trust=Trust.NEWCOMER).id for _number in range(number)]


def test_exactly_as_many_supports_pass_as_there_may_be(real: Real) -> None:
    real.commit(lambda: only(Deed.SUPPORT, Scope.MEMBER, 5))
    member_id = real.commit(lambda: newcomers(1))[0]
    idea_ids = real.commit(lambda: [make.idea().id for _number in range(16)])

    def support(idea_id: int) -> bool:
        return ideas.support(members.by_id(member_id), db.session.get_one(Idea, idea_id))

    answers = real.together([partial(support, idea_id) for idea_id in idea_ids])
    assert answers.count(True) == 5
    assert sum(isinstance(answer, TooMany) for answer in answers) == 11


def test_of_a_crowd_that_comes_at_once_exactly_as_many_are_seen(real: Real) -> None:
    real.commit(lambda: only(Deed.COMMENT, Scope.CROWD, 4))
    idea_id = real.commit(lambda: make.idea().id)

    def comment(member_id: int) -> PostState:
        idea = moving.locked(db.session.get_one(Idea, idea_id))
        return ideas.comment(members.by_id(member_id), idea, "Shame!").post.state

    answers = real.together([partial(comment, key) for key in real.commit(lambda: newcomers(12))])
    assert answers.count(PostState.VISIBLE) == 4
    assert answers.count(PostState.HELD) == 8


def test_two_processes_share_one_count(real: Real, tmp_path: Path) -> None:
    real.commit(lambda: only(Deed.POST, Scope.MEMBER, 3))
    member_id = real.commit(lambda: newcomers(1))[0]
    other = make_app(settings_of(tmp_path, str(real.app.config["COCREATE"].database_url)))
    try:
        passed = [_passes(app, member_id) for app in (real.app, other) * 3]
    finally:
        dispose(other)
    assert passed == [True, True, True, False, False, False]


def _passes(app: Flask, member_id: int) -> bool:
    with app.test_request_context():
        try:
            rules.use(Deed.POST, members.by_id(member_id))
        except TooMany:
            return False
        return True

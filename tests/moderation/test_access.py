"""Who decides upon whom."""

import pytest
from flask import Flask
from werkzeug.exceptions import Forbidden

from cocreate.kernel.errors import Refused
from cocreate.members.models import Member
from cocreate.moderation.decisions.access import may_decide_upon
from cocreate.moderation.decisions.models import Action
from cocreate.moderation.decisions.rules import decide
from cocreate.moderation.models import Reason
from tests import make


def test_who_decides_upon_whom(app: Flask) -> None:
    deciders = [make.member(roles=[role] if role else []) for role in ("", "product", "service", "moderator", "admin")]
    others = [make.member(roles=[role] if role else []) for role in ("", "product", "moderator", "admin")]
    table = [[may_decide_upon(actor, member) for member in others] for actor in deciders]
    assert table == [
        [False, False, False, False],
        [False, False, False, False],
        [False, False, False, False],
        [True, True, True, False],
        [True, True, True, True],
    ]
    assert not any(may_decide_upon(actor, actor) for actor in deciders)


def test_the_rule_itself_refuses(moderator: Member) -> None:
    admin, product = make.member(roles=["admin"]), make.member(roles=["product"])
    for actor, member in ((product, make.member()), (moderator, moderator), (moderator, admin)):
        post = make.idea(member).post
        with pytest.raises(Forbidden):
            decide(actor, Action.HIDE, posts=[post], reason=Reason.SPAM)
        with pytest.raises(Forbidden):
            decide(actor, Action.BAN, members=[member], reason=Reason.SPAM)
    with pytest.raises(Forbidden):
        decide(product, Action.RESTORE, members=[moderator])


def test_an_administrator_who_can_act_stays(app: Flask) -> None:
    first, second = (make.member(roles=["admin"]) for _number in range(2))
    decide(first, Action.BAN, members=[second], reason=Reason.SPAM)
    with pytest.raises(Refused) as refused:  # by somebody who is banned since, in a request that began before
        decide(second, Action.BAN, members=[first], reason=Reason.SPAM)
    assert refused.value.code == "last-admin"

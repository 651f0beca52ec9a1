"""Supports as they come over the web: from addresses and devices."""

from collections.abc import Sequence
from datetime import datetime

from flask import current_app

from cocreate.ideas import rules as ideas
from cocreate.ideas.models import Idea
from cocreate.ideas.suspicion import log, voiding
from cocreate.ideas.suspicion.models import Voiding
from cocreate.kernel import clock
from cocreate.members.models import Member
from tests import make


def given(
    idea: Idea, member: Member, address: str = "203.0.113.7", device: str = "Phone", *, new: bool = False
) -> None:
    """`member` supports `idea` from there, and has also signed up there if they are `new`."""
    with current_app.test_request_context(environ_base={"REMOTE_ADDR": address}, headers={"User-Agent": device}):
        if new:
            log.note(member)
        ideas.support(member, idea)


def crowd(idea: Idea, number: int, *, at: Sequence[datetime] = ()) -> list[Member]:
    """So many new members who support `idea` from one address."""
    made = []
    for place in range(number):
        member = make.member()
        with clock.telling(at[place] if at else clock.now()):
            given(idea, member, new=True)
        made.append(member)
    return made


def proposed(idea: Idea, members: Sequence[Member], by: Member | None = None) -> Voiding:
    """A proposal to void what `members` gave to `idea`."""
    return voiding.propose(by or keeper(), idea, [member.public_id for member in members], "Made up in one evening.")


def voided(idea: Idea, members: Sequence[Member]) -> Voiding:
    """The same, confirmed."""
    return voiding.confirm(keeper(), proposed(idea, members))


def keeper() -> Member:
    """Somebody who may."""
    return make.member(roles=["moderator"])

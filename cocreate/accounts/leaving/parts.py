"""Every package that holds something of people. Whoever adds one names its ``privacy.py`` here, and is done."""

from collections.abc import Collection
from typing import Protocol

from cocreate.accounts import privacy as accounts
from cocreate.accounts.leaving import privacy as leaving
from cocreate.accounts.vehicles import privacy as vehicles
from cocreate.catalogue import privacy as catalogue
from cocreate.comments import privacy as comments
from cocreate.ideas import privacy as ideas
from cocreate.journal import privacy as journal
from cocreate.kernel import privacy as kernel
from cocreate.kernel.personal import Columns, Row
from cocreate.ledger import privacy as ledger
from cocreate.members import privacy as members
from cocreate.members.models import Member
from cocreate.moderation import privacy as moderation
from cocreate.notices import privacy as notices
from cocreate.perks import privacy as perks
from cocreate.perks.redemptions import privacy as redemptions
from cocreate.points import privacy as points
from cocreate.points.earning import privacy as earning
from cocreate.points.grants import privacy as grants
from cocreate.points.referrals import privacy as referrals
from cocreate.posts import privacy as posts
from cocreate.questions import privacy as questions
from cocreate.roadmap import privacy as roadmap
from cocreate.screening import privacy as screening
from cocreate.site import privacy as site


class Declared(Protocol):
    """A ``privacy.py``: what becomes of each column."""

    COLUMNS: Columns


class Takes(Declared, Protocol):
    """One that has something of a member to take along."""

    def export(self, member: Member) -> Row:
        """What goes into the member's file, by its key there."""


class Erases(Declared, Protocol):
    """One that has something of a member to erase."""

    def erase(self, member: Member, posts: Collection[int]) -> None:
        """Erase it, and what hangs on the `posts` that go with the member; again changes nothing."""


# In the order of the file.
TAKEN: tuple[Takes, ...] = (
    members,
    accounts,
    vehicles,
    posts,
    ideas,
    questions,
    comments,
    moderation,
    notices,
    ledger,
    points,
    grants,
    referrals,
    redemptions,
    leaving,
)
# What is locked before anybody's points: cases before reports, as whoever decides does; referrals go before the cars
# they name.
BEFORE_POINTS: tuple[Erases, ...] = (
    referrals, vehicles, comments, posts, ideas, screening, moderation, grants, accounts, leaving,
)  # fmt: skip
# In this order: points are taken back with notice, and the last one makes of the member a row without a name.
WITH_POINTS: tuple[Erases, ...] = (redemptions, points, notices, members)
ERASED = (*BEFORE_POINTS, *WITH_POINTS)
# Nothing of a member's own, but tables with words.
OTHERS: tuple[Declared, ...] = (kernel, journal, catalogue, site, earning, roadmap, perks)


def columns() -> Columns:
    """What becomes of every column of these packages."""
    return {name: held for part in (*OTHERS, *TAKEN, *ERASED) for name, held in part.COLUMNS.items()}

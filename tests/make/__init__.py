"""Makers: the shortest way to what a test is about. Everything left out is made up, and sound."""

from collections.abc import Sequence
from datetime import datetime
from itertools import count
from unittest.mock import patch

from cocreate.accounts.vehicles import operator as vehicles
from cocreate.catalogue import rules as catalogue
from cocreate.catalogue.models import Series
from cocreate.catalogue.stages import Stage
from cocreate.comments.models import Comment
from cocreate.ideas import rules as ideas
from cocreate.ideas.models import Idea, IdeaKind
from cocreate.kernel import clock, sealing
from cocreate.kernel.database import db
from cocreate.members import queries as members
from cocreate.members.models import Affiliation, Identity, IdentityKind, Member, MemberState, RoleGrant, Trust
from cocreate.members.queries import folded
from cocreate.posts import rules as posts
from cocreate.screening.models import Cause
from cocreate.screening.verdicts import Verdict
from cocreate.vehicles.models import Use

_numbers = count(1)


def member(
    name: str | None = None,
    *,
    roles: Sequence[str] = (),
    email: str | None = None,
    affiliation: Affiliation = Affiliation.NONE,
    state: MemberState = MemberState.ACTIVE,
    locale: str | None = "en",
    trust: Trust = Trust.REGULAR,
) -> Member:
    """A member with a confirmed e-mail address, known here for a while."""
    number = next(_numbers)
    name = name or f"Member {number}"
    made = Member(name=name, name_folded=folded(name), affiliation=affiliation, state=state, locale=locale, grants=[])
    made.trust = made.trust_floor = trust
    db.session.add(made)
    db.session.flush()
    made.grants.extend(RoleGrant(member_id=made.id, role=role, scope="site") for role in roles)
    if state is MemberState.ACTIVE:
        address = email or f"member{number}@example.org"
        identity = Identity(
            member_id=made.id, kind=IdentityKind.EMAIL, lookup=sealing.lookup(address), sealed=sealing.seal(address)
        )
        db.session.add(identity)
    db.session.flush()
    return made


def idea(
    author: Member | None = None,
    *,
    title: str | None = None,
    body: str = "It would make every day a little easier.",
    stage: Stage = Stage.DRIVING,
    kind: IdeaKind = IdeaKind.WISH,
    tags: Sequence[str] = (),
    models: Sequence[str] = (),
    supporters: int = 0,
    status: str = "new",
    at: datetime | None = None,
) -> Idea:
    """A published idea with so many supports; a `status` beside "new" is reached by the product team."""
    title = title or f"An idea, number {next(_numbers)}"
    author = members.by_id(author.id) if author else member()
    made = ideas.post(author, title, body, stage, kind, tags, models=models, at=at or unhurried(author))
    for _number in range(supporters):
        ideas.support(member(), made, at=clock.now())
    if status != "new":
        ideas.change_status(member(roles=["product"]), made, status, "Because the test says so.")
    return made


def held(author: Member | None = None, body: str = "It would make every day a little easier.") -> Idea:
    """An idea that somebody has to look at before it is seen."""
    with patch.object(posts, "screen", holding):
        return idea(author, body=body)


def holding(_author: Member, title: str | None, body: str, *_more: object) -> Verdict:
    """What screening says of a text that somebody has to look at."""
    return Verdict(title, body, frozenset({Cause.WORD}), held=True)


def comment(
    under: Idea | None = None, author: Member | None = None, body: str = "Well said.", answers: Comment | None = None
) -> Comment:
    """A comment under an idea."""
    author = author or member()
    return ideas.comment(author, under or idea(), body, answers, at=unhurried(author))


def unhurried(author: Member) -> datetime | None:
    """Now, as an instant that is given: a test that makes many things of somebody known here does not ask for haste."""
    return None if author.trust is Trust.NEWCOMER else clock.now()


def series(key: str | None = None, years: Sequence[int] = (2024,), *, name_zh: str = "", name_en: str = "") -> Series:
    """A series with these model years."""
    made = catalogue.add_series(None, key or f"series-{next(_numbers)}", name_zh, name_en)
    for year in years:
        catalogue.add_year(None, made, year)
    return made


def owner(
    of: Member | None = None,
    *,
    series: str = "lan-5",
    year: int | None = 2024,
    use: Use = Use.PRIVATE,
    at: datetime | None = None,
) -> Member:
    """A member with a verified car of this model, which is added to the catalogue where it is missing."""
    made = of or member()
    vehicles.vouch(made, f"{series}/{year}" if year else series, use, at=at)
    return made

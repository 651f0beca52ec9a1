"""The ideas of a release: linked while it is written, brought to shipped when it is published."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import joinedload

from cocreate.ideas import moving, queries, rules
from cocreate.ideas.models import MERGED, Idea, IdeaKind, Status, Transition
from cocreate.ideas.queries import IdeaRow
from cocreate.ideas.safety.closing import taking_two
from cocreate.journal import rules as journal
from cocreate.kernel.database import db
from cocreate.kernel.errors import Invalid, Refused
from cocreate.kernel.i18n import speaking
from cocreate.members.models import Member
from cocreate.notices import rules as notices
from cocreate.posts.models import LinkKind, PostLink
from cocreate.roadmap.releases.models import Release, ReleaseState

MOST, OFFERED = 100, 40
# What the team works on, and so may ship.
SHIPPABLE = ("adopted", "in_progress", "partly_shipped")
# The status each kind of link brings an idea to.
STATUS = {LinkKind.SHIPS: "shipped", LinkKind.SHIPS_PARTLY: "partly_shipped"}


@dataclass(frozen=True)
class Hindrance:
    """Why an idea cannot be shipped as it stands; `code` is for programs, `text` for people."""

    code: str
    text: str


@dataclass(frozen=True)
class Outlook:
    """An idea of a release that is not out yet; `partly`: it ships only a part of what the idea asks for."""

    idea: IdeaRow
    partly: bool
    hindrance: Hindrance | None


def link(actor: Member, release: Release, idea: Idea, kind: LinkKind) -> None:
    """Have `release` ship `idea`, wholly or in part. Raises `Invalid` at ``idea``, `Refused` once it is published."""
    _open(release)
    if idea.kind is IdeaKind.PRAISE:
        raise Invalid("idea", _("Praise is answered and thanked for; there is nothing to ship."))
    if not idea.post.is_visible:
        raise Invalid("idea", _("Only an idea that everybody sees can be shipped."))
    if idea.status_key == MERGED:
        raise Invalid("idea", _("This idea was merged into another. Take that one."))
    if len(linked(release)) >= MOST:
        raise Invalid("idea", _("At most %(count)s ideas, please.", count=MOST))
    row = insert(PostLink).values(from_id=release.id, to_id=idea.id, kind=kind)
    row = row.on_conflict_do_update(index_elements=[PostLink.from_id, PostLink.to_id], set_={"kind": kind})
    db.session.execute(row)
    journal.note(actor.id, "link", "post", release.id, to=idea.id, kind=kind.value)
    db.session.flush()


def unlink(actor: Member, release: Release, idea_id: int) -> None:
    """Have `release` not ship the idea; nothing happens where it did not. Raises `Refused` once it is published."""
    _open(release)
    gone = delete(PostLink).where(PostLink.from_id == release.id, PostLink.to_id == idea_id)
    if db.session.execute(gone.returning(PostLink.to_id)).first() is not None:
        journal.note(actor.id, "unlink", "post", release.id, to=idea_id)
        db.session.flush()


def let_go(release: Release) -> None:
    """Take all ideas out of a release that will never be."""
    db.session.execute(delete(PostLink).where(PostLink.from_id == release.id))


def linked(release: Release) -> dict[int, LinkKind]:
    """How the release ships each of its ideas, by their keys and in their order."""
    query = select(PostLink.to_id, PostLink.kind).where(PostLink.from_id == release.id).order_by(PostLink.to_id)
    return {row.to_id: row.kind for row in db.session.execute(query)}


def hindrances(actor: Member, release: Release) -> dict[int, Hindrance]:
    """What stands against shipping ideas of `release`, by the idea; none where everything is ready."""
    kinds = linked(release)
    query = select(Idea).where(Idea.id.in_(kinds)).options(joinedload(Idea.post), joinedload(Idea.status))
    return _hindrances(actor, list(db.session.scalars(query)), kinds)


def outlook(actor: Member, release: Release, locale: str) -> list[Outlook]:
    """The ideas of `release` as `actor` sees them, and what stands against each, the most supported first."""
    kinds, against = linked(release), hindrances(actor, release)
    found = queries.of_ids(list(kinds), actor, locale)
    every = [Outlook(row, kinds[id_] is LinkKind.SHIPS_PARTLY, against.get(id_)) for id_, row in found.items()]
    return sorted(every, key=lambda one: -one.idea.supports)


def candidates(release: Release, reader: Member | None, locale: str) -> list[IdeaRow]:
    """The ideas the team works on that `release` does not ship yet, by trend; at most `OFFERED`."""
    leading = queries.rising(Status.key.in_(SHIPPABLE), reader, locale, OFFERED + MOST)
    taken = {row.public_id for row in queries.of_ids(list(linked(release)), reader, locale).values()}
    return [row for row in leading if row.public_id not in taken][:OFFERED]


def ship(actor: Member, release: Release) -> None:
    """Bring every idea of the locked `release` where its link says; the release tells of it, not each of them.

    Raises `Refused` where one cannot go there; then none does.
    """
    kinds, reason = linked(release), _reason(release)
    ideas = [moving.locked(db.session.get_one(Idea, idea_id)) for idea_id in kinds]
    against = _hindrances(actor, ideas, kinds)
    for idea in ideas:
        if idea.id in against:
            trouble = against[idea.id].text
            raise Refused("ideas-not-ready", _("%(idea)s: %(trouble)s", idea=idea.post.title, trouble=trouble))
        if not _is_there(idea, kinds[idea.id]):
            with notices.untold():  # of each one: whoever cares hears of the release
                rules.change_status(actor, idea, STATUS[kinds[idea.id]], reason)


def _hindrances(actor: Member, ideas: Sequence[Idea], kinds: Mapping[int, LinkKind]) -> dict[int, Hindrance]:
    """What stands against `ideas`, by their keys. A constant number of statements."""
    found: dict[int, Hindrance | None] = {}
    for kind, key in STATUS.items():
        moving_on = [idea for idea in ideas if kinds[idea.id] is kind and not _is_there(idea, kind)]
        reachable = set(db.session.scalars(select(Transition.from_key).where(Transition.to_key == key)))
        by_two = taking_two(actor, moving_on, db.session.get_one(Status, key))
        found |= {idea.id: _hindrance(idea, idea.status_key in reachable, idea.id in by_two) for idea in moving_on}
    return {idea_id: hindrance for idea_id, hindrance in found.items() if hindrance is not None}


def _hindrance(idea: Idea, may_go: bool, takes_two: bool) -> Hindrance | None:
    if not idea.post.is_visible:
        return Hindrance("hidden", _("It is hidden."))
    if idea.status_key == MERGED:
        return Hindrance("merged", _("This idea was merged into another. Take that one."))
    if not may_go:
        return Hindrance("transition", _("It must be adopted first: answer it on its own page."))
    if takes_two:
        return Hindrance("takes-two", _("It bears a safety mark, so that two people close it on its own page first."))
    return None


def _is_there(idea: Idea, kind: LinkKind) -> bool:
    """What is shipped whole stays so, whatever a later release adds."""
    return idea.status_key in (STATUS[kind], STATUS[LinkKind.SHIPS])


def _reason(release: Release) -> str:
    with speaking(release.post.language):
        return str(_("It is part of the release “%(title)s”.", title=release.post.title))


def _open(release: Release) -> None:
    """Lock `release`, unless its ideas are settled."""
    state = db.session.scalar(select(Release.state).where(Release.id == release.id).with_for_update(key_share=True))
    if state not in (ReleaseState.DRAFT, ReleaseState.PLANNED):
        raise Refused("release-is-decided", _("This release is out already, or was given up."))

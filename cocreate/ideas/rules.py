"""The verbs of ideas: post, edit, support, withdraw, comment, change status."""

from collections.abc import Sequence
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import joinedload

from cocreate.comments import rules as comments
from cocreate.comments.models import Comment
from cocreate.ideas import about, owners, ranking
from cocreate.ideas.access import TEAM
from cocreate.ideas.models import FIRST, Idea, IdeaKind, Stage, Status, StatusChange, Support, Transition
from cocreate.journal import rules as journal
from cocreate.kernel import clock
from cocreate.kernel.database import db
from cocreate.kernel.errors import Invalid, Refused
from cocreate.members.models import Member
from cocreate.posts import rules as posts
from cocreate.posts.models import PostKind

MIN_TITLE, MAX_TITLE, MAX_BODY, MAX_TAG, MAX_REASON = 2, 120, 20_000, 30, 4000


def post(
    author: Member,
    title: str,
    body: str,
    stage: Stage,
    kind: IdeaKind = IdeaKind.WISH,
    tags: Sequence[str] = (),
    *,
    models: Sequence[str] = (),
    at: datetime | None = None,
) -> Idea:
    """Publish an idea of `author`, who follows it from then on. Raises `Invalid` at the field that cannot be taken."""
    _check_text(title, body, tags)
    cars = about.models(models)
    root = posts.write(author, PostKind.IDEA, body, title=title, at=at)
    db.session.flush()
    status = db.session.get_one(Status, FIRST)
    started = root.published_at or root.created_at
    idea = Idea(id=root.id, post=root, kind=kind, stage=stage, status=status, score=ranking.age(started))
    idea.status_changed_at = started
    db.session.add(idea)
    db.session.flush()
    posts.tag(root, tags)
    about.set_models(idea, cars)
    comments.follow(author, root, at=at)
    journal.note(author.id, "post", "post", idea.id, at=at)
    return idea


def edit(
    editor: Member,
    idea: Idea,
    title: str,
    body: str,
    stage: Stage,
    kind: IdeaKind,
    tags: Sequence[str] = (),
    *,
    models: Sequence[str] = (),
) -> None:
    """Change what an idea says; earlier texts stay readable as revisions."""
    _check_text(title, body, tags)
    cars = about.models(models)
    posts.rewrite(editor, idea.post, body, title=title)
    idea.stage, idea.kind = stage, kind
    posts.tag(idea.post, tags)
    about.set_models(idea, cars)
    journal.note(editor.id, "edit", "post", idea.id)
    db.session.flush()


def support(member: Member, idea: Idea, *, at: datetime | None = None) -> bool:
    """Cast `member`'s support for `idea` and follow it; ``False`` when it was cast before.

    Raises `Refused` when the idea's status takes no supports. The idea's row is locked, so that counting and a change
    of status come one after the other; the member's before it, so that a car verified meanwhile marks the support.
    """
    at = at or clock.now()
    spells = owners.hold(member)
    locked = _locked(idea)
    if not (locked.status.may_support and locked.post.is_visible):
        raise Refused("takes-no-supports", _("This idea is closed and takes no more supports."))
    row = insert(Support).values(idea_id=idea.id, member_id=member.id, at=at).on_conflict_do_nothing()
    cast = db.session.scalar(row.returning(Support.id))
    if cast is None:
        return False
    locked.supports += 1
    locked.score = ranking.raised(locked.score, at)
    owners.cast(locked, cast, owners.mark_of(at, spells))
    comments.follow(member, locked.post, at=at)
    journal.note(member.id, "support", "post", idea.id, at=at)
    db.session.flush()
    return True


def withdraw(member: Member, idea: Idea) -> bool:
    """Take `member`'s support back; ``False`` when there was none. Raises `Refused` once the idea is closed."""
    locked = _locked(idea)
    if not (locked.status.may_support and locked.post.is_visible):
        raise Refused("takes-no-supports", _("This idea is closed; its supports stay as they are."))
    owners.forget(locked, member)
    gone = delete(Support).where(Support.idea_id == idea.id, Support.member_id == member.id)
    if db.session.execute(gone.returning(Support.id)).first() is None:
        return False
    recount(locked)
    journal.note(member.id, "withdraw", "post", idea.id)
    db.session.flush()
    return True


def recount(idea: Idea) -> None:
    """Make the counts and the score of the locked `idea` anew from its supports."""
    found = db.session.execute(select(Support.at, Support.owner).where(Support.idea_id == idea.id)).all()
    idea.supports, idea.owners = len(found), sum(owner for _at, owner in found)
    idea.score = ranking.score([idea.post.published_at or idea.post.created_at, *(at for at, _owner in found)])
    owners.recount_years(idea)


def comment(
    author: Member, idea: Idea, body: str, answers: Comment | None = None, *, at: datetime | None = None
) -> Comment:
    """Comment on `idea`. Raises `Refused` when its status takes no comments."""
    if not (idea.status.may_comment and idea.post.is_visible):
        raise Refused("takes-no-comments", _("This idea takes no more comments."))
    return comments.post(author, idea.post, body, answers=answers, at=at)


def change_status(actor: Member, idea: Idea, to_key: str, reason: str, *, at: datetime | None = None) -> StatusChange:
    """Move `idea` to the status `to_key`, for a `reason` that everybody reads.

    Raises `Invalid` for an unknown status or an empty reason, `Refused` for a transition that is not allowed.
    """
    if not reason:
        raise Invalid("reason", _("Give the reason: everybody who supports this idea will read it."))
    if len(reason) > MAX_REASON:
        raise Invalid("reason", _("At most %(count)s characters, please.", count=MAX_REASON))
    target = db.session.get(Status, to_key)
    if target is None:
        raise Invalid("status", _("There is no such status."))
    locked = _locked(idea)
    if not target.manual or db.session.get(Transition, (locked.status_key, to_key)) is None:
        raise Refused("transition-not-allowed", _("The idea cannot go from its present status to this one."))
    change = StatusChange(
        idea_id=locked.id,
        from_key=locked.status_key,
        to_key=to_key,
        reason=reason,
        actor_id=actor.id,
        actor_role=next((role.value for role in TEAM if actor.has_role(role)), "member"),
        at=at or clock.now(),
    )
    db.session.add(change)
    locked.status, locked.status_changed_at = target, change.at
    journal.note(actor.id, "change_status", "post", idea.id, at=change.at, status=to_key)
    db.session.flush()
    return change


def reassign(former: Member, member: Member) -> None:
    """Hand the supports of `former` to `member`; where both supported one idea, the older support remains.

    The caller settles the owner's marks of both afterwards (`owners.mark`).
    """
    theirs = {row.idea_id: row for row in db.session.scalars(select(Support).where(Support.member_id == former.id))}
    ideas = select(Idea).where(Idea.id.in_(theirs)).order_by(Idea.id).options(joinedload(Idea.post))
    for idea in db.session.scalars(ideas.with_for_update(of=Idea, key_share=True)):
        given = theirs[idea.id]
        own = db.session.scalar(select(Support).where(Support.idea_id == idea.id, Support.member_id == member.id))
        if own is None:
            given.member_id = member.id
            continue
        own.at = min(own.at, given.at)
        db.session.delete(given)
        db.session.flush()
        recount(idea)
    db.session.flush()


def _locked(idea: Idea) -> Idea:
    """`idea` with its row locked until the transaction ends, and everything about it read afresh.

    The row is locked before it is joined: a join that locks would keep the status it saw before waiting, find
    that it no longer matches, and answer no row at all.
    """
    lock = select(Idea.id).where(Idea.id == idea.id).with_for_update(key_share=True)
    db.session.execute(lock)
    query = select(Idea).where(Idea.id == idea.id).options(joinedload(Idea.post), joinedload(Idea.status))
    return db.session.scalars(query.execution_options(populate_existing=True)).one()


def _check_text(title: str, body: str, tags: Sequence[str]) -> None:
    if len(title) < MIN_TITLE:
        raise Invalid("title", _("Say it in a title of at least %(count)s characters.", count=MIN_TITLE))
    if len(title) > MAX_TITLE:
        raise Invalid("title", _("At most %(count)s characters, please.", count=MAX_TITLE))
    if not body:
        raise Invalid("body", _("Tell a little more: what happens today, and what would be better?"))
    if len(body) > MAX_BODY:
        raise Invalid("body", _("At most %(count)s characters, please.", count=MAX_BODY))
    if len(tags) > posts.MAX_TAGS:
        raise Invalid("tags", _("At most %(count)s tags, please.", count=posts.MAX_TAGS))
    if any(not tag or len(tag) > MAX_TAG for tag in tags):
        raise Invalid("tags", _("A tag has 1 to %(count)s characters.", count=MAX_TAG))

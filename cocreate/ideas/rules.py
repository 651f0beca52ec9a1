"""The verbs of ideas: post, edit, support, withdraw, comment, change status."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import Select, delete, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import aliased

from cocreate.catalogue import about as catalogue
from cocreate.catalogue.stages import Stage
from cocreate.comments import earning as comments_earning
from cocreate.comments import naming
from cocreate.comments import rules as comments
from cocreate.comments.models import Comment
from cocreate.ideas import about, earning, moving, owners, ranking, search, telling
from cocreate.ideas.evidence import rules as evidence
from cocreate.ideas.hearing import hearers
from cocreate.ideas.merging import groups, whereabouts
from cocreate.ideas.merging.groups import UNSEEN, in_group
from cocreate.ideas.merging.models import Merge
from cocreate.ideas.models import FIRST, Category, Idea, IdeaKind, Status, StatusChange, Support, Transition
from cocreate.ideas.responses import rules as responses
from cocreate.ideas.safety import closing
from cocreate.ideas.safety import rules as safeguards
from cocreate.ideas.safety.models import ClosingProposal
from cocreate.ideas.statements import rules as statements
from cocreate.ideas.suspicion import log as access_log
from cocreate.ideas.suspicion import voids
from cocreate.ideas.targets import rules as targets
from cocreate.ideas.targets.windows import Window
from cocreate.journal import rules as journal
from cocreate.kernel import clock
from cocreate.kernel.database import db
from cocreate.kernel.errors import Invalid, NotNow, Refused
from cocreate.members.models import Member
from cocreate.posts import rules as posts
from cocreate.posts import standing
from cocreate.posts.models import Post, PostKind
from cocreate.posts.pictures.rules import attach
from cocreate.posts.standing import Kept
from cocreate.screening.rates import rules as rates
from cocreate.screening.rates.models import Deed
from cocreate.screening.rules import screen_words

MIN_TITLE, MAX_TITLE, MAX_BODY, MAX_REASON = 2, 120, 20_000, 4000
# Supports from which a change of the text is announced. Ten people have then lent their name to what was written; the
# first hours, in which an author mends slips and adds what the first readers ask for, are over.
REVISED_FROM = 10


def post(
    author: Member,
    title: str,
    body: str,
    stage: Stage,
    kind: IdeaKind = IdeaKind.WISH,
    tags: Sequence[str] = (),
    *,
    models: Sequence[str] = (),
    pictures: Collection[str] = (),
    safety: bool = False,
    at: datetime | None = None,
) -> Idea:
    """Publish an idea of `author`, who follows it from then on. Raises `Invalid` at the field that cannot be taken.

    From then on the brand owes it an answer, unless screening holds it (`Post.state` tells); to a problem of `safety`
    the team is alerted at once.
    """
    _check_text(title, body, tags)
    screen_words(author, "tags", *tags)
    safeguards.check(kind, safety)
    cars = catalogue.models(models)
    root = naming.write(author, PostKind.IDEA, body, title=title, at=at)
    status = db.session.get_one(Status, FIRST)
    started = root.published_at or root.created_at
    idea = Idea(id=root.id, post=root, kind=kind, stage=stage, status=status, score=ranking.age(started))
    idea.status_changed_at = started
    db.session.add(idea)
    db.session.flush()
    posts.tag(root, tags)
    about.set_models(idea, cars)
    if pictures:
        attach(root, author, pictures)
    comments.follow(author, root, at=at)
    journal.note(author.id, "post", "post", idea.id, at=at)
    naming.published(root, "post")
    responses.begin(idea)
    if safety:
        safeguards.mark(author, idea)
    search.index(idea)
    return idea


def came(post: Post, first: bool) -> None:
    """What the locked idea of `post` brings with it when it is seen: where `first`, all that begins with publishing."""
    idea = moving.locked(db.session.get_one(Idea, post.id))
    if first:
        idea.status_changed_at = post.published_at or post.created_at
        idea.score = _score(idea)
        responses.begin(idea)
        safeguards.published(idea)
        naming.published(post, "post")
    else:
        telling.revised_meanwhile(idea)
        naming.tell_meanwhile(post, post.id)
        comments_earning.thread_came(_comments(post.id))
    search.index(idea)
    earning.came(idea)


def went(post: Post) -> None:
    """What goes with the idea of `post` when it is seen no more: its words in what finds its target."""
    search.index(db.session.get_one(Idea, post.id))
    earning.went(post.id)


def judged(post: Post) -> None:
    """What the comments brought goes with the idea of `post` that others took away; who leaves takes nothing."""
    comments_earning.thread_went(_comments(post.id))


def lock(idea_ids: Collection[int]) -> Collection[int]:
    """Hold the rows of these ideas; where they are merged, the words of their targets change with them."""
    moving.lock_all(idea_ids)
    merged = select(Merge.into_id).where(Merge.idea_id.in_(idea_ids), Merge.ended_at.is_(None))
    return db.session.scalars(merged).all()


def _comments(idea_id: int) -> Select[int]:
    return select(Comment.id).where(Comment.thread_id == idea_id)


standing.keeps(PostKind.IDEA, Kept(lock, came, went, judged))


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
    pictures: Collection[str] | None = None,
    safety: bool | None = None,
) -> bool:
    """Change what an idea says; ``False`` when nothing differs. Earlier texts stay readable as revisions.

    Until `REVISED_FROM` supports a change is quiet: the page says "Edited", and whoever looks finds what was. From
    then on the page says after how many supports the text was changed, the journal holds both numbers, and the
    supporters hear of it. Without `pictures` these stay as they are. `safety` sets the mark where it was forgotten;
    only the team takes it away again.
    """
    _check_text(title, body, tags)
    screen_words(editor, "tags", *tags)
    safeguards.check(kind, bool(safety))
    cars = catalogue.models(models)
    posts.hold(editor)
    idea = moving.locked(idea)
    safeguards.check_kept(idea, safety)
    search.lock(idea)
    before = (idea.kind, idea.stage, idea.safety)
    others = comments.authors(idea.post)
    replaced, fresh = naming.rewrite(editor, idea.post, body, others, title=title, supports=idea.supports)
    _change_kind(idea, kind)
    if safety:
        safeguards.mark(editor, idea)
    idea.stage = stage
    retagged, of_other_cars = posts.tag(idea.post, tags), about.set_models(idea, cars)
    pictured = pictures is not None and attach(idea.post, editor, pictures)
    if replaced is not None and idea.supports >= REVISED_FROM:
        said: dict[str, Any] = {"revision": replaced.number + 1, "supports": idea.supports}
        said |= {"unseen": True} if posts.is_away(idea.post) else {}
        entry = journal.note(editor.id, "revise", "post", idea.id, **said, **naming.later(idea.post, fresh))
        naming.tell_newly(entry, idea.post, fresh, idea.id)
        telling.revised(entry)
    elif replaced or retagged or of_other_cars or pictured or before != (idea.kind, idea.stage, idea.safety):
        naming.edited(editor, idea.post, fresh, idea.id)
    else:
        return False
    search.index(idea)
    evidence.bring([idea.id])
    return True


def support(member: Member, idea: Idea, *, at: datetime | None = None) -> bool:
    """Cast `member`'s support for `idea` and follow it; ``False`` when it was cast before, be it for an idea that is
    merged into this one.

    Raises `Refused` when the idea's status takes no supports or theirs is voided, `TooMany` for a member who is too
    quick, unless it was given `at` another time. The idea's row is locked, so that counting and a change of status come
    one after the other; the member's before it, so that a car verified meanwhile marks the support.
    """
    if at is None:
        rates.use(Deed.SUPPORT, member, target=db.session.get_one(Post, idea.id).author_id)
    at = at or clock.now()
    spells = owners.hold(member)
    locked = moving.locked(idea)
    whereabouts.check_here(member, locked)
    if not (locked.status.may_support and locked.post.is_visible):
        raise Refused("takes-no-supports", _("This idea is closed and takes no more supports."))
    if locked.duplicates:
        voids.check(member, locked)
    row = insert(Support).values(idea_id=idea.id, member_id=member.id, at=at).on_conflict_do_nothing()
    cast = db.session.scalar(row.returning(Support.id))
    if cast is None:
        voids.check(member, locked)
        return False
    locked.supports += 1
    locked.score = ranking.raised(locked.score, at)
    mark = owners.mark_of(at, spells)
    owners.cast(locked, cast, mark)
    comments.follow(member, locked.post, at=at)
    access_log.note(member, idea.id)
    journal.note(member.id, "support", "post", idea.id, at=at)
    if mark is not None:
        evidence.bring([idea.id], at=at)
    db.session.flush()
    return True


def withdraw(member: Member, idea: Idea) -> bool:
    """Take `member`'s support back; ``False`` when there was none. Raises `Refused` once the idea is closed.

    What they gave to ideas that are merged into this one goes with it: it is their voice that they take back.
    """
    locked = moving.locked(idea)
    whereabouts.check_here(member, locked)
    if not (locked.status.may_support and locked.post.is_visible):
        raise Refused("takes-no-supports", _("This idea is closed; its supports stay as they are."))
    owners.forget(locked, member)
    gone = delete(Support).where(Support.counted_in_id == idea.id, Support.member_id == member.id)
    at = db.session.scalar(gone.returning(Support.at))
    if at is None:
        return False
    if locked.duplicates:
        theirs = (in_group(Support.idea_id, idea.id), Support.member_id == member.id)
        db.session.execute(delete(Support).where(*theirs, Support.voiding_id.is_(None)))
    locked.supports -= 1
    lowered = ranking.lowered(locked.score, at, locked.supports)
    locked.score = _score(locked) if lowered is None else lowered
    journal.note(member.id, "withdraw", "post", idea.id)
    db.session.flush()
    return True


def recount(idea: Idea) -> None:
    """Make the counts and the score of the locked `idea` anew from its supports."""
    marks = list(db.session.scalars(select(Support.owner).where(Support.counted_in_id == idea.id)))
    idea.supports, idea.owners = len(marks), sum(marks)
    idea.score = _score(idea)
    owners.recount_years(idea)


def _score(idea: Idea) -> float:
    """The score of `idea`, made anew from its supports."""
    instants = db.session.scalars(select(Support.at).where(Support.counted_in_id == idea.id))
    return ranking.score([idea.post.published_at or idea.post.created_at, *instants])


def comment(
    author: Member,
    idea: Idea,
    body: str,
    answers: Comment | None = None,
    *,
    official: bool = True,
    pictures: Collection[str] = (),
    at: datetime | None = None,
) -> Comment:
    """Comment on `idea`. Raises `NotNow` when its status takes no comments.

    It is the brand's answer if it is meant as `official` by one who may speak for the brand. A reply stays with what it
    `answers`, be that under an idea merged into this one; then that one is answered, too.
    """
    if answers is not None and not is_under(answers, idea):
        raise Invalid("reply_to", _("The comment you answer is no longer there."))
    if not (idea.status.may_comment and idea.post.is_visible):
        raise NotNow("takes-no-comments", _("This idea takes no more comments."))
    official = official and author.is_official
    if official:
        moving.lock(idea)  # before its post is counted up, in the order of every other verb
    concerned = hearers(idea.id) if official else {}
    thread = db.session.get_one(Post, answers.thread_id) if answers else idea.post
    written = comments.post(
        author,
        thread,
        body,
        answers=answers,
        official=official,
        pictures=pictures,
        concerned=concerned,
        shown_under=idea.id,
        at=at,
    )
    if written.official:
        for answered in dict.fromkeys((idea.id, thread.id)):
            responses.answered(answered, written.post.published_at or written.post.created_at)
    return written


def is_under(comment: Comment, idea: Idea) -> bool:
    """Whether `comment` shows under `idea`, as one of its own or of an idea merged into it."""
    if comment.thread_id == idea.id:
        return True
    merged = groups.duplicates(idea.id).where(Merge.idea_id == comment.thread_id)
    return db.session.scalar(merged) is not None


def change_status(
    actor: Member,
    idea: Idea,
    to_key: str,
    reason: str,
    *,
    official: bool = True,
    window: Window | None = None,
    at: datetime | None = None,
) -> StatusChange | ClosingProposal:
    """Move `idea` to the status `to_key`, for a `reason` that everybody reads; `official` makes it an answer.

    With a `window`, that is the idea's target from then on, for the same reason.
    Where this takes two people, it is proposed, or what another one proposed is confirmed (``safety.closing``).
    Raises `Invalid` for an unknown status or an empty reason, `Refused` for a transition that is not allowed.
    """
    if not reason:
        raise Invalid("reason", _("Give the reason: everybody who supports this idea will read it."))
    if len(reason) > MAX_REASON:
        raise Invalid("reason", _("At most %(count)s characters, please.", count=MAX_REASON))
    target = db.session.get(Status, to_key)
    if target is None:
        raise Invalid("status", _("There is no such status."))
    locked = moving.locked(idea)
    if not target.manual or db.session.get(Transition, (locked.status_key, to_key)) is None:
        raise Refused("transition-not-allowed", _("The idea cannot go from its present status to this one."))
    if locked.kind is IdeaKind.PRAISE and target.category is not Category.OPEN:
        raise Refused("praise-is-answered", _("Praise is answered and thanked for; there is nothing to decide."))
    if window and target.category is not Category.ACTIVE:
        raise Invalid("target", _("Only an idea the team has taken on, and is not done with, has a target."))
    if closing.takes_two(actor, locked, target):
        return closing.propose(actor, locked, target, reason, official=official)
    change = moving.move(actor, locked, target, reason, official=official, at=at)
    if window:
        targets.set_target(actor, locked, window, reason, at=at, quiet=True)
    return change


def reassign(former: Member, member: Member) -> None:
    """Hand the supports of `former` to `member`; where both supported one idea, the older support remains.

    The caller settles the owner's marks of both afterwards (`owners.mark`).
    """
    groups.hold()
    given, own = aliased(Support), aliased(Support)
    theirs = select(given.idea_id).where(given.member_id == former.id)
    targets = moving.locked_targets(db.session.scalars(theirs).all())
    both = (given.member_id == former.id, own.member_id == member.id, own.idea_id == given.idea_id)
    older = update(own).where(*both).values(at=func.least(own.at, given.at))
    db.session.execute(older, execution_options=UNSEEN)
    twice = select(given.id).join(own, both[-1]).where(*both[:-1])
    db.session.execute(delete(Support).where(Support.id.in_(twice)), execution_options=UNSEEN)
    handed = update(Support).where(Support.member_id == former.id)
    db.session.execute(handed.values(member_id=member.id, counted_in_id=None), execution_options=UNSEEN)
    for idea in targets:
        groups.settle(idea.id, member)
        recount(idea)
    db.session.flush()


def _change_kind(idea: Idea, kind: IdeaKind) -> None:
    """Make `idea` one of another `kind`, unless its status or mark would not fit it."""
    if kind is idea.kind:
        return
    locked = moving.locked(idea)
    if kind is IdeaKind.PRAISE and locked.status.category is not Category.OPEN:
        raise Invalid("kind", _("It has been decided upon and can no longer become praise."))
    safeguards.check_kind(locked, kind)
    statements.check_kind(locked, kind)
    responses.change_kind(locked, kind)


def _check_text(title: str, body: str, tags: Sequence[str]) -> None:
    if len(title) < MIN_TITLE:
        raise Invalid("title", _("Say it in a title of at least %(count)s characters.", count=MIN_TITLE))
    if len(title) > MAX_TITLE:
        raise Invalid("title", _("At most %(count)s characters, please.", count=MAX_TITLE))
    if not body:
        raise Invalid("body", _("Tell a little more: what happens today, and what would be better?"))
    if len(body) > MAX_BODY:
        raise Invalid("body", _("At most %(count)s characters, please.", count=MAX_BODY))
    posts.check_tags(tags)

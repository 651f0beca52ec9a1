"""What stands against merging one idea into another. Both are locked, so what is found here holds."""

from flask_babel import gettext as _
from sqlalchemy import select

from cocreate.ideas.merging import whereabouts
from cocreate.ideas.merging.models import Merge
from cocreate.ideas.models import MERGED, Idea, IdeaKind
from cocreate.ideas.triage.scheduled import waiting_of
from cocreate.kernel.api import absolute
from cocreate.kernel.database import db
from cocreate.kernel.errors import Invalid, Refused
from cocreate.members.models import Member


def check(actor: Member, source: Idea, target: Idea) -> Merge | None:
    """The merge of `source` into `target` where it is done already; otherwise raise whatever stands against it.

    A target is never merged itself, nor has what is merged anything merged into it: there are no chains and no circles.
    """
    if source.id == target.id:
        raise Invalid("into", _("An idea cannot be merged into itself."))
    if source.status_key == MERGED:
        return _already(actor, source, target)
    if target.status_key == MERGED:
        _point_on(actor, target)
    if source.duplicates:
        raise Refused(
            "has-duplicates",
            _("Other ideas are merged into “%(title)s”. Merge the other way round, or take them out first.",
              title=source.post.title),
        )  # fmt: skip
    _check_fit(source, target)
    if waiting_of(source) is not None:
        raise Refused(
            "change-scheduled",
            _("A change of “%(title)s” is scheduled. Cancel it first.", title=source.post.title),
        )
    return None


def _already(actor: Member, source: Idea, target: Idea) -> Merge:
    query = select(Merge).where(Merge.idea_id == source.id, Merge.ended_at.is_(None))
    merge = db.session.scalars(query.execution_options(populate_existing=True)).one()
    if merge.into_id != target.id:
        whereabouts.check_here(actor, source)
        raise Refused("merged", _("“%(title)s” is merged into another idea already.", title=source.post.title))
    return merge


def _point_on(actor: Member, target: Idea) -> None:
    """Refuse a target that is merged, naming the idea to merge into instead."""
    found = whereabouts.target_of(target, actor)
    if found is None:
        raise Refused("target-merged", _("“%(title)s” is merged into another idea.", title=target.post.title))
    raise Refused(
        "target-merged",
        _("“%(title)s” is merged into “%(target)s”. Merge into that one.", title=target.post.title, target=found.title),
        merged_into={"id": found.public_id, "url": absolute(found.url)},
    )


def _check_fit(source: Idea, target: Idea) -> None:
    """Refuse what would show something to those who may not see it, or mix what is not alike."""
    seen_alike = source.post.is_visible and target.post.is_visible and source.post.audience is target.post.audience
    if not seen_alike:
        raise Refused("not-seen-alike", _("Only ideas that the same people see can be merged."))
    if (source.kind is IdeaKind.PRAISE) is not (target.kind is IdeaKind.PRAISE):
        raise Refused("praise-apart", _("Praise can only be merged into praise."))
    if IdeaKind.STATEMENT in (source.kind, target.kind):
        raise Refused("statement-stands-alone", _("A statement is signed as it is, and merged with nothing."))
    if source.safety and target.kind is not IdeaKind.PROBLEM:
        raise Refused(
            "safety-needs-problem",
            _("“%(title)s” is about safety. It can only be merged into a problem, which then bears the mark too.",
              title=source.post.title),
        )  # fmt: skip

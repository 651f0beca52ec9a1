"""Writing ideas that come in."""

from collections.abc import Callable
from datetime import datetime

from cocreate.ideas import ranking
from cocreate.ideas.models import Idea, StatusChange
from cocreate.importing import writers
from cocreate.importing.drafts import IdeaDraft
from cocreate.importing.mapping import Mapping
from cocreate.importing.tally import Tally
from cocreate.kernel.database import db
from cocreate.members.models import Member
from cocreate.posts import rules as posts
from cocreate.posts.models import PostKind

# The role in which a source, which is nobody's account, gave an idea its status.
ROLE = "import"
START = "new"


def write(mapping: Mapping, drafts: dict[int, IdeaDraft], at: datetime, tally: Tally) -> None:
    """Write the ideas of `drafts` (by row number); those without a time are published `at` that instant.

    Nobody follows them yet, and nobody is told.
    """
    itself = writers.itself(mapping)
    people = writers.members(mapping.source, [itself, *(draft.writer for draft in drafts.values())])
    for number, draft in drafts.items():
        tally.attempt(number, _writing(mapping, draft, people[draft.writer], people[itself], draft.at or at))


def _writing(mapping: Mapping, draft: IdeaDraft, author: Member, itself: Member, at: datetime) -> Callable[[], Idea]:
    def write_one() -> Idea:
        root = posts.write(author, PostKind.IDEA, draft.body, title=draft.title, language=draft.language, at=at)
        idea = Idea(
            id=root.id,
            kind=draft.kind,
            stage=draft.stage,
            status_key=draft.status,
            elsewhere=draft.elsewhere,
            elsewhere_label=mapping.label if draft.elsewhere else None,
            score=ranking.age(at),
        )
        db.session.add(idea)
        posts.remember_import(root, mapping.source, draft.reference)
        posts.tag(root, draft.tags)
        if draft.status != START:
            db.session.add(_first_change(draft, idea, itself, at))
        db.session.flush()
        return idea

    return write_one


def _first_change(draft: IdeaDraft, idea: Idea, itself: Member, at: datetime) -> StatusChange:
    """The one step of history that says whence the status is."""
    return StatusChange(
        idea_id=idea.id,
        from_key=START,
        to_key=draft.status,
        reason=draft.status_reason,
        actor_id=itself.id,
        actor_role=ROLE,
        at=draft.status_at or at,
    )

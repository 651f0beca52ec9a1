"""Writing ideas that come in."""

from collections.abc import Sequence
from datetime import datetime

from cocreate.ideas import ranking
from cocreate.ideas.models import FIRST, Idea, StatusChange
from cocreate.importing import writers
from cocreate.importing.drafts import IdeaDraft
from cocreate.importing.mapping import Mapping
from cocreate.importing.tally import Tally
from cocreate.kernel.database import db
from cocreate.posts import rules as posts
from cocreate.posts.models import Post, PostKind

# The role in which a source, which is nobody's account, gave an idea its status.
ROLE = "import"


def write(mapping: Mapping, drafts: dict[int, IdeaDraft], at: datetime, tally: Tally) -> None:
    """Write the ideas of `drafts` (by row number); those without a time are published `at` that instant.

    Nobody follows them yet, and nobody is told.
    """
    itself = writers.itself(mapping)
    wanted = [draft.writer for draft in drafts.values()]
    if any(draft.status != FIRST for draft in drafts.values()):
        wanted.append(itself)
    people = writers.members(mapping.source, wanted)

    def write_all(some: Sequence[IdeaDraft]) -> None:
        roots = {
            draft.reference: posts.write(
                people[draft.writer],
                PostKind.IDEA,
                draft.body,
                title=draft.title,
                language=draft.language,
                at=draft.at or at,
            )
            for draft in some
        }
        db.session.flush()
        db.session.add_all(_idea(mapping, draft, roots[draft.reference]) for draft in some)
        db.session.flush()
        posts.remember_imports(mapping.source, roots)
        changed = (draft for draft in some if draft.status != FIRST)
        db.session.add_all(_first_change(draft, roots[draft.reference], people[itself].id) for draft in changed)
        db.session.flush()
        posts.tag_new({roots[draft.reference]: draft.tags for draft in some})

    tally.attempt(drafts, write_all)


def _idea(mapping: Mapping, draft: IdeaDraft, root: Post) -> Idea:
    return Idea(
        id=root.id,
        kind=draft.kind,
        stage=draft.stage,
        status_key=draft.status,
        status_changed_at=(draft.status_at if draft.status != FIRST else None) or root.created_at,
        elsewhere=draft.elsewhere,
        elsewhere_label=mapping.label if draft.elsewhere else None,
        score=ranking.age(root.created_at),
    )


def _first_change(draft: IdeaDraft, root: Post, actor_id: int) -> StatusChange:
    """The one step of history that says whence the status is."""
    return StatusChange(
        idea_id=root.id,
        from_key=FIRST,
        to_key=draft.status,
        reason=draft.status_reason,
        actor_id=actor_id,
        actor_role=ROLE,
        at=draft.status_at or root.created_at,
    )

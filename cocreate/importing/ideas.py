"""Ideas that come in: what a row says of one, and writing them."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select

from cocreate.catalogue import about as cars
from cocreate.catalogue import queries as catalogue
from cocreate.catalogue.stages import Stage
from cocreate.ideas import about, ranking
from cocreate.ideas.models import FIRST, Idea, IdeaKind, Status, StatusChange
from cocreate.ideas.rules import MAX_BODY, MAX_REASON, MAX_TITLE, MIN_TITLE
from cocreate.importing import present, writers
from cocreate.importing.errors import Rejected, Unusable
from cocreate.importing.mapping import Mapping
from cocreate.importing.rows import Draft, Row, short
from cocreate.importing.sources import told
from cocreate.importing.tally import Tally
from cocreate.importing.writers import Writer
from cocreate.kernel import text
from cocreate.kernel.database import db
from cocreate.kernel.errors import Invalid
from cocreate.kernel.fields import BIGINT
from cocreate.posts import rules as posts
from cocreate.posts.models import Post, PostKind
from cocreate.posts.rules import MAX_TAG, MAX_TAGS
from cocreate.posts.search.rules import index

# The role in which a source, which is nobody's account, gave an idea its status.
ROLE = "import"


@dataclass(frozen=True, kw_only=True)
class IdeaDraft(Draft):
    """An idea to be. `at` is ``None`` where the mapping feeds no time; `status_at` where it is that of the idea."""

    writer: Writer
    title: str
    body: str
    language: str | None
    kind: IdeaKind
    stage: Stage
    models: tuple[str, ...]
    tags: tuple[str, ...]
    status: str
    status_reason: str
    status_at: datetime | None
    elsewhere: int


class Known(NamedTuple):
    """The statuses an imported idea may have, and the models it may be about."""

    statuses: frozenset[str]
    models: frozenset[str]


def draft(row: Row) -> IdeaDraft:
    """What `row` says of an idea."""
    title, body = " ".join(row.text("title").splitlines()), row.text("body")
    if len(title) < MIN_TITLE:
        raise Rejected("it has no title" if not title else f"its title has less than {MIN_TITLE} characters")
    # An idea without text says it all in its title; a title that is too long begins the text, so nothing is lost.
    body = body or title
    if len(title) > MAX_TITLE:
        body = f"{title}\n\n{body}" if body != title else body
        title = _cut(title, MAX_TITLE)
    if len(body) > MAX_BODY:
        raise Rejected(f"its text has more than {MAX_BODY} characters")
    return IdeaDraft(
        reference=row.reference(),
        writer=row.writer(),
        title=title,
        body=body,
        at=row.instant("created_at"),
        language=row.language(),
        kind=row.choice("kind", IdeaKind, IdeaKind.WISH),
        stage=row.choice("stage", Stage, Stage.DEVELOPMENT),
        models=tuple(dict.fromkeys(row.several("models"))),
        tags=_tags(row),
        status=row.text("status") or FIRST,
        status_reason=_reason(row),
        status_at=row.instant("status_at") if row.text("status_at") else None,
        elsewhere=_elsewhere(row),
    )


def known(mapping: Mapping) -> Known:
    """What ideas may name. Raises `Unusable` for a mapping to statuses that do not exist."""
    statuses = frozenset(db.session.scalars(select(Status.key).where(Status.manual)))
    feed = mapping.feeds.get("status")
    named = {*(feed.values or {}).values(), *([feed.constant] if feed.constant else [])} if feed else set()
    if unknown := sorted(named - statuses):
        raise Unusable(f"no idea can be given the status {', '.join(unknown)}; known are {', '.join(sorted(statuses))}")
    models = [model for group in catalogue.groups() for model in (group.series, *group.years)]
    return Known(statuses, frozenset(model.key for model in models))


def check(draft: IdeaDraft, known: Known) -> None:
    """Raise `Rejected` when `draft` names what there is not."""
    if draft.status not in known.statuses:
        raise Rejected(f"status {draft.status!r} is none of {', '.join(sorted(known.statuses))}")
    for model in draft.models:
        if model not in known.models:
            raise Rejected(f"the catalogue has no model {short(model)}: import models first")
    try:
        cars.check(draft.models)
    except Invalid as error:
        raise Rejected(f"models: {error.message}") from error


def write(mapping: Mapping, drafts: dict[int, IdeaDraft], at: datetime, tally: Tally) -> None:
    """Write the ideas of `drafts` (by row number) that are not here yet; those without a time are published `at`.

    Nobody follows them yet, and nobody is told.
    """
    drafts = present.new(PostKind.IDEA, mapping, drafts, tally)
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
        about.set_new({roots[draft.reference].id: draft.models for draft in some})
        index([root.id for root in roots.values()])

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


def _tags(row: Row) -> tuple[str, ...]:
    """The first tags of the row, each cut to the length a tag may have."""
    distinct: dict[str, str] = {}
    for name in row.several("tags"):
        tag = name[:MAX_TAG].strip()
        distinct.setdefault(text.fold(tag), tag)
    return tuple(tag for folded, tag in distinct.items() if folded)[:MAX_TAGS]


def _reason(row: Row) -> str:
    """What the history says of the status: whence it is, and what was said about it there."""
    feed = row.feed("status")
    said = told(row.record.cells.get(feed.columns[0], "")) if feed.columns else row.text("status")
    reason = f"{row.mapping.label}: {' '.join(said.split())}"
    more = row.text("status_reason")
    return _cut(f"{reason}\n\n{more}" if more else reason, MAX_REASON)


def _elsewhere(row: Row) -> int:
    value = row.text("supports_elsewhere") or "0"
    if not re.fullmatch(r"[0-9]{1,19}", value) or int(value) > BIGINT:
        raise Rejected(f"supports_elsewhere {short(value)} is no whole number")
    return int(value)


def _cut(value: str, longest: int) -> str:
    """`value` in at most `longest` characters: cut between words where there are any, and never within a letter."""
    if len(value) <= longest:
        return value
    end = longest - 1
    while end > 1 and _joins(value[end]):
        end -= 1
    kept = value[:end]
    space = kept.rfind(" ", longest // 2)
    return (kept if space < 0 or value[end].isspace() else kept[:space]).rstrip() + "…"


def _joins(character: str) -> bool:
    """Whether `character` belongs to the letter before it."""
    return bool(unicodedata.combining(character)) or character in "\u200d\ufe0f"

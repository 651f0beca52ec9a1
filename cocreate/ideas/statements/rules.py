"""What is particular to statements: they stay what was signed, and can be countered."""

from flask_babel import gettext as _

from cocreate.ideas import queries
from cocreate.ideas.models import Idea, IdeaKind
from cocreate.journal import rules as journal
from cocreate.kernel.database import db
from cocreate.kernel.errors import Invalid
from cocreate.kernel.ids import is_public_id
from cocreate.members.models import Member
from cocreate.posts.models import LinkKind, PostLink


def to_counter(reader: Member, public_id: str) -> Idea | None:
    """The statement with `public_id`, if `reader` sees it and may counter it."""
    found = queries.by_public_id(public_id, reader) if is_public_id(public_id) else None
    return found if found and found.kind is IdeaKind.STATEMENT and found.post.is_visible else None


def counter(author: Member, statement: Idea, public_id: str) -> None:
    """Link `statement`, which `author` has just published, to the one it counters.

    Raises `Invalid` at ``counters`` where there is no such statement, at ``kind`` where a wish would counter one.
    """
    countered = to_counter(author, public_id)
    if countered is None:
        raise Invalid("counters", _("The statement you counter is gone. Sent again, yours stands by itself."))
    if statement.kind is not IdeaKind.STATEMENT:
        raise Invalid("kind", _("Only a statement counters another one."))
    db.session.add(PostLink(from_id=statement.id, to_id=countered.id, kind=LinkKind.COUNTERS))
    db.session.flush()
    journal.note(author.id, "counter", "post", statement.id, statement=countered.id)


def check_kind(idea: Idea, kind: IdeaKind) -> None:
    """Raise `Invalid` where a statement would become something else, or something else a statement."""
    if IdeaKind.STATEMENT in (idea.kind, kind) and idea.kind is not kind:
        raise Invalid("kind", _("A statement is one from the beginning, and stays one: people sign what they read."))

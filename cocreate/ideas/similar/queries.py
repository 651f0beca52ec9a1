"""Similar ideas, as rows of a list."""

from cocreate.ideas import queries
from cocreate.ideas.models import Idea
from cocreate.ideas.queries import IdeaRow
from cocreate.members.models import Member
from cocreate.posts.queries import tags
from cocreate.posts.similar.queries import nearest


def to_words(title: str, body: str, reader: Member | None, locale: str) -> list[IdeaRow]:
    """At most five ideas that say what `title` and `body` do, the most alike first. Three statements."""
    return _rows(nearest(title, body, reader), reader, locale)


def to_idea(idea: Idea, reader: Member | None, locale: str) -> list[IdeaRow]:
    """At most five ideas like `idea`, the most alike first, without itself. Four statements.

    By its title and tags: whole texts have some rare word in common with any other.
    """
    said = " ".join((idea.post.title or "", *tags(idea.post)))
    return _rows(nearest(said, "", reader, besides=idea.id), reader, locale)


def _rows(keys: list[int], reader: Member | None, locale: str) -> list[IdeaRow]:
    rows = queries.of_ids(keys, reader, locale)
    return [rows[key] for key in keys if key in rows]

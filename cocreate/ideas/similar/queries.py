"""Similar ideas, as rows of a list."""

from cocreate.ideas import queries
from cocreate.ideas.models import Idea
from cocreate.ideas.queries import IdeaRow
from cocreate.members.models import Member
from cocreate.posts.similar.queries import nearest


def to_words(title: str, body: str, reader: Member | None, locale: str) -> list[IdeaRow]:
    """At most five ideas that say what `title` and `body` do, the most alike first. Three statements."""
    return _rows(nearest(title, body, reader), reader, locale)


def to_idea(idea: Idea, reader: Member | None, locale: str) -> list[IdeaRow]:
    """At most five ideas that say what `idea` does, the most alike first, without itself. Three statements."""
    post = idea.post
    return _rows(nearest(post.title or "", post.body, reader, besides=idea.id), reader, locale)


def _rows(keys: list[int], reader: Member | None, locale: str) -> list[IdeaRow]:
    rows = queries.of_ids(keys, reader, locale)
    return [rows[key] for key in keys if key in rows]

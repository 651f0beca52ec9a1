"""Similar questions, as rows of a list."""

from cocreate.members.models import Member
from cocreate.posts.models import PostKind
from cocreate.posts.similar.queries import nearest
from cocreate.questions import queries
from cocreate.questions.queries import QuestionRow


def to_words(title: str, body: str, reader: Member | None, locale: str) -> list[QuestionRow]:
    """At most five questions that ask what `title` and `body` do, the most alike first. Three statements."""
    keys = nearest(title, body, reader, kind=PostKind.QUESTION)
    rows = queries.of_ids(keys, reader, locale)
    return [rows[key] for key in keys if key in rows]

"""What the brand says in each language of its pages: one text is a post's, the other stands beside it.

The post is in the first language the pages speak, Chinese where they speak it; the translation is always the English
one, and missing where the pages speak one language only.
"""

from collections.abc import Mapping
from typing import NamedTuple

from flask_babel import gettext as _
from markupsafe import Markup
from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped
from wtforms.validators import Length

from cocreate.kernel import text
from cocreate.kernel.errors import Invalid
from cocreate.kernel.fields import Line, Paragraphs
from cocreate.kernel.forms import Form
from cocreate.posts.models import Post
from cocreate.posts.queries import html
from cocreate.site import queries as site

MAX_TITLE, MAX_BODY = 120, 20_000


class Words(NamedTuple):
    """A title and a text (Markdown) in one language."""

    title: str
    body: str


class Translated:
    """Columns of a table whose rows are posts: the translation."""

    title_en: Mapped[str | None]
    body_en: Mapped[str | None]


def translation_constraints() -> tuple[CheckConstraint, ...]:
    """What holds of the columns of `Translated`."""
    return (
        CheckConstraint("(title_en IS NULL) = (body_en IS NULL)", "translation_is_whole"),
        CheckConstraint("char_length(title_en) BETWEEN 1 AND 200", "title_en_length"),
        CheckConstraint("octet_length(body_en) <= 200000", "body_en_size"),
    )


class WordsForm(Form):
    """The text in each language the pages speak; which of them are needed, `checked` says."""

    title_zh = Line(validators=[Length(max=MAX_TITLE)])
    body_zh = Paragraphs(validators=[Length(max=MAX_BODY)])
    title_en = Line(validators=[Length(max=MAX_TITLE)])
    body_en = Paragraphs(validators=[Length(max=MAX_BODY)])

    @property
    def texts(self) -> dict[str, Words]:
        """The text by language."""
        return {
            "zh": Words(self.title_zh.data or "", self.body_zh.data or ""),
            "en": Words(self.title_en.data or "", self.body_en.data or ""),
        }


class Read(NamedTuple):
    """A text as it is read; `language` is that of its words."""

    title: str
    language: str
    html: Markup
    excerpt: str


def checked(texts: Mapping[str, Words]) -> tuple[str, Words, Words | None]:
    """The language of the post, its text, and the translation where the pages speak two languages.

    Raises `Invalid` at ``title_<language>`` or ``body_<language>``.
    """
    spoken = site.brand().languages
    for language in spoken:
        _check(language, texts.get(language, Words("", "")))
    first, *others = spoken
    return first, texts[first], texts[others[0]] if others else None


def translate(row: Translated, translation: Words | None) -> None:
    """Put `translation` beside the post of `row`, or take it away."""
    row.title_en, row.body_en = translation or (None, None)


def said(row: Translated, post: Post) -> dict[str, str | None]:
    """What a `WordsForm` holds for `row` as it is."""
    words = {f"title_{post.language}": post.title, f"body_{post.language}": post.body}
    return words if row.title_en is None else words | {"title_en": row.title_en, "body_en": row.body_en}


def read(row: Translated, post: Post, locale: str) -> Read:
    """The text of `post` in the language `locale`, or in the one it has."""
    if locale == "en" and row.title_en is not None and row.body_en is not None:
        return Read(row.title_en, "en", text.render(row.body_en), text.excerpt(row.body_en))
    return Read(post.title or "", post.language, html(post), post.excerpt)


def one_of(first: str, english: str, locale: str) -> tuple[str, str]:
    """Of what is said in the site's `first` language and in `english`, if at all, what a reader of `locale` reads, and
    its language."""
    return (english, "en") if locale == "en" and english else (first, text.language_of(first))


def _check(language: str, words: Words) -> None:
    if not words.title:
        raise Invalid(f"title_{language}", _("Give it a title."))
    if len(words.title) > MAX_TITLE:
        raise Invalid(f"title_{language}", _("At most %(count)s characters, please.", count=MAX_TITLE))
    if not words.body:
        raise Invalid(f"body_{language}", _("This is needed."))
    if len(words.body) > MAX_BODY:
        raise Invalid(f"body_{language}", _("At most %(count)s characters, please.", count=MAX_BODY))

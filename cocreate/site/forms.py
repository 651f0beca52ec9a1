"""Forms of the site's settings."""

from wtforms import FileField
from wtforms.validators import DataRequired, Length, Optional

from cocreate.kernel.fields import Line, Paragraphs
from cocreate.kernel.forms import Form
from cocreate.site.rules import LONGEST


def _shorter(name: str) -> Length:
    return Length(max=LONGEST[name])


class SiteForm(Form):
    """The brand's words and colour."""

    name = Line(validators=[DataRequired(), _shorter("name")])
    mark = Line(validators=[DataRequired(), _shorter("mark")])
    accent = Line(validators=[DataRequired()])
    tagline_zh = Line(validators=[_shorter("tagline_zh")])
    tagline_en = Line(validators=[_shorter("tagline_en")])
    footer_zh = Paragraphs(validators=[_shorter("footer_zh")])
    footer_en = Paragraphs(validators=[_shorter("footer_en")])


class MarkForm(Form):
    """A picture for the mark; without one the letters are shown again."""

    picture = FileField(validators=[Optional()])


class LegalForm(Form):
    """A new version of a legal text."""

    body_zh = Paragraphs(validators=[DataRequired(), Length(max=100_000)])
    body_en = Paragraphs(validators=[DataRequired(), Length(max=100_000)])

"""Forms of the site's settings."""

from wtforms import FileField
from wtforms.validators import DataRequired, Length, Optional

from cocreate.kernel.fields import Line, Paragraphs
from cocreate.kernel.forms import Form


class SiteForm(Form):
    """The brand's words and colour."""

    name = Line(validators=[DataRequired(), Length(max=40)])
    mark = Line(validators=[DataRequired(), Length(max=4)])
    accent = Line(validators=[DataRequired()])
    tagline_zh = Line(validators=[Length(max=80)])
    tagline_en = Line(validators=[Length(max=120)])
    footer_zh = Paragraphs(validators=[Length(max=600)])
    footer_en = Paragraphs(validators=[Length(max=600)])


class MarkForm(Form):
    """A picture for the mark; without one the letters are shown again."""

    picture = FileField(validators=[Optional()])


class LegalForm(Form):
    """A new version of a legal text."""

    body_zh = Paragraphs(validators=[DataRequired(), Length(max=100_000)])
    body_en = Paragraphs(validators=[DataRequired(), Length(max=100_000)])

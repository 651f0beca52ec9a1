"""Forms of the site's settings."""

from flask_babel import lazy_gettext as _l
from wtforms import FileField, SelectMultipleField
from wtforms.validators import DataRequired, Length, Optional
from wtforms.widgets import CheckboxInput

from cocreate.kernel.fields import Line, Paragraphs
from cocreate.kernel.forms import Form
from cocreate.site import vocabulary
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

    languages = SelectMultipleField(
        validators=[DataRequired(_l("Choose at least one language."))],
        choices=[("zh", "中文"), ("en", "English")],
        option_widget=CheckboxInput(),
    )
    icp_number = Line(validators=[_shorter("icp_number")])
    police_number = Line(validators=[_shorter("police_number")])
    report_contact = Line(validators=[_shorter("report_contact")])


class WordsForm(Form):
    """What the brand calls things: for each form of a noun a field ``<noun>_<form>``; empty, it is the usual word."""

    @property
    def words(self) -> dict[str, dict[str, str]]:
        """The words by noun and form."""
        return {
            noun: {form: self[f"{noun}_{form}"].data or "" for form in vocabulary.Noun._fields}
            for noun in vocabulary.NOUNS
        }


for _noun in vocabulary.NOUNS:
    for _form in vocabulary.Noun._fields:
        setattr(WordsForm, f"{_noun}_{_form}", Line(validators=[Length(max=vocabulary.LONGEST)]))


class MarkForm(Form):
    """A picture for the mark; without one the letters are shown again."""

    picture = FileField(validators=[Optional()])


class LegalForm(Form):
    """A new version of a legal text."""

    body_zh = Paragraphs(validators=[DataRequired(), Length(max=100_000)])
    body_en = Paragraphs(validators=[DataRequired(), Length(max=100_000)])

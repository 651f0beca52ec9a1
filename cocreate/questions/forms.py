"""Shape of what is typed about questions."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, SelectField, SelectMultipleField
from wtforms.validators import DataRequired, Length

from cocreate.catalogue.stages import STAGES
from cocreate.kernel.fields import Line, Paragraphs
from cocreate.kernel.forms import Form
from cocreate.posts.forms import Tags
from cocreate.posts.pictures.forms import NAMES, PictureAlts, PictureIds
from cocreate.questions.rules import MAX_ANSWER, MAX_BODY, MAX_TITLE


class QuestionForm(Form):
    """A new or changed question."""

    buttons = frozenset({"preview", "similar", *NAMES})
    title = Line(validators=[DataRequired(_l("Write your question.")), Length(max=MAX_TITLE)])
    body = Paragraphs(validators=[Length(max=MAX_BODY)])
    stage = SelectField(
        choices=[("", _l("Choose a stage")), *STAGES], validators=[DataRequired(_l("Choose where it belongs."))]
    )
    models = SelectMultipleField(choices=[], validate_choice=False)  # for the rule to judge: the catalogue may change
    tags = Tags(validators=[Length(max=200)])
    pictures = PictureIds()
    alts = PictureAlts()


class AnswerForm(Form):
    """An answer. `official` is asked of the team only."""

    buttons = NAMES
    body = Paragraphs(validators=[DataRequired(_l("Write something first.")), Length(max=MAX_ANSWER)])
    official = BooleanField(id="answer-official", default=True)
    pictures = PictureIds()
    alts = PictureAlts()


class AnswerEditForm(Form):
    """A new text and other pictures for an answer."""

    buttons = NAMES
    body = Paragraphs(validators=[DataRequired(_l("Write something first.")), Length(max=MAX_ANSWER)])
    pictures = PictureIds()
    alts = PictureAlts()

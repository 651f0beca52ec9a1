"""Shapes of what is typed in the inbox."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, DateField, SelectField, SelectMultipleField
from wtforms.validators import DataRequired, Length, Optional, ValidationError

from cocreate.comments.rules import MAX_BODY
from cocreate.ideas.rules import MAX_REASON
from cocreate.ideas.triage.filters import MAX_NAME, MAX_QUERY
from cocreate.kernel.fields import Line, Paragraphs
from cocreate.kernel.forms import CHANGE, CONFIRMED, Form

MOST = 100


class KeepForm(Form):
    """A filter to be kept under a name."""

    name = Line(id="filter-name", validators=[DataRequired(_l("Give it a name.")), Length(max=MAX_NAME)])
    query = Line(validators=[Length(max=MAX_QUERY)])


class ForgetForm(Form):
    """A kept filter that is no longer wanted."""

    name = Line()


class BatchForm(Form):
    """What is done to several ideas at once; `back` is the list they were ticked in."""

    buttons = frozenset({CONFIRMED, CHANGE})
    idea = SelectMultipleField(choices=[], validate_choice=False)  # what the reader does not see is not found
    back = Line()

    def validate_idea(self, field: SelectMultipleField) -> None:
        """One and not too many."""
        if not field.data:
            raise ValidationError(_("Tick at least one idea first."))
        if len(field.data) > MOST:
            raise ValidationError(_("At most %(count)s ideas at once, please.", count=MOST))


class AnswerForm(BatchForm):
    """An answer: a template in each idea's language, or else one text for all."""

    template = SelectField(default="")
    body = Paragraphs(validators=[Length(max=MAX_BODY)])

    def validate_body(self, field: Paragraphs) -> None:
        """One of the two is needed, and only one is sent."""
        if not field.data and not self.template.data:
            raise ValidationError(_("Write something first."))
        if field.data and self.template.data:
            raise ValidationError(_("Either a template or words of your own."))


class StatusForm(BatchForm):
    """A status for all, for one reason."""

    status = SelectField(default="", validators=[DataRequired(_l("Choose a status."))])
    reason = Paragraphs(
        validators=[
            DataRequired(_l("Give the reason: everybody who supports this idea will read it.")),
            Length(max=MAX_REASON),
        ]
    )
    official = BooleanField(default=True)


class MergeForm(BatchForm):
    """One idea into which all others are merged, for one reason."""

    into = Line(validators=[DataRequired(_l("Say into which idea the others are merged."))])
    reason = Paragraphs(
        validators=[
            DataRequired(_l("Give the reason: everybody who supports one of these ideas will read it.")),
            Length(max=MAX_REASON),
        ]
    )


class DriveForm(BatchForm):
    """Who drives all of them until when; what is left empty stays as it is at each."""

    department = SelectField(default="")
    lead = SelectField(default="")
    due_on = DateField(validators=[Optional()])
    undated = BooleanField()

"""Shapes of what the team types about an idea."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, DateField, DateTimeLocalField, SelectField
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from cocreate.ideas.rules import MAX_REASON
from cocreate.ideas.triage import templates
from cocreate.ideas.triage.departments import MAX_NAME
from cocreate.ideas.triage.rules import MAX_NOTE, MAX_TICKET
from cocreate.kernel.fields import Line, Paragraphs
from cocreate.kernel.forms import Form

_NEEDED = _l("This is needed.")


class DrivingForm(Form):
    """Who drives an idea, until when; the choices are set for the idea at hand."""

    department = SelectField(validate_choice=False)
    lead = SelectField(validate_choice=False)
    due_on = DateField(validators=[Optional()])
    ticket = Line(validators=[Length(max=MAX_TICKET)])


class NoteForm(Form):
    """A note, and the department it is forwarded to with it."""

    body = Paragraphs(validators=[DataRequired(_l("Write something first.")), Length(max=MAX_NOTE)])
    forward_to = SelectField(validate_choice=False)


class ScheduleForm(Form):
    """A change of status at a set time, in the site's time zone."""

    status = SelectField(validators=[DataRequired(_l("Choose a status."))], validate_choice=False)
    target = SelectField(validate_choice=False)
    reason = Paragraphs(
        validators=[
            DataRequired(_l("Give the reason: everybody who supports this idea will read it.")),
            Length(max=MAX_REASON),
        ]
    )
    publish_at = DateTimeLocalField(format=["%Y-%m-%dT%H:%M"], validators=[InputRequired(_NEEDED)])
    official = BooleanField(default=True)


class DepartmentForm(Form):
    """The names of a department, and whether it takes ideas."""

    name_zh = Line(validators=[DataRequired(_NEEDED), Length(max=MAX_NAME)])
    name_en = Line(validators=[DataRequired(_NEEDED), Length(max=MAX_NAME)])
    closed = BooleanField()


class TemplateForm(Form):
    """An answer template in both languages."""

    name = Line(validators=[DataRequired(_NEEDED), Length(max=templates.MAX_NAME)])
    body_zh = Paragraphs(validators=[DataRequired(_NEEDED), Length(max=templates.MAX_BODY)])
    body_en = Paragraphs(validators=[DataRequired(_NEEDED), Length(max=templates.MAX_BODY)])

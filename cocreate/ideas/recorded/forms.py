"""Shape of what staff type about owners met elsewhere."""

from flask_babel import lazy_gettext as _l
from wtforms import DateField, SelectField
from wtforms.validators import DataRequired, InputRequired, Length

from cocreate.ideas.forms import IdeaForm
from cocreate.ideas.recorded.models import Source
from cocreate.ideas.recorded.rules import MAX_NOTE, MAX_REFERENCE, Meeting
from cocreate.kernel.fields import Line, Paragraphs
from cocreate.kernel.forms import Form

SOURCES = [
    (Source.PHONE, _l("On the phone")),
    (Source.CHAT, _l("In a club's chat")),
    (Source.CENTRE, _l("At a service centre")),
    (Source.EVENT, _l("At an event")),
    (Source.MAIL, _l("By mail")),
]


class _Meeting:
    """The fields about the owner."""

    source = SelectField(
        choices=[("", _l("Choose where")), *SOURCES], validators=[DataRequired(_l("Choose where the owner was met."))]
    )
    met_on = DateField(validators=[InputRequired(_l("Say on which day."))])
    reference = Line(
        validators=[
            DataRequired(_l("Say by which number this owner is told from others.")),
            Length(max=MAX_REFERENCE),
        ]
    )
    note = Paragraphs(validators=[Length(max=MAX_NOTE)])


class RecordSupportForm(_Meeting, Form):
    """A support given elsewhere."""


class RecordIdeaForm(_Meeting, IdeaForm):
    """An idea told elsewhere."""


def meeting(form: RecordSupportForm | RecordIdeaForm) -> Meeting:
    """The meeting of which a valid `form` tells."""
    if form.met_on.data is None:
        raise ValueError("the form is not valid")
    return Meeting(Source(form.source.data), form.reference.data or "", form.met_on.data, form.note.data or "")

"""What a report is sent as."""

from flask_babel import lazy_gettext as _l
from wtforms import RadioField
from wtforms.validators import DataRequired, Length

from cocreate.kernel.fields import Paragraphs
from cocreate.kernel.forms import Form
from cocreate.moderation.models import Reason
from cocreate.moderation.reports.rules import MAX_NOTE


class ReportForm(Form):
    """What is wrong, and a word about it."""

    reason = RadioField(
        choices=[(reason.value, reason.value) for reason in Reason],
        validators=[DataRequired(_l("Choose what is wrong."))],
        validate_choice=False,  # the form below says it in our own words
    )
    note = Paragraphs(validators=[Length(max=MAX_NOTE)])

    @property
    def chosen(self) -> Reason | None:
        """The reason, if it is one of the list."""
        known = {reason.value: reason for reason in Reason}
        return known.get(self.reason.data or "")

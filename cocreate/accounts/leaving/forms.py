"""Shape of what is typed to leave, and of the periods."""

from flask_babel import lazy_gettext as _l
from wtforms import RadioField
from wtforms.validators import DataRequired, InputRequired, NumberRange

from cocreate.accounts.leaving.retention import LEAST, MOST
from cocreate.kernel.fields import Secret, Whole
from cocreate.kernel.forms import Form

KEEP, REMOVE = "keep", "remove"


class ErasureForm(Form):
    """What becomes of the posts, and who it is that wants to leave."""

    posts = RadioField(
        choices=[
            (KEEP, _l("They stay, as those of a former member")),
            (REMOVE, _l("They are removed; where others answered, an empty place stays")),
        ],
        validators=[InputRequired(_l("Choose what becomes of your posts."))],
    )
    password = Secret(validators=[DataRequired(_l("Give your present password."))])


def _days() -> Whole:
    return Whole(validators=[InputRequired(), NumberRange(LEAST, MOST)])


class RetentionForm(Form):
    """How many days each is kept; the fields are the keys of `Retention`."""

    erasure = _days()
    exports = _days()
    drafts = _days()
    read_notices = _days()
    notices = _days()
    addresses = _days()
    access_log = _days()
    sign_ins = _days()
    car_traces = _days()
    failed_jobs = _days()

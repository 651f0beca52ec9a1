"""Shape of a changed comment."""

from flask_babel import lazy_gettext as _l
from wtforms.validators import DataRequired, Length

from cocreate.comments.rules import MAX_BODY
from cocreate.kernel.fields import Paragraphs
from cocreate.kernel.forms import Form
from cocreate.posts.pictures.forms import NAMES, PictureAlts, PictureIds


class EditForm(Form):
    """A new text and other pictures for a comment."""

    buttons = NAMES
    body = Paragraphs(validators=[DataRequired(_l("Write something first.")), Length(max=MAX_BODY)])
    pictures = PictureIds()
    alts = PictureAlts()

"""Shapes of what moderators say of watched words."""

from flask_babel import lazy_gettext as _l
from wtforms import FileField, SelectField
from wtforms.validators import DataRequired, Length

from cocreate.kernel.fields import Line, Paragraphs
from cocreate.kernel.forms import Form
from cocreate.screening.words.editing import MAX_VALUE, Entry
from cocreate.screening.words.models import WatchedWord, WordAction
from cocreate.screening.words.patterns import LONGEST

ACTIONS = [
    (WordAction.BLOCK, _l("Do not take the text")),
    (WordAction.HOLD, _l("Hold it for a look")),
    (WordAction.FLAG, _l("Publish it, and look")),
    (WordAction.CENSOR, _l("Cover the word")),
    (WordAction.REPLACE, _l("Put something else there")),
    (WordAction.LINK, _l("Make it a link")),
    (WordAction.TAG, _l("Tag the idea")),
    (WordAction.SILENCE, _l("Hold it, and silence the author")),
]
MAX_TRIED_TITLE, MAX_TRIED = 120, 20_000


class WordForm(Form):
    """A word, what becomes of a text with it, and what that needs."""

    pattern = Line(validators=[DataRequired(_l("This is needed.")), Length(max=LONGEST)])
    action = SelectField(choices=ACTIONS)
    value = Line(validators=[Length(max=MAX_VALUE)])

    @property
    def entry(self) -> Entry:
        """What was said, once it is sound."""
        return Entry(self.pattern.data or "", WordAction(self.action.data), self.value.data or "")


class FileForm(Form):
    """A list of words, and the action of those that come without one."""

    file = FileField()
    action = SelectField(choices=ACTIONS)


class TryForm(Form):
    """A text to be tried out."""

    title = Line(validators=[Length(max=MAX_TRIED_TITLE)])
    body = Paragraphs(validators=[Length(max=MAX_TRIED)])


def present(word: WatchedWord | None) -> WordForm:
    """The form as it stands for `word`, or for a new one."""
    if word is None:
        return WordForm(formdata=None, data={"action": WordAction.HOLD.value})
    return WordForm(formdata=None, data={"pattern": word.pattern, "action": word.action.value, "value": word.value})

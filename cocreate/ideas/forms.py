"""Shape of what is typed about ideas."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField, SelectField, SelectMultipleField
from wtforms.validators import DataRequired, InputRequired, Length, ValidationError
from wtforms.widgets import HiddenInput

from cocreate.catalogue.stages import STAGES
from cocreate.comments.rules import MAX_BODY as MAX_COMMENT
from cocreate.ideas.models import IdeaKind
from cocreate.ideas.rules import MAX_BODY, MAX_REASON, MAX_TITLE
from cocreate.kernel.fields import Line, Paragraphs
from cocreate.kernel.forms import Form
from cocreate.posts.forms import Tags
from cocreate.posts.pictures.forms import NAMES, PictureAlts, PictureIds

KINDS = [
    (IdeaKind.WISH, _l("Wish")),
    (IdeaKind.PROBLEM, _l("Problem")),
    (IdeaKind.PRAISE, _l("Praise")),
    (IdeaKind.STATEMENT, _l("Joint statement")),
]


class IdeaForm(Form):
    """A new or changed idea."""

    buttons = frozenset({"preview", "similar", *NAMES})
    kind = RadioField(choices=KINDS, default=IdeaKind.WISH.value, validators=[InputRequired()])
    title = Line(validators=[DataRequired(_l("Give it a title.")), Length(max=MAX_TITLE)])
    body = Paragraphs(
        validators=[
            DataRequired(_l("Tell a little more: what happens today, and what would be better?")),
            Length(max=MAX_BODY),
        ]
    )
    stage = SelectField(
        choices=[("", _l("Choose a stage")), *STAGES], validators=[DataRequired(_l("Choose where it belongs."))]
    )
    models = SelectMultipleField(choices=[], validate_choice=False)  # for the rule to judge: the catalogue may change
    tags = Tags(validators=[Length(max=200)])
    safety = BooleanField()
    pictures = PictureIds()
    alts = PictureAlts()


class NewIdeaForm(IdeaForm):
    """A new idea; `counters` is the public id of the statement that it answers as a statement of its own."""

    counters = Line()


class CommentForm(Form):
    """A comment; `reply_to` is the public id of the comment it answers. `official` is asked of the team only."""

    buttons = NAMES
    body = Paragraphs(validators=[DataRequired(_l("Write something first.")), Length(max=MAX_COMMENT)])
    reply_to = Line(widget=HiddenInput())
    official = BooleanField(id="comment-official", default=True)
    pictures = PictureIds()
    alts = PictureAlts()


class StatusForm(Form):
    """A change of status; the choices are set for the idea at hand."""

    status = SelectField(validators=[DataRequired(_l("Choose a status."))], validate_choice=False)
    reason = Paragraphs(
        validators=[
            DataRequired(_l("Give the reason: everybody who supports this idea will read it.")),
            Length(max=MAX_REASON),
        ]
    )

    official = BooleanField(id="status-official", default=True)

    def validate_status(self, field: SelectField) -> None:
        """Somebody else may have moved the idea while this page was open."""
        if not any(value == field.data for value, *_rest in field.iter_choices()):
            raise ValidationError(_("The idea cannot go from its present status to this one."))

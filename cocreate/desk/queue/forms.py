"""Shapes of what moderators send from the queue."""

from datetime import datetime, timedelta

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField, SelectMultipleField
from wtforms.validators import DataRequired, Length, ValidationError

from cocreate.kernel import clock
from cocreate.kernel.errors import Invalid
from cocreate.kernel.fields import Line, Paragraphs
from cocreate.kernel.forms import CHANGE, CONFIRMED, Form
from cocreate.moderation.appeals.rules import MAX_ANSWER
from cocreate.moderation.decisions.models import UNREASONED, Action
from cocreate.moderation.decisions.rules import MAX_NOTE
from cocreate.moderation.models import Reason

MOST = 100  # cases at once
DAYS = (
    ("1", _l("1 day")),
    ("3", _l("3 days")),
    ("7", _l("7 days")),
    ("30", _l("30 days")),
    ("90", _l("90 days")),
    ("365", _l("1 year")),
)
REASONS = [(reason.value, reason.value) for reason in Reason]
LASTING = (Action.SILENCE, Action.SUSPEND)
OFFERED = frozenset(Action) - {Action.HOLD, Action.EDIT, Action.VOID}


class PlaceForm(Form):
    """The list somebody comes from; `over` is "yes" for whoever takes over what somebody else has."""

    pile = Line()
    whose = Line()
    over = Line()


class TakeUpForm(Form):
    """The post that a moderator came upon."""

    post = Line()


class ReasonForm(PlaceForm):
    """Why something is decided, and words to the author.

    `as_of` is when its page was shown: what somebody decided upon since is not decided upon unseen.
    """

    reason = RadioField(choices=REASONS, validate_choice=False)
    note = Paragraphs(validators=[Length(max=MAX_NOTE)])
    as_of = Line()

    def validate_reason(self, field: RadioField) -> None:
        """One of the list, or none."""
        if field.data and field.data not in {reason.value for reason in Reason}:
            raise ValidationError(_("Choose one of the reasons."))

    @property
    def seen_at(self) -> datetime | None:
        """When its page was shown; ``None`` where that makes no sense."""
        try:
            instant = datetime.fromisoformat(self.as_of.data or "")
        except ValueError:
            return None
        return instant if instant.tzinfo else None

    @property
    def chosen_reason(self) -> Reason | None:
        """Why, where it is said."""
        return Reason(self.reason.data) if self.reason.data else None


class EditForm(ReasonForm):
    """Words put right. Title and text are looked at by the rules of what they are of."""

    title = Line()
    body = Paragraphs()

    def validate_note(self, field: Paragraphs) -> None:
        """Everybody reads it."""
        if not field.data:
            raise ValidationError(_("Tell in a few words why."))


class DecisionForm(ReasonForm):
    """One of the actions, with its reason and words to the author where it needs them."""

    buttons = frozenset({CONFIRMED, CHANGE})
    action = Line()
    days = SelectField(choices=DAYS, default="3", validate_choice=False)

    def validate_action(self, field: Line) -> None:
        """One that is offered."""
        if field.data not in {action.value for action in OFFERED}:
            raise ValidationError(_("Choose what to do."))

    def validate_days(self, field: SelectField) -> None:
        """One of the list; only what ends needs one."""
        if self.action.data in LASTING and field.data not in dict(DAYS):
            raise ValidationError(_("Choose for how long."))

    def says_why(self) -> bool:
        """Whether a sound form gives what the rule will ask for; if not, it says so at the field."""
        if self.chosen_reason is None and self.chosen_action not in UNREASONED:
            self.refuse(Invalid("reason", _("Choose the reason.")))
        elif self.chosen_reason is Reason.OTHER and not self.note.data:
            self.refuse(Invalid("note", _("Tell in a few words why.")))
        return not self.errors

    @property
    def chosen_action(self) -> Action:
        """What is to be done, of a form that is sound."""
        return Action(self.action.data or "")

    @property
    def until(self) -> datetime | None:
        """When it ends, of what ends."""
        lasts = self.action.data in LASTING
        return clock.now() + timedelta(days=int(self.days.data)) if lasts else None


class BulkForm(DecisionForm):
    """One decision upon several cases."""

    case = SelectMultipleField(choices=[], validate_choice=False)  # what is not open is not found

    def validate_case(self, field: SelectMultipleField) -> None:
        """One and not too many."""
        if not field.data:
            raise ValidationError(_("Tick at least one first."))
        if len(field.data) > MOST:
            raise ValidationError(_("At most %(count)s at once, please.", count=MOST))


class AnswerForm(PlaceForm):
    """What is answered to an appeal, and whether it is granted."""

    upheld = Line()
    answer = Paragraphs(validators=[DataRequired(_l("Write why: the member reads it.")), Length(max=MAX_ANSWER)])

    def validate_upheld(self, field: Line) -> None:
        """One of the two buttons."""
        if field.data not in ("yes", "no"):
            raise ValidationError(_("Grant the appeal or decline it."))

"""Shapes of what the team types of orders and codes."""

import re
from collections.abc import Mapping
from types import MappingProxyType

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import FileField, SelectField, SelectMultipleField, ValidationError
from wtforms.validators import InputRequired, Length, Optional
from wtforms.widgets import HiddenInput

from cocreate.kernel.fields import Line, Paragraphs, Whole
from cocreate.kernel.forms import CHANGE, CONFIRMED, Form
from cocreate.perks.codes.models import MAX_CENTRE, MAX_NONCE, MAX_NOTE
from cocreate.perks.redemptions.models import MAX_REASON, MAX_TRACKING

MOST = 200  # orders at once
_NEEDED = _l("This is needed.")


class FulfilForm(Form):
    """That an order was sent."""

    tracking = Line(validators=[Length(max=MAX_TRACKING)])


class CancelForm(Form):
    """That an order is cancelled, and why."""

    reason = Line(validators=[Length(max=MAX_REASON)])


class TermsForm(Form):
    """How long an order waits."""

    days = Whole(validators=[InputRequired(_NEEDED)])


class BatchForm(Form):
    """What is done to several orders at once; `back` is the list they were ticked in."""

    buttons = frozenset({CONFIRMED, CHANGE})
    order = SelectMultipleField(choices=[], validate_choice=False)  # what is not there is left out
    back = Line(widget=HiddenInput())

    def validate_order(self, field: SelectMultipleField) -> None:
        """One and not too many."""
        if not field.data:
            raise ValidationError(_("Tick at least one order first."))
        if len(field.data) > MOST:
            raise ValidationError(_("At most %(count)s orders at once, please.", count=MOST))


class FulfilBatchForm(BatchForm):
    """The same, with the tracking numbers there are: a line for each, as two columns of a table are pasted.

    `numbers` are those by the orders' public ids, once the form is validated.
    """

    tracking = Paragraphs()
    numbers: Mapping[str, str] = MappingProxyType({})

    def validate_tracking(self, field: Paragraphs) -> None:
        """Each line is one of the orders and its number."""
        found: dict[str, str] = {}
        for line in filter(None, map(str.strip, (field.data or "").splitlines())):
            order, _gap, number = re.sub(r"[\s,;，；]+", " ", line).partition(" ")
            if order.lower() not in (self.order.data or []):
                raise ValidationError(
                    _("“%(line)s” does not begin with the number of one of these orders.", line=line[:80])
                )
            if not 1 <= len(number) <= MAX_TRACKING:
                words = _("“%(line)s”: the tracking number is missing, or too long.", line=line[:80])
                raise ValidationError(words)
            if found.setdefault(order.lower(), number) != number:
                words = _(
                    "“%(line)s”: a line above gives this order another tracking number. Keep one.", line=line[:80]
                )
                raise ValidationError(words)
        self.numbers = found


class CancelBatchForm(BatchForm):
    """The same, with the reason that each of their members reads."""

    reason = Line(validators=[InputRequired(_l("Give the reason: the member reads it.")), Length(max=MAX_REASON)])


class FileForm(Form):
    """Which orders the warehouse gets."""

    state = Line(widget=HiddenInput())
    perk = Line(widget=HiddenInput())


class GenerateForm(Form):
    """How many codes to make for which variant."""

    variant = SelectField(validate_choice=False, id="generate-variant")
    number = Whole(validators=[InputRequired(_NEEDED)])


class ImportForm(Form):
    """Codes of a partner, in a file or typed, for which variant; those that were looked at are `codes`."""

    buttons = frozenset({CONFIRMED})
    variant = SelectField(validate_choice=False, id="import-variant")
    file = FileField()
    codes = Paragraphs()


class DiscardForm(Form):
    """Which free codes of which variant go; `number` is how many were looked at."""

    buttons = frozenset({CONFIRMED})
    variant = SelectField(validate_choice=False)
    codes = Paragraphs()
    number = Whole(widget=HiddenInput(), validators=[Optional()])


class UseForm(Form):
    """That a code is taken in, and where."""

    nonce = Line(widget=HiddenInput(), validators=[InputRequired(_NEEDED), Length(max=MAX_NONCE)])
    centre = Line(validators=[Length(max=MAX_CENTRE)])


class TakeBackForm(Form):
    """That this was a mistake, and why."""

    nonce = Line(widget=HiddenInput(), id="back-nonce", validators=[InputRequired(_NEEDED), Length(max=MAX_NONCE)])
    note = Line(validators=[Length(max=MAX_NOTE)])

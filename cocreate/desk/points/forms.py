"""Shapes of what is typed about points."""

from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, DateField, DateTimeLocalField, IntegerField, SelectMultipleField
from wtforms.validators import InputRequired, Length, NumberRange, Optional
from wtforms.widgets import CheckboxInput, HiddenInput

from cocreate.kernel import clock
from cocreate.kernel.errors import ABOVE, NotNow, Refused
from cocreate.kernel.fields import Line, Paragraphs, Whole
from cocreate.kernel.forms import Form
from cocreate.points.earning.models import OF_TERMS, Field
from cocreate.points.earning.rules import BOUNDS, OPEN_ENDED, Value, Values, fields_of, last_change
from cocreate.points.grants.models import MAX_REASON, MOST
from cocreate.points.models import RuleKey

PREVIEW = "preview"
_NEEDED = _l("This is needed.")
_DAYS = (Field.FROM_ON, Field.UNTIL_ON)


class Basis(IntegerField):
    """The change that was the last one when the page was read; anything but a number is none."""

    widget = HiddenInput()

    def process_formdata(self, valuelist: list[str]) -> None:
        typed = "".join(valuelist[:1])
        self.data = int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 19 else -1


class Ticks(SelectMultipleField):
    """Some of several, each a box."""

    option_widget = CheckboxInput()


class ValuesForm(Form):
    """A field for each of `names`, called as it is; `basis` is what was known of the rule `key`, or of the terms."""

    buttons = frozenset({PREVIEW})
    key: RuleKey | None = None
    names: tuple[Field, ...] = ()
    basis = Basis()

    @property
    def wanted(self) -> Values:
        """What was typed, as the rules take it."""
        return {name: self._value(name) for name in self.names}

    def refuse(self, error: Refused, otherwise: str = ABOVE) -> None:
        """Whoever is told of somebody else's change may insist: sent again, it is about what holds since."""
        super().refuse(error, otherwise)
        if isinstance(error, NotNow):
            self.basis.data, self.basis.raw_data = last_change(self.key), None

    def _value(self, name: Field) -> Value:
        data = self[name].data
        return frozenset(data or ()) if name is Field.SERIES else data


def rule_form(key: RuleKey, series: list[tuple[int, str]]) -> type[ValuesForm]:
    """The form for a rule; `series` are those it can be limited to: keys and names."""
    names = tuple(fields_of(key))
    made: dict[str, Any] = {"key": key, "names": names, **{name.value: _field(name) for name in names}}
    made[Field.SERIES.value] = Ticks(coerce=int, choices=series)
    return type("RuleForm", (ValuesForm,), made)


def terms_form() -> type[ValuesForm]:
    """The form for the terms of all points."""
    return type("TermsForm", (ValuesForm,), {"names": OF_TERMS, **{name.value: _field(name) for name in OF_TERMS}})


def present(form: type[ValuesForm], values: Values, basis: int) -> ValuesForm:
    """The form with what holds now."""
    said = {name.value: sorted(value) if isinstance(value, frozenset) else value for name, value in values.items()}
    return form(formdata=None, data={**said, "basis": basis})


def _field(name: Field) -> Any:
    if name is Field.ACTIVE:
        return BooleanField()
    if name in _DAYS:
        return DateField(validators=[Optional()])
    if name not in BOUNDS:
        return None
    least, most = BOUNDS[name]
    validator = Optional() if name in OPEN_ENDED else InputRequired(_NEEDED)
    return Whole(validators=[validator], render_kw={"min": least, "max": most, "inputmode": "numeric"})


def _number(least: int, most: int) -> Whole:
    within = NumberRange(least, most, _l("A number from %(min)s to %(max)s, please."))
    return Whole(validators=[InputRequired(_NEEDED), within], render_kw={"inputmode": "numeric"})


class GrantForm(Form):
    """Points for a member, by the id of their page or its address, and why."""

    member = Line(validators=[InputRequired(_NEEDED), Length(max=400)])
    amount = Whole(validators=[InputRequired(_NEEDED)], render_kw={"min": 1, "max": MOST, "inputmode": "numeric"})
    reason = Paragraphs(validators=[InputRequired(_NEEDED), Length(max=MAX_REASON)])
    spendable_at = DateTimeLocalField(format=["%Y-%m-%dT%H:%M"], validators=[Optional()])

    @property
    def from_when(self) -> datetime | None:
        """From when on they can be spent, if that was said."""
        return clock.at_site(self.spendable_at.data) if self.spendable_at.data else None

    @property
    def public_id(self) -> str:
        """The last part of what was typed."""
        return str(self.member.data or "").strip().rstrip("/").rpartition("/")[2]


class ReferralTermsForm(Form):
    """What holds for referrals."""

    cool_down_days = _number(0, 365)
    minimum_age_days = _number(0, 3650)
    many = _number(1, 1000)
    many_days = _number(1, 365)


class AnswerForm(Form):
    """Why a grant is refused or taken back, or a referral refused."""

    reason = Paragraphs(validators=[InputRequired(_NEEDED), Length(max=MAX_REASON)])


class ConfirmForm(Form):
    """A second person's yes: there is nothing to type."""

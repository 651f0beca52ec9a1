"""The forms of levels and of rates: a field for each number."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import SelectField
from wtforms.validators import InputRequired, Optional

from cocreate.kernel.fields import Whole
from cocreate.kernel.forms import Form
from cocreate.members.models import Trust
from cocreate.screening.rates.models import Deed, Rate, Reply, Scope
from cocreate.screening.rates.rules import MOST_MINUTES, MOST_TIMES, TEXTS, Allowed
from cocreate.screening.trust.models import Allowance, Excess, Threshold
from cocreate.screening.trust.rules import ABOVE_NEWCOMERS, ALLOWED, ASKED, OPEN_ENDED, Numbers

PREVIEW = "preview"
_EXCESS = [(Excess.REFUSE.value, _l("is refused")), (Excess.HOLD.value, _l("has the post wait for a look"))]
_REPLIES = [(Reply.REFUSE.value, _l("is refused")), (Reply.HOLD.value, _l("waits for a look"))]


class LevelsForm(Form):
    """For each level a field ``<level>_<name>`` for each number it asks for or allows, and ``<level>_excess``."""

    buttons = frozenset({PREVIEW})

    @property
    def asked(self) -> dict[Trust, Numbers]:
        """What each level above newcomers is to ask for."""
        return {level: self._numbers(level, ASKED) for level in ABOVE_NEWCOMERS}

    @property
    def allowed(self) -> dict[Trust, Numbers]:
        """What each level is to allow."""
        return {level: self._numbers(level, ALLOWED) for level in Trust}

    @property
    def excess(self) -> dict[Trust, Excess]:
        """What becomes of what is more than each level allows."""
        return {level: Excess(self[f"{level.name.lower()}_excess"].data) for level in Trust}

    def _numbers(self, level: Trust, names: Mapping[str, object]) -> Numbers:
        return {name: self[f"{level.name.lower()}_{name}"].data for name in names}


def _number(bounds: tuple[int, int], may_be_empty: bool) -> Whole:
    least, most = bounds
    validator = Optional() if may_be_empty else InputRequired()
    return Whole(validators=[validator], render_kw={"min": least, "max": most, "inputmode": "numeric"})


for _level in Trust:
    _prefix = _level.name.lower()
    if _level in ABOVE_NEWCOMERS:
        for _name, _bounds in ASKED.items():
            setattr(LevelsForm, f"{_prefix}_{_name}", _number(_bounds, may_be_empty=False))
    for _name, _bounds in ALLOWED.items():
        setattr(LevelsForm, f"{_prefix}_{_name}", _number(_bounds, may_be_empty=_name in OPEN_ENDED))
    setattr(LevelsForm, f"{_prefix}_excess", SelectField(choices=_EXCESS))


def present(thresholds: list[Threshold], allowances: list[Allowance]) -> LevelsForm:
    """The form with what holds now."""
    said: dict[str, Any] = {}
    for threshold in thresholds:
        said |= {f"{threshold.level.name.lower()}_{name}": getattr(threshold, name) for name in ASKED}
    for allowance in allowances:
        names = (*ALLOWED, "excess")
        said |= {f"{allowance.level.name.lower()}_{name}": getattr(allowance, name) for name in names}
    return LevelsForm(formdata=None, data=said)


class RatesForm(Form):
    """How often a deed may be done: ``<scope>_<level>`` times within ``<scope>_minutes``, else ``<scope>_reply``."""

    def allowed(self, rates: list[Rate]) -> dict[Scope, Allowed]:
        """What the form says of each scope of `rates`."""
        return {
            scope: self._of(scope, [rate.level for rate in rates if rate.scope is scope]) for scope in scopes(rates)
        }

    def _of(self, scope: Scope, levels: list[Trust]) -> Allowed:
        times = {level: self[f"{scope}_{level.name.lower()}"].data for level in levels}
        return Allowed(times, self[f"{scope}_minutes"].data, Reply(self[f"{scope}_reply"].data))


def scopes(rates: list[Rate]) -> list[Scope]:
    """By what `rates` are counted, in their order."""
    return list(dict.fromkeys(rate.scope for rate in rates))


def rates_form(deed: Deed, rates: list[Rate]) -> type[RatesForm]:
    """The form for the `rates` of `deed`."""
    return _rates_form(deed, tuple((rate.scope, rate.level) for rate in rates))


@cache
def _rates_form(deed: Deed, places: tuple[tuple[Scope, Trust], ...]) -> type[RatesForm]:
    fields: dict[str, Any] = {}
    replies = _REPLIES if deed in TEXTS else _REPLIES[:1]
    for scope, level in places:
        fields[f"{scope}_{level.name.lower()}"] = _number((1, MOST_TIMES), may_be_empty=True)
        fields[f"{scope}_minutes"] = _number((1, MOST_MINUTES), may_be_empty=False)
        fields[f"{scope}_reply"] = SelectField(choices=replies)
    return type("RatesForm", (RatesForm,), fields)


def present_rates(rates: list[Rate]) -> dict[str, Any]:
    """What the form says of `rates` now."""
    said: dict[str, Any] = {}
    for rate in rates:
        said[f"{rate.scope}_{rate.level.name.lower()}"] = rate.times
        said[f"{rate.scope}_minutes"] = max(1, round(rate.seconds / 60))
        said[f"{rate.scope}_reply"] = rate.reply
    return said

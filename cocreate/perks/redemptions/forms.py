"""Shapes of what a member types to redeem something."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms.validators import InputRequired
from wtforms.widgets import HiddenInput

from cocreate.kernel.fields import Line, Whole
from cocreate.kernel.forms import Form
from cocreate.perks.redemptions import addresses
from cocreate.perks.redemptions.addresses import LENGTHS, Address

CONFIRMED, CHANGE = "confirmed", "change"
_NEEDED = _l("This is needed.")


class RedeemForm(Form):
    """Which variant, and at which price it was shown."""

    buttons = frozenset({CONFIRMED, CHANGE})
    variant = Whole(widget=HiddenInput(), validators=[InputRequired(_NEEDED)])
    price = Whole(widget=HiddenInput(), validators=[InputRequired(_NEEDED)])

    @property
    def address(self) -> Address | None:
        """Where it goes: nowhere."""
        return None


class GoodsForm(RedeemForm):
    """The same, and where it is shipped to. What is wrong with an address, ``addresses`` says."""

    name = Line()
    phone = Line()
    region = Line()
    street = Line()

    def validate(self, extra_validators: Any = None) -> bool:
        """Each part of the address is told that is wrong, not the first alone."""
        sound = super().validate(extra_validators)
        wrong = addresses.wrong(self._said())
        for part, words in wrong.items():
            self[part].errors = [*self[part].errors, words]
        return sound and not wrong

    @property
    def address(self) -> Address | None:
        """Where it goes, as it was typed. Raises `Invalid` at the part that is wrong."""
        return addresses.checked(self._said())

    def _said(self) -> Address:
        return Address(**{part: self[part].data or "" for part in LENGTHS})

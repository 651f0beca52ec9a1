"""Shapes of what a member types to redeem something."""

from flask_babel import lazy_gettext as _l
from wtforms.validators import InputRequired, ValidationError
from wtforms.widgets import HiddenInput

from cocreate.kernel.fields import Line, Whole
from cocreate.kernel.forms import CHANGE, CONFIRMED, Form
from cocreate.perks.redemptions import addresses
from cocreate.perks.redemptions.addresses import LENGTHS, Address

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


def _sound(form: "GoodsForm", field: Line) -> None:
    """Each part of the address is told that is wrong, not the first alone."""
    words = addresses.wrong(form.said()).get(field.short_name)
    if words:
        raise ValidationError(words)


class GoodsForm(RedeemForm):
    """The same, and where it is shipped to. What is wrong with an address, ``addresses`` says."""

    name = Line(validators=[_sound])
    phone = Line(validators=[_sound])
    region = Line(validators=[_sound])
    street = Line(validators=[_sound])

    @property
    def address(self) -> Address | None:
        """Where it goes, as it was typed. Raises `Invalid` at the part that is wrong."""
        return addresses.checked(self.said())

    def said(self) -> Address:
        """Where it goes, sound or not."""
        return Address(**{part: self[part].data or "" for part in LENGTHS})

"""Shape of what is typed about cars."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, DateField, FileField, RadioField, SelectField
from wtforms.validators import InputRequired, Length, Optional

from cocreate.accounts.vehicles.deciding import LONGEST_REASON, Found
from cocreate.kernel.fields import Line, Paragraphs
from cocreate.kernel.forms import Form
from cocreate.vehicles.models import HoldingState, Use
from cocreate.vehicles.vin import LONGEST_TYPED

STATES = [
    (HoldingState.OWNER, _l("I have it")),
    (HoldingState.ORDERED, _l("I have ordered it")),
    (HoldingState.INTENT, _l("I am thinking about it")),
]
USES = [
    (Use.PRIVATE, _l("Private")),
    (Use.COMPANY, _l("Company car")),
    (Use.DEMO, _l("Demonstration car")),
    (Use.STAFF, _l("Staff car")),
]


def _day() -> DateField:
    return DateField(validators=[Optional()])


def _vin() -> Line:
    return Line(validators=[Length(max=LONGEST_TYPED)])


class CarForm(Form):
    """A car to add; `model` is its key in the catalogue."""

    model = Line(validators=[InputRequired(_l("Choose a car of the catalogue.")), Length(max=200)])
    state = RadioField(choices=STATES, default=HoldingState.OWNER.value, validators=[InputRequired()])
    use = SelectField(choices=USES, default=Use.PRIVATE.value)
    first_owner = BooleanField()
    ordered_on = _day()
    delivered_on = _day()
    vin = _vin()


class OrderForm(Form):
    """That a car was ordered."""

    ordered_on = _day()


class DeliveryForm(Form):
    """That a car was delivered."""

    delivered_on = _day()
    first_owner = BooleanField()


class VinForm(Form):
    """Which car it is."""

    vin = Line(validators=[InputRequired(_l("Give the VIN.")), Length(max=LONGEST_TYPED)])


class DocumentForm(Form):
    """A picture that shall prove a car; the file itself is not read as a field."""

    document = FileField()


class ApprovalForm(Form):
    """That a document proves a car, what for it is held and since when."""

    use = SelectField(choices=USES)
    first_owner = BooleanField()
    delivered_on = _day()


class ReasonForm(Form):
    """Why something was decided; the member reads it."""

    reason = Paragraphs(
        validators=[InputRequired(_l("Give the reason: the member will read it.")), Length(max=LONGEST_REASON)]
    )


class DisputeForm(ReasonForm):
    """Why a dispute was decided so, and what the papers tell about the car; a page from before has the reason only."""

    use = SelectField(choices=USES, validators=[Optional()])
    first_owner = BooleanField()
    delivered_on = _day()

    @property
    def found(self) -> Found | None:
        """What the papers tell, where it was sent."""
        if not self.use.raw_data:
            return None
        return Found(Use(self.use.data), bool(self.first_owner.data), self.delivered_on.data)

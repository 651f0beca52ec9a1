"""The form of the thresholds: a number for each stage and kind."""

from collections.abc import Mapping

from wtforms.validators import InputRequired, Optional

from cocreate.catalogue.stages import Stage
from cocreate.ideas.evidence.rules import KINDS, MOST_DAYS, MOST_OWNERS, Place
from cocreate.kernel.fields import Whole
from cocreate.kernel.forms import Form

PLACES: tuple[Place, ...] = tuple((stage, kind) for stage in Stage for kind in KINDS)
_OWNERS = {"min": 1, "max": MOST_OWNERS, "inputmode": "numeric"}


class ThresholdsForm(Form):
    """`newcomer_days`, and below it a field ``<stage>_<kind>`` for each of `PLACES`; empty where no number will do."""

    newcomer_days = Whole(validators=[InputRequired()], render_kw={"min": 0, "max": MOST_DAYS, "inputmode": "numeric"})


for _stage, _kind in PLACES:
    setattr(ThresholdsForm, f"{_stage}_{_kind}", Whole(validators=[Optional()], render_kw=_OWNERS))


def filled(owners: Mapping[Place, int], newcomer_days: int) -> ThresholdsForm:
    """The form with what holds now."""
    numbers = {f"{stage}_{kind}": number for (stage, kind), number in owners.items()}
    return ThresholdsForm(formdata=None, data={**numbers, "newcomer_days": newcomer_days})


def owners(form: ThresholdsForm) -> dict[Place, int | None]:
    """The numbers that were sent."""
    return {(stage, kind): form[f"{stage}_{kind}"].data for stage, kind in PLACES}

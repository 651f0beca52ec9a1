"""Changing what levels ask for and allow."""

from collections.abc import Mapping, Sequence

from flask_babel import gettext as _
from sqlalchemy import select

from cocreate.journal import rules as journal
from cocreate.kernel.database import db
from cocreate.kernel.errors import Invalid
from cocreate.members.models import Member, Trust
from cocreate.screening.trust.models import Allowance, Excess, Threshold

# From what to what each number goes.
ASKED = {"days": (0, 3650), "posts": (0, 100_000), "reports": (0, 1000), "report_days": (1, 3650)}
ALLOWED = {"links": (0, 1000), "pictures": (0, 100), "mentions": (0, 100), "glances": (0, 100), "waits": (0, 100)}
# What may be without limit.
OPEN_ENDED = frozenset({"links", "pictures", "mentions"})
ABOVE_NEWCOMERS = (Trust.SETTLED, Trust.REGULAR, Trust.TRUSTED)

Numbers = Mapping[str, int | None]


def asked(numbers: Mapping[Trust, Numbers]) -> list[Threshold]:
    """What the levels would ask for. Raises `Invalid` at ``<level>_<name>``."""
    return [
        Threshold(level=level, **{name: _sound(level, name, numbers[level].get(name), ASKED[name]) for name in ASKED})
        for level in ABOVE_NEWCOMERS
    ]


def change(
    actor: Member,
    thresholds: Sequence[Threshold],
    allowed: Mapping[Trust, Numbers],
    excess: Mapping[Trust, Excess],
) -> bool:
    """Let levels ask for `thresholds`, made by `asked`, and allow so much; whether they ask for something else now.

    What of `allowed` is ``None`` is without limit, where that can be. Raises `Invalid` at ``<level>_<name>``.
    """
    for level in Trust:
        for name, bounds in ALLOWED.items():
            if allowed[level].get(name) is not None or name not in OPEN_ENDED:
                _sound(level, name, allowed[level].get(name), bounds)
    present = db.session.scalars(select(Threshold).order_by(Threshold.level).with_for_update()).all()
    wanted = {each.level: {name: getattr(each, name) for name in ASKED} for each in thresholds}
    moved = [_set(actor, row, "trust_threshold", wanted[row.level]) for row in present]
    for row in db.session.scalars(select(Allowance).order_by(Allowance.level).with_for_update()):
        numbers = {name: allowed[row.level].get(name) for name in ALLOWED}
        _set(actor, row, "trust_allowance", {**numbers, "excess": excess[row.level]})
    return any(moved)


def _sound(level: Trust, name: str, number: int | None, bounds: tuple[int, int]) -> int:
    least, most = bounds
    if number is None or not least <= number <= most:
        raise Invalid(
            f"{level.name.lower()}_{name}", _("This must be from %(least)s to %(most)s.", least=least, most=most)
        )
    return number


def _set(actor: Member, row: Threshold | Allowance, subject: str, wanted: Mapping[str, int | Excess | None]) -> bool:
    """Make `row` say what is `wanted`; whether it said something else."""
    changed = {name: value for name, value in wanted.items() if getattr(row, name) != value}
    for name, value in changed.items():
        setattr(row, name, value)
    if changed:
        journal.note(actor.id, "change", subject, row.level, None, **changed)
    return bool(changed)

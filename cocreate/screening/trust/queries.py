"""What levels there are, what they ask for, and what they allow."""

from flask_babel import gettext as _
from sqlalchemy import select

from cocreate.kernel.database import db
from cocreate.members.models import Trust
from cocreate.screening.trust.models import Allowance, Threshold


def thresholds() -> list[Threshold]:
    """What each level asks for, the lowest first."""
    return list(db.session.scalars(select(Threshold).order_by(Threshold.level)))


def allowances() -> list[Allowance]:
    """What each level may, newcomers first."""
    return list(db.session.scalars(select(Allowance).order_by(Allowance.level)))


def allowance(level: Trust) -> Allowance:
    """What `level` may."""
    return db.session.get_one(Allowance, level)


def names() -> dict[Trust, str]:
    """What members call the levels."""
    return {
        Trust.NEWCOMER: _("Newcomer"),
        Trust.SETTLED: _("Settled"),
        Trust.REGULAR: _("Regular"),
        Trust.TRUSTED: _("Trusted"),
    }

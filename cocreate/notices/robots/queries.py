"""Robots for their page."""

from sqlalchemy import select

from cocreate.kernel.database import db
from cocreate.notices.robots.models import Robot


def every() -> list[Robot]:
    """All robots by name."""
    return list(db.session.scalars(select(Robot).order_by(Robot.name, Robot.id)))


def by_public_id(public_id: str) -> Robot | None:
    """The robot with `public_id`."""
    return db.session.scalar(select(Robot).where(Robot.public_id == public_id))

"""Robots for their page."""

from sqlalchemy import func, select

from cocreate.kernel import clock, handing
from cocreate.kernel.database import db
from cocreate.notices.robots.models import Robot, RobotAlert


def every() -> list[Robot]:
    """All robots by name."""
    return list(db.session.scalars(select(Robot).order_by(Robot.name, Robot.id)))


def by_public_id(public_id: str) -> Robot | None:
    """The robot with `public_id`."""
    return db.session.scalar(select(Robot).where(Robot.public_id == public_id))


def in_doubt(robot: Robot) -> int:
    """How many alerts were said to `robot`, and nobody knows whether they arrived."""
    left = (RobotAlert.sent_at.is_(None), RobotAlert.claimed_at < clock.now() - handing.LONGEST)
    query = select(func.count()).select_from(RobotAlert).where(RobotAlert.robot_id == robot.id, *left)
    return db.session.scalars(query).one()

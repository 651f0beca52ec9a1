"""What must always hold of robots and of the log of their alerts, looked at anew."""

from collections.abc import Iterable

from cryptography.fernet import InvalidToken
from sqlalchemy import select, text

from cocreate.kernel import outgoing, sealing
from cocreate.kernel.database import db
from cocreate.notices.robots.models import Robot

_UNKNOWN = text(
    """
    SELECT a.id FROM robot_alerts a
    LEFT JOIN safety_marks m ON a.alert = 'safety' AND m.id = a.subject_id AND m.idea_id = a.post_id
    LEFT JOIN responses r ON a.alert = 'overdue' AND r.id = a.subject_id AND r.idea_id = a.post_id
    WHERE m.id IS NULL AND r.id IS NULL ORDER BY a.id
    """
)


def check() -> Iterable[str]:
    """Addresses that cannot be read or lead elsewhere than is shown; alerts of nothing that happened."""
    for robot in db.session.scalars(select(Robot).order_by(Robot.id)):
        if not _shows_where_it_leads(robot):
            yield f"robot {robot.id}: its sealed address is not the one that is shown"
    for alert_id in db.session.scalars(_UNKNOWN):
        yield f"robot alert {alert_id}: its cause never was"


def _shows_where_it_leads(robot: Robot) -> bool:
    try:
        address = sealing.unseal(robot.address)
        return outgoing.target(address).host == robot.host and address.endswith(robot.tail)
    except (InvalidToken, outgoing.BadAddress):
        return False

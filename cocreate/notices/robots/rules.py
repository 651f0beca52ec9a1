"""Setting robots up, and asking them to tell something."""

from collections.abc import Collection
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert

from cocreate.journal import rules as journal
from cocreate.kernel import clock, outgoing, sealing
from cocreate.kernel.database import db
from cocreate.kernel.errors import Invalid, Refused
from cocreate.members.models import Member
from cocreate.notices.robots import calling
from cocreate.notices.robots.models import LASTING, Alert, Robot, RobotAlert, RobotKind

MAX_NAME, MAX_SECRET, MOST = 60, 200, 20
TAIL = 4


@dataclass(frozen=True)
class Setup:
    """What an administrator says of a robot; an empty `address` or `secret` leaves what there is, `unsigned` forgets
    the secret."""

    name: str
    kind: RobotKind
    address: str
    secret: str
    alerts: Collection[Alert]
    active: bool = True
    unsigned: bool = False


def alert(about: Alert, causes: Collection[tuple[int, int]]) -> None:
    """Have every robot that is to hear of it tell what is a matter of `about`, once the transaction is committed.

    Each of `causes` is the id of a cause and that of the post it concerns. A cause is told once, however often this is
    asked. Two statements, whatever many causes, and a job for each robot.
    """
    found = select(Robot.id).where(Robot.active, Robot.alerts.contains([about.value])).order_by(Robot.id)
    robots = list(db.session.scalars(found.with_for_update(key_share=True))) if causes else []  # none goes meanwhile
    now = clock.now()
    rows = [
        {"robot_id": robot, "alert": about, "subject_id": cause, "post_id": post, "at": now}
        for robot in robots
        for cause, post in causes
    ]
    if rows:
        db.session.execute(insert(RobotAlert).on_conflict_do_nothing(), rows)
    for robot in robots:
        calling.ask(robot)


def add(actor: Member, setup: Setup) -> Robot:
    """A new robot. Raises `Invalid` at the field that cannot be taken."""
    if not setup.address:
        raise Invalid("webhook", _("This is needed."))
    if len(list(db.session.scalars(select(Robot.id)))) >= MOST:
        raise Invalid("name", _("At most %(count)s robots, please.", count=MOST))
    robot = Robot(secret=None)
    _set(robot, setup)
    db.session.add(robot)
    db.session.flush()
    journal.note(actor.id, "add", "robot", robot.id)
    return robot


def change(actor: Member, robot: Robot, setup: Setup) -> None:
    """Set `robot` up anew; what went wrong before is forgotten, and what waits is sent. Raises `Invalid`."""
    _set(robot, setup)
    _forget_trouble(robot)
    db.session.flush()
    journal.note(actor.id, "change", "robot", robot.id)
    calling.ask(robot.id)


def remove(actor: Member, robot: Robot) -> None:
    """Do away with `robot` and with the log of what it told."""
    journal.note(actor.id, "remove", "robot", robot.id)
    # Its alerts first: a call under way holds them and then writes to the robot.
    db.session.execute(delete(RobotAlert).where(RobotAlert.robot_id == robot.id))
    db.session.delete(robot)
    db.session.flush()


def try_out(actor: Member, robot: Robot) -> bool:
    """Send a message to `robot` now; whether it was taken. `robot` says what went wrong.

    Raises `TooMany` beyond what the chats take, `Refused` where the robot was removed meanwhile.
    """
    journal.note(actor.id, "try", "robot", robot.id)
    failed = calling.say(robot, calling.trial())
    if not calling.note(robot, failed):
        raise Refused("robot-removed", _("Things have changed meanwhile. Go back, reload the page and look again."))
    if failed is None:
        calling.ask(robot.id)
    elif failed.trouble not in LASTING:
        robot.rests_until = None
    db.session.flush()
    return failed is None


def _set(robot: Robot, setup: Setup) -> None:
    if not 1 <= len(setup.name) <= MAX_NAME:
        raise Invalid("name", _("From 1 to %(count)s characters, please.", count=MAX_NAME))
    if setup.secret and setup.kind is RobotKind.WECOM:
        raise Invalid("secret", _("Robots of WeCom have no secret. Leave this empty."))
    if len(setup.secret) > MAX_SECRET or not all("!" <= each <= "~" for each in setup.secret):
        raise Invalid("secret", _("This is no secret of a robot. Copy it from the settings of the robot."))
    if setup.address:
        _point(robot, setup.address)
    if setup.secret:
        robot.secret = sealing.seal(setup.secret)
    elif setup.unsigned or setup.kind is RobotKind.WECOM:
        robot.secret = None
    robot.name, robot.kind, robot.active = setup.name, setup.kind, setup.active
    robot.alerts = sorted(one.value for one in setup.alerts)
    robot.changed_at = clock.now()


def _point(robot: Robot, address: str) -> None:
    try:
        place = outgoing.target(address)
    except outgoing.BadAddress as error:
        advice = _("Copy the whole address from the settings of the robot: it begins with https://.")
        raise Invalid("webhook", advice) from error
    robot.address, robot.host, robot.tail = sealing.seal(address), place.host, address[-TAIL:]


def _forget_trouble(robot: Robot) -> None:
    robot.trouble, robot.said, robot.failures, robot.rests_until = None, "", 0, None

"""Telling robots what waits for them.

A robot is told several things in one message, at most `PER_MINUTE` messages a minute. What fails for now is tried again
after a rest that grows; what fails for good waits until an administrator has looked at it. Each minute the worker looks
for robots with something waiting, so that nothing hangs on one job. Alerts are claimed, and that is committed, before
anything is said: two workers share what waits, and nothing is told twice. Where a worker dies then, or a chat never
answers, nobody knows whether they were told; they stay as they are, and administrators read how many there are.
"""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import Select, delete, func, or_, select, update

from cocreate.kernel import clock, handing, limits, outgoing, sealing
from cocreate.kernel.database import db
from cocreate.kernel.errors import TooMany
from cocreate.kernel.i18n import speaking, voice
from cocreate.kernel.jobs import defer, job
from cocreate.kernel.limits import Limit
from cocreate.notices.robots import bodies
from cocreate.notices.robots.bodies import Failed
from cocreate.notices.robots.models import LASTING, Alert, Robot, RobotAlert, Trouble
from cocreate.posts.models import Audience, Post, PostState
from cocreate.site import queries as site

JOB = "call_robot"
MOST = 5  # alerts in one message: with titles cut, they fit the 2,048 bytes WeCom takes
LONGEST_TITLE = 50
# WeCom and DingTalk take 20 within any minute; as ours are counted from minute to minute, two may meet.
PER_MINUTE = Limit("robot", 10, timedelta(minutes=1))
NEWS_FOR = timedelta(days=1)
KEPT_FOR = timedelta(days=180)
LONGEST_REST = timedelta(hours=1)


def ask(robot_id: int) -> None:
    """Have the robot told what waits for it, once the transaction is committed."""
    defer(JOB, queueing_lock=f"{JOB} {robot_id}", robot=robot_id)


@job("call_robots", cron="* * * * *")
def call_all() -> None:
    """Ask for a call of every robot with something waiting, unless it rests."""
    now = clock.now()
    waiting = select(RobotAlert.robot_id).where(RobotAlert.claimed_at.is_(None), RobotAlert.at > now - NEWS_FOR)
    ready = or_(Robot.rests_until.is_(None), Robot.rests_until <= now)
    working = or_(Robot.trouble.is_(None), Robot.trouble.not_in(LASTING))
    for robot_id in db.session.scalars(select(Robot.id).where(Robot.id.in_(waiting), Robot.active, ready, working)):
        ask(robot_id)


@job("forget_robot_alerts", cron="50 19 * * *")
def forget_alerts() -> None:
    """Remove the log of what was told, or came to nothing, long ago."""
    db.session.execute(delete(RobotAlert).where(RobotAlert.at < clock.now() - KEPT_FOR))


@job(JOB)
def call(robot: int) -> None:
    """Send one message of what waits for the robot, and ask for another where more does."""
    now, found = clock.now(), db.session.get(Robot, robot, populate_existing=True)
    if found is None or not found.active or found.is_failing or (found.rests_until and found.rests_until > now):
        return
    told = db.session.execute(_waiting(robot)).all()
    if not told:
        return
    text = _text([(alert.alert, post) for alert, post in told])
    claimed = [alert.id for alert, _post in told]
    _mark(claimed, claimed_at=clock.now())
    handing.keep()
    try:
        failed = say(found, text)
    except TooMany as error:
        _mark(claimed, claimed_at=None)
        _write(found, {"rests_until": clock.now() + timedelta(seconds=error.retry_after)})
        return
    except Exception:  # it failed before anything was said: what failed afterwards is an answer
        _mark(claimed, claimed_at=None)
        handing.keep()
        raise
    if failed is None:
        _mark(claimed, sent_at=func.greatest(RobotAlert.claimed_at, clock.now()))
    elif not failed.in_doubt:
        _mark(claimed, claimed_at=None)
    note(found, failed)
    if failed is None and len(told) == MOST:
        ask(robot)


def _mark(alerts: Sequence[int], **values: object) -> None:
    # In order, and before the robot: whoever removes it does the same.
    locked = select(RobotAlert.id).where(RobotAlert.id.in_(alerts)).order_by(RobotAlert.id).with_for_update()
    changed = update(RobotAlert).where(RobotAlert.id.in_(locked)).values(**values)
    db.session.execute(changed.execution_options(synchronize_session=False))


def say(robot: Robot, text: str) -> Failed | None:
    """Send `text` to `robot` now; why it was not taken. Raises `TooMany` beyond what the chats take."""
    limits.use(PER_MINUTE, str(robot.id))
    secret = sealing.unseal(robot.secret) if robot.secret else None
    address, body = bodies.message(robot.kind, sealing.unseal(robot.address), secret, text, clock.now())
    try:
        return bodies.failure(outgoing.post_json(address, body))
    except outgoing.Unanswered:
        return Failed(Trouble.UNREACHABLE, in_doubt=True)
    except outgoing.Unreachable:
        return Failed(Trouble.UNREACHABLE)
    except outgoing.TooLarge:
        return Failed(Trouble.UNCLEAR)
    except (outgoing.Blocked, outgoing.BadAddress):
        return Failed(Trouble.PRIVATE)


def note(robot: Robot, failed: Failed | None) -> bool:
    """Write down how a call of `robot` ended, unless an administrator has set it up anew meanwhile; ``False`` where it
    was removed."""
    now = clock.now()
    if failed is None:
        told = {"trouble": None, "said": "", "failures": 0, "rests_until": None, "sent_at": now}
    else:
        rest = min(timedelta(minutes=2 ** min(robot.failures, 10)), LONGEST_REST)
        told = {"trouble": failed.trouble, "said": failed.said, "failures": robot.failures + 1}
        told["rests_until"] = now + rest
    return _write(robot, told)


def trial() -> str:
    """What a robot says to show that it works."""
    with speaking(voice().languages[0]):
        return _headed(_("This is a try: alerts will arrive here."))


def _write(robot: Robot, told: Mapping[str, object]) -> bool:
    same = update(Robot).where(Robot.id == robot.id, Robot.changed_at == robot.changed_at)
    db.session.execute(same.values(**told).execution_options(synchronize_session=False))
    return db.session.get(Robot, robot.id, populate_existing=True) is not None


def _waiting(robot_id: int) -> Select[RobotAlert, Post]:
    """The oldest alerts that wait for a robot, locked; those that another worker has in hand are left to it."""
    query = select(RobotAlert, Post).join(Post, Post.id == RobotAlert.post_id).order_by(RobotAlert.id).limit(MOST)
    waiting = (RobotAlert.robot_id == robot_id, RobotAlert.claimed_at.is_(None), RobotAlert.at > clock.now() - NEWS_FOR)
    there = Post.state.not_in((PostState.DRAFT, PostState.REMOVED))
    return query.where(*waiting, there).with_for_update(of=RobotAlert, skip_locked=True)


def _text(told: list[tuple[Alert, Post]]) -> str:
    with speaking(voice().languages[0]):
        return _headed("\n\n".join(_line(alert, post) for alert, post in told))


def _line(alert: Alert, post: Post) -> str:
    """What is said of `post`: where not everybody sees it, its words stay on the site."""
    said = {Alert.SAFETY: _("A problem may endanger people"), Alert.OVERDUE: _("A promised response is overdue")}[alert]
    address = f"{current_app.config['COCREATE'].base_url}/{post.kind}s/{post.public_id}"
    seen = post.state is PostState.VISIBLE and post.audience is Audience.EVERYONE
    title = bodies.tamed(post.title or "", LONGEST_TITLE) if seen else ""
    return "\n".join(line for line in (said, title, address) if line)


def _headed(text: str) -> str:
    # The name of the site comes first: a group may ask for a word that every message must hold.
    return f"{bodies.tamed(site.brand().name, LONGEST_TITLE)}\n{text}"

"""A backup that is put back sends nobody anything again."""

from pathlib import Path

from sqlalchemy import select, text

from cocreate.kernel import clock, mail
from cocreate.kernel.database import db
from cocreate.notices.models import Notice
from cocreate.notices.robots import rules as robots
from cocreate.notices.robots.models import Alert, RobotAlert
from tests import make
from tests.cli.conftest import Command
from tests.make.robots import robot
from tests.support.race import Real


def wait() -> None:
    """A letter in the queue, one notice that is due and one that will be, and an alert."""
    mail.send("lin@example.org", "en", "no_account", "Hello", link="", site_name="Nova", minutes=60)
    author = make.member(email="lin@example.org")
    for _number in range(2):
        make.comment(make.idea(author), make.member())
    due = select(Notice).order_by(Notice.id).limit(1)
    db.session.scalars(due).one().due_at = clock.now()
    robot()
    robots.alert(Alert.SAFETY, [(1, make.idea().id)])


def waiting() -> tuple[int, int, int]:
    letters = text("SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'send_mail'")
    due = db.session.scalars(select(Notice.id).where(Notice.due_at.is_not(None))).all()
    alerts = db.session.scalars(select(RobotAlert.id).where(RobotAlert.claimed_at.is_(None))).all()
    return db.session.scalar(letters) or 0, len(due), len(alerts)


def test_what_waited_when_the_backup_was_made_is_not_sent_again(real: Real, command: Command, tmp_path: Path) -> None:
    real.commit(wait)
    assert real.commit(waiting) == (1, 2, 1)
    file = str(tmp_path / "site.tar")
    assert command("backup", file).exit_code == 0
    assert "Not sent again: 3 " in command("restore", "--force", file).output
    assert real.commit(waiting) == (0, 1, 0), "what is due later comes then"

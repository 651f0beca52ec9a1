"""What the database refuses of robots, and what the audit finds."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from cocreate.kernel import sealing
from cocreate.kernel.database import db
from cocreate.notices.robots import audit, rules
from cocreate.notices.robots.models import Alert, RobotKind
from tests import make
from tests.make.robots import ADDRESS, robot

BREACHES = {
    "ck_robots_name_length": "UPDATE robots SET name = ''",
    "ck_robots_kind": "UPDATE robots SET kind = 'pigeon'",
    "ck_robots_trouble": "UPDATE robots SET trouble = 'bored'",
    "ck_robots_alerts_are_known": "UPDATE robots SET alerts = '{safety,weather}'",
    "ck_robots_wecom_signs_nothing": "UPDATE robots SET secret = 'x'",
    "ck_robots_tail_is_short": "UPDATE robots SET tail = 'all of it'",
    "ck_robots_said_length": "UPDATE robots SET said = repeat('x', 201)",
    "ck_robots_failures_not_negative": "UPDATE robots SET failures = -1",
    "uq_robots_public_id": "INSERT INTO robots (public_id, name, kind, address, host, tail, alerts, created_at, "
    "changed_at) SELECT public_id, name, kind, address, host, tail, alerts, created_at, changed_at FROM robots",
    "ck_robot_alerts_alert": "UPDATE robot_alerts SET alert = 'weather'",
    "ck_robot_alerts_sent_after_it_was_asked_for": "UPDATE robot_alerts SET claimed_at = at - interval '1 second', "
    "sent_at = at - interval '1 second'",
    "ck_robot_alerts_claimed_before_it_is_sent": "UPDATE robot_alerts SET sent_at = at",
    "uq_robot_alerts_robot_id_alert_subject_id": "INSERT INTO robot_alerts (robot_id, alert, subject_id, post_id, at) "
    "SELECT robot_id, alert, subject_id, post_id, at FROM robot_alerts",
}


@pytest.mark.usefixtures("app")
@pytest.mark.parametrize("constraint", BREACHES)
def test_the_database_refuses(constraint: str) -> None:
    robot()
    rules.alert(Alert.SAFETY, [(1, make.idea().id)])
    with pytest.raises(IntegrityError, match=constraint):
        db.session.execute(text(BREACHES[constraint]))


@pytest.mark.usefixtures("app")
def test_address_and_secret_are_sealed() -> None:
    made = robot(RobotKind.FEISHU, secret="SECabc123")
    row = db.session.execute(text("SELECT * FROM robots")).mappings().one()
    kept = " ".join(str(value) for value in row.values())
    assert "a-token" not in kept
    assert "SECabc123" not in kept
    assert (sealing.unseal(made.address), made.host, made.tail) == (ADDRESS, "chat.example.org", "0123")
    assert list(db.session.scalars(text("SELECT data FROM journal_entries WHERE subject_kind = 'robot'"))) == [{}]


@pytest.mark.usefixtures("app")
def test_audit_finds_what_was_tampered_with() -> None:
    made = robot()
    assert list(audit.check()) == []
    made.host = "elsewhere.example.org"
    rules.alert(Alert.SAFETY, [(10**9, make.idea().id)])
    db.session.flush()
    first, second = audit.check()
    assert ("not the one that is shown" in first, "its cause never was" in second) == (True, True)
    made.address = "nothing sealed"
    db.session.flush()
    assert "not the one that is shown" in next(iter(audit.check()))


@pytest.mark.usefixtures("app")
def test_with_a_robot_goes_its_log_and_with_a_post_what_was_told_of_it() -> None:
    admin = make.member(roles=["admin"])
    made = robot(by=admin)
    rules.alert(Alert.SAFETY, [(1, make.idea().id)])
    rules.remove(admin, made)
    assert db.session.scalar(text("SELECT count(*) FROM robot_alerts")) == 0

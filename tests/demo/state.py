"""What a site holds, so that a test can compare it before and after."""

from sqlalchemy import func, select

from cocreate.cli.audit import CHECKS
from cocreate.demo import script
from cocreate.kernel.database import Base, db
from cocreate.members.models import IdentityKind, Member
from cocreate.members.queries import by_identity
from cocreate.site.models import SiteRecord


def differences() -> list[str]:
    return [line for check in CHECKS for line in check()]


def demo_member(email: str) -> Member:
    member = by_identity(IdentityKind.EMAIL, email)
    assert member is not None
    return member


def rows() -> dict[str, int]:
    """How many rows each table has; only those that have any."""
    tables = Base.metadata.sorted_tables
    counts = {table.name: db.session.scalar(select(func.count()).select_from(table)) or 0 for table in tables}
    return {name: count for name, count in counts.items() if count}


def words_of_the_brand() -> dict[str, str]:
    record = db.session.scalars(select(SiteRecord).execution_options(populate_existing=True)).one()
    return {name: getattr(record, name) for name in vars(script.read().brand)}

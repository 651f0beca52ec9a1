"""Filters of the desk that somebody keeps for themselves."""

from flask_babel import gettext as _
from sqlalchemy import delete, func, select
from sqlalchemy.dialects.postgresql import insert

from cocreate.ideas.triage.models import SavedFilter
from cocreate.kernel.database import db
from cocreate.kernel.errors import Invalid, Refused
from cocreate.members.models import Member

MAX_NAME, MAX_QUERY, MOST = 40, 500, 30


def of(member: Member) -> list[SavedFilter]:
    """The filters `member` keeps, by name."""
    query = select(SavedFilter).where(SavedFilter.member_id == member.id).order_by(SavedFilter.name)
    return list(db.session.scalars(query))


def keep(member: Member, name: str, query: str) -> None:
    """Keep the filter `query` (of an address) for `member`; one of the same name is replaced.

    Raises `Invalid` at ``name``, `Refused` beyond `MOST`.
    """
    if not name:
        raise Invalid("name", _("Give it a name."))
    if len(name) > MAX_NAME:
        raise Invalid("name", _("At most %(count)s characters, please.", count=MAX_NAME))
    if len(query) > MAX_QUERY:
        raise Invalid("query", _("This filter is too long to be kept."))
    row = insert(SavedFilter).values(member_id=member.id, name=name, query=query)
    kept = row.on_conflict_do_update(index_elements=["member_id", "name"], set_={"query": query})
    db.session.execute(kept)
    count = db.session.scalar(select(func.count()).where(SavedFilter.member_id == member.id)) or 0
    if count > MOST:
        raise Refused("too-many-filters", _("You keep %(count)s filters already. Forget one first.", count=MOST))


def forget(member: Member, name: str) -> None:
    """Do not keep the filter `name` of `member` any more."""
    db.session.execute(delete(SavedFilter).where(SavedFilter.member_id == member.id, SavedFilter.name == name))

"""Reads of drafts: always those of one member."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select

from cocreate.kernel import text
from cocreate.kernel.database import db
from cocreate.members.models import Member
from cocreate.posts.drafts.models import Draft

LINE = 120  # characters


class DraftRow(NamedTuple):
    """A draft in the list of its member's own."""

    key: str
    url: str
    title: str
    excerpt: str
    language: str
    updated_at: datetime


def of(member: Member, key: str) -> Draft | None:
    """`member`'s draft of the form `key`."""
    return db.session.scalar(select(Draft).where(Draft.member_id == member.id, Draft.key == key))


def all_of(member: Member) -> list[DraftRow]:
    """The drafts of `member`, the latest first. There are never more than ``rules.MAX_DRAFTS``."""
    query = select(Draft).where(Draft.member_id == member.id).order_by(Draft.updated_at.desc(), Draft.id.desc())
    return [_row(draft) for draft in db.session.scalars(query)]


def _row(draft: Draft) -> DraftRow:
    title, body = draft.first("title"), draft.first("body")
    language = text.language_of(f"{title} {body}")
    return DraftRow(draft.key, f"/{draft.key}", title, text.excerpt(body, LINE), language, draft.updated_at)

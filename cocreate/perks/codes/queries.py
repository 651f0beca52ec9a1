"""Codes as their member and the staff read them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple
from urllib.parse import quote

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from cocreate.kernel import sealing
from cocreate.kernel.database import db
from cocreate.members.models import Member
from cocreate.members.queries import Person, person
from cocreate.perks import words
from cocreate.perks.codes.models import CodeState, CodeUse, PerkCode
from cocreate.perks.redemptions.models import Redemption
from cocreate.perks.words import Said

DESK = "/desk/codes"


@dataclass(frozen=True)
class UseView:
    """That a code was taken in, or that this was taken back."""

    used: bool
    actor: Person
    centre: str
    note: str
    at: datetime


@dataclass(frozen=True)
class CodeView:
    """A code as service staff see it: what it grants, and everything that was done with it, the latest first."""

    code: str
    state: CodeState
    title: Said
    variant: str
    summary: Said
    discount: Said
    redeemed_at: datetime
    valid_until_on: date | None
    has_ended: bool
    uses: Sequence[UseView]

    @property
    def is_good(self) -> bool:
        """Whether it can be taken in."""
        return self.state is CodeState.ASSIGNED and not self.has_ended


class Held(NamedTuple):
    """The code of a redemption, when it was taken in, and the last day on which it can be."""

    code: str
    state: CodeState
    used_at: datetime | None
    until: date | None


def of_redemptions(keys: Collection[int]) -> dict[int, Held]:
    """By the redemptions what code they have. One statement, none for no redemption."""
    if not keys:
        return {}
    used = (
        select(CodeUse.at).where(CodeUse.code_id == PerkCode.id, CodeUse.used).order_by(CodeUse.id.desc()).limit(1)
    ).scalar_subquery()
    query = select(PerkCode.redemption_id, PerkCode.sealed, PerkCode.state, used, PerkCode.valid_until_on)
    return {
        key or 0: Held(sealing.unseal(sealed), state, at if state is CodeState.USED else None, until)
        for key, sealed, state, at, until in db.session.execute(query.where(PerkCode.redemption_id.in_(keys)))
    }


def view(code: PerkCode, locale: str) -> CodeView:
    """`code`, which is somebody's, in words. Two statements."""
    query = select(Redemption).where(Redemption.id == code.redemption_id)
    whole = query.options(joinedload(Redemption.perk), joinedload(Redemption.variant))
    redemption = db.session.scalars(whole).one()
    perk = redemption.perk
    return CodeView(
        code=sealing.unseal(code.sealed),
        state=code.state,
        title=words.text(perk, "title", locale),
        variant=words.variant(redemption.variant, locale),
        summary=words.text(perk, "summary", locale),
        discount=words.discount(perk, locale),
        redeemed_at=redemption.at,
        valid_until_on=code.valid_until_on,
        has_ended=code.has_ended,
        uses=_uses(code),
    )


def use_of(redemption_id: int) -> tuple[datetime, str] | None:
    """When and where the code of a redemption was taken in, if that stands. One statement."""
    query = select(CodeUse.at, CodeUse.centre).join(PerkCode, PerkCode.id == CodeUse.code_id)
    stands = (PerkCode.redemption_id == redemption_id, PerkCode.state == CodeState.USED, CodeUse.used)
    found = db.session.execute(query.where(*stands).order_by(CodeUse.id.desc()).limit(1)).one_or_none()
    return (found.at, found.centre) if found else None


def last_centre(member: Member) -> str:
    """Where `member` last took a code in; empty if nowhere."""
    query = select(CodeUse.centre).where(CodeUse.actor_id == member.id, CodeUse.used)
    return db.session.scalar(query.order_by(CodeUse.id.desc()).limit(1)) or ""


def address(code: str) -> str:
    """Where staff take `code` in."""
    return f"{DESK}/{quote(code, safe='')}"


def _uses(code: PerkCode) -> list[UseView]:
    query = select(CodeUse, Member).join(Member, Member.id == CodeUse.actor_id).where(CodeUse.code_id == code.id)
    found = db.session.execute(query.order_by(CodeUse.id.desc()))
    return [UseView(use.used, person(member), use.centre, use.note, use.at) for use, member in found]

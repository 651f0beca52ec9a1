"""The pool of codes of a variant: filled by the desk, drawn from when somebody redeems.

Where codes were ever put in, the variant's stock is how many it has, and when all are drawn it is sold out. Otherwise
a code is made for each redemption, and the stock is what the catalogue says.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from flask_babel import gettext as _
from sqlalchemy import ARRAY, BigInteger, ColumnElement, Text, any_, delete, func, insert, literal, select

from cocreate.journal import rules as journal
from cocreate.kernel import clock, sealing
from cocreate.kernel.database import db
from cocreate.kernel.errors import Invalid, Refused
from cocreate.members.models import Member
from cocreate.perks import history, variants
from cocreate.perks.codes import plain
from cocreate.perks.codes.models import CodeState, PerkCode
from cocreate.perks.models import MOST, Perk, PerkField, PerkKind, PerkVariant

CODED = (PerkKind.VOUCHER, PerkKind.SERVICE_COUPON)
MOST_AT_ONCE = 20_000  # codes
REMINDED_BEFORE = timedelta(days=7)


@dataclass(frozen=True)
class Looked:
    """Codes that were brought, looked through: those `fresh`, those there already or named twice, those unsound."""

    fresh: list[str] = field(default_factory=list)
    doubles: list[str] = field(default_factory=list)
    unsound: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Loose:
    """The keys of the codes that can be discarded, and which of those typed cannot, and why: somebody has them, they
    are of another variant or perk, or they are no codes at all."""

    free: list[int] = field(default_factory=list)
    given: list[str] = field(default_factory=list)
    elsewhere: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)

    @property
    def kept(self) -> int:
        """How many of those typed stay."""
        return len(self.given) + len(self.elsewhere) + len(self.unknown)


def look(typed: Iterable[str]) -> Looked:
    """Which of the codes `typed` can be put into a pool, in their order."""
    looked = Looked()
    sound: dict[str, str] = {}
    for one in filter(None, map(plain.written, typed)):
        if not plain.is_sound(one):
            looked.unsound.append(one)
        elif plain.plain(one) in sound:
            looked.doubles.append(one)
        else:
            sound[plain.plain(one)] = one
    known = _known(sound)
    for key, one in sound.items():
        (looked.doubles if key in known else looked.fresh).append(one)
    return looked


def fill(actor: Member, variant: PerkVariant, codes: Sequence[str]) -> int:
    """Put `codes`, which `look` found fresh, into the pool of `variant`; how many were.

    Those that somebody else put in meanwhile are left out. Raises `Refused` where the perk has no codes, `Invalid` at
    ``codes`` where there are too many.
    """
    if not 1 <= len(codes) <= MOST_AT_ONCE:
        raise Invalid("codes", _("From %(least)s to %(most)s codes at once.", least=1, most=f"{MOST_AT_ONCE:,}"))
    perk, variant = variants.lock(variant.id)
    if perk.kind not in CODED:
        raise Refused("no-codes-here", _("This perk is shipped: it has no codes."))
    fresh = look(codes).fresh
    if fresh:
        rows = [_row(variant, code, CodeState.FREE) for code in fresh]
        db.session.execute(insert(PerkCode), rows)
        recount(actor, perk, variant)
        journal.note(actor.id, "fill", "perk_variant", variant.id, codes=len(fresh))
    return len(fresh)


def generate(actor: Member, variant: PerkVariant, number: int) -> int:
    """Put `number` new codes into the pool of `variant`. Raises as `fill`."""
    if not 1 <= number <= MOST_AT_ONCE:
        raise Invalid("number", _("From %(least)s to %(most)s codes at once.", least=1, most=f"{MOST_AT_ONCE:,}"))
    return fill(actor, variant, [plain.make() for _place in range(number)])


def loose(variant: PerkVariant, typed: Iterable[str]) -> Loose:
    """What can be discarded of the codes of `variant` that are `typed` or, where nothing is, of all, and what cannot.

    One statement.
    """
    wanted = {plain.plain(one): one for one in map(plain.written, typed) if one}
    there = select(PerkCode.id, PerkCode.lookup, PerkCode.state, PerkCode.variant_id).order_by(PerkCode.id)
    if not wanted:
        free = there.where(PerkCode.variant_id == variant.id, PerkCode.state == CodeState.FREE)
        return Loose([row.id for row in db.session.execute(free)])
    by_hash = _by_hash(wanted)
    found, hit = Loose(), set[str]()
    for row in db.session.execute(there.where(_is_one_of(by_hash))):
        hit.add(key := by_hash[row.lookup])
        if row.variant_id != variant.id:
            found.elsewhere.append(wanted[key])
        elif row.state is CodeState.FREE:
            found.free.append(row.id)
        else:
            found.given.append(wanted[key])
    found.unknown.extend(one for key, one in wanted.items() if key not in hit)
    return found


def discard(actor: Member, variant: PerkVariant, codes: Collection[int]) -> int:
    """Delete those of the `codes` of `variant`, by their keys, that are free still: nobody had them, and another perk
    may have them now; how many were. A pool that never gave a code out is none any more when it is empty."""
    perk, variant = variants.lock(variant.id)
    free = (PerkCode.variant_id == variant.id, PerkCode.state == CodeState.FREE)
    chosen = PerkCode.id == any_(literal(list(codes), ARRAY(BigInteger)))
    gone = len(db.session.scalars(delete(PerkCode).where(*free, chosen).returning(PerkCode.id)).all())
    if gone:
        recount(actor, perk, variant)
        journal.note(actor.id, "discard", "perk_variant", variant.id, codes=gone)
    return gone


def draw(variant: PerkVariant) -> PerkCode | None:
    """A code of `variant`, which is locked, for `assign`: out of the pool, or made; None: the pool is empty."""
    if not variant.pooled:
        return PerkCode(**_row(variant, plain.make(), CodeState.FREE))
    free = select(PerkCode).where(PerkCode.variant_id == variant.id, PerkCode.state == CodeState.FREE)
    return db.session.scalar(free.order_by(PerkCode.id).limit(1).with_for_update(skip_locked=True))


def assign(code: PerkCode, redemption_id: int, until: date | None) -> None:
    """Give `code`, which was drawn, to the redemption; the day `until` is the last on which it can be used.

    Where that is as near as a reminder would be, nobody is reminded of what they have just read.
    """
    code.state, code.redemption_id, code.valid_until_on = CodeState.ASSIGNED, redemption_id, until
    code.reminded = until is not None and until <= clock.local_day(clock.now()) + REMINDED_BEFORE
    db.session.add(code)
    db.session.flush()


def counts(variant_ids: Collection[int]) -> dict[int, dict[CodeState, int]]:
    """Of each variant how many codes are in which state. One statement."""
    found: dict[int, dict[CodeState, int]] = {key: dict.fromkeys(CodeState, 0) for key in variant_ids}
    query = select(PerkCode.variant_id, PerkCode.state, func.count()).where(PerkCode.variant_id.in_(variant_ids))
    for key, state, number in db.session.execute(query.group_by(PerkCode.variant_id, PerkCode.state)):
        found[key][state] = number
    return found


def _row(variant: PerkVariant, code: str, state: CodeState) -> dict[str, object]:
    lookup = sealing.lookup(plain.plain(code))
    return {
        "perk_id": variant.perk_id,
        "variant_id": variant.id,
        "sealed": sealing.seal(code),
        "lookup": lookup,
        "state": state,
    }


def _known(keys: Collection[str]) -> set[str]:
    """Which of the plain forms `keys` are codes already."""
    by_hash = _by_hash(keys)
    known = db.session.scalars(select(PerkCode.lookup).where(_is_one_of(by_hash)))
    return {by_hash[found] for found in known}


def _by_hash(keys: Iterable[str]) -> dict[str, str]:
    return {found: key for key in keys for found in sealing.lookups(key)}


def _is_one_of(hashes: Iterable[str]) -> ColumnElement[bool]:
    """One parameter: a statement takes 65,535."""
    return PerkCode.lookup == any_(literal(list(hashes), ARRAY(Text)))


def recount(actor: Member, perk: Perk, variant: PerkVariant) -> None:
    """Let the stock of `variant`, which is locked, be the number of its codes."""
    before = variant.stock
    total = db.session.scalar(select(func.count()).where(PerkCode.variant_id == variant.id)) or 0
    if total > MOST:
        raise Invalid("codes", _("At most %(most)s codes in a pool.", most=f"{MOST:,}"))
    variant.pooled, variant.stock = total > 0, total
    db.session.flush()
    history.note(actor, perk, PerkField.STOCK, before, total, variant)

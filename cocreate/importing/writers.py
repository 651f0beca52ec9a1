"""Who wrote what comes in: the member who confirmed the same address, else a placeholder for each reference.

A writer is told apart by the reference the file gives, else by the keyed hash of the e-mail address or phone number,
else by the name; what has none of these is the source's own. Addresses are never stored, only their keyed hashes,
by which a member who confirms the same one may claim the placeholder. What is no address is left out.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from sqlalchemy import select, tuple_

from cocreate.accounts import identities, names
from cocreate.importing.mapping import Mapping
from cocreate.kernel import sealing
from cocreate.kernel.database import db
from cocreate.kernel.errors import Invalid
from cocreate.members.models import Identity, IdentityKind, Member, MemberState, Placeholder
from cocreate.members.queries import folded

# The reference of the placeholder that stands for the source itself.
ITSELF = "*"


@dataclass(frozen=True)
class Writer:
    """An author to be. `references` are those the placeholder may have (several where data keys were changed), the
    first is that of a new one; `emails` and `phones` are keyed hashes of one address, that of the newest key first."""

    references: tuple[str, ...]
    name: str
    emails: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()


def writer(mapping: Mapping, reference: str, name: str, email: str, phone: str) -> Writer:
    """The writer a row tells of; each of the texts may be empty."""
    emails, phones = _lookups(IdentityKind.EMAIL, email), _lookups(IdentityKind.PHONE, phone)
    hidden = _lookups(IdentityKind.EMAIL, reference) if "@" in reference else ()
    if hidden:
        references = tuple(f"email:{lookup}" for lookup in hidden)
    elif reference:
        references = (reference,)
    elif emails:
        references = tuple(f"email:{lookup}" for lookup in emails)
    elif phones:
        references = tuple(f"phone:{lookup}" for lookup in phones)
    elif name:
        references = (f"name:{folded(name)}",)
    else:
        return itself(mapping)
    return Writer(references, _name(name, mapping, "" if hidden else reference), emails or hidden, phones)


def itself(mapping: Mapping) -> Writer:
    """The source as a writer: of what has no author, and of the statuses it brings along."""
    return Writer((ITSELF,), _fitting(mapping.label) or mapping.label)


def members(source: str, writers: Iterable[Writer]) -> dict[Writer, Member]:
    """The members behind `writers` of `source`; placeholders that are missing are made.

    Placeholders stay locked against being claimed until the transaction ends. Callers hold the lock of imports, so
    nobody else makes placeholders at the same time.
    """
    wanted = list(dict.fromkeys(writers))
    found = _confirmed(wanted)
    others = [one for one in wanted if one not in found]
    known = _placeholders(source, {reference for one in others for reference in one.references})
    missing: dict[str, Writer] = {}
    for one in others:
        if not any(reference in known for reference in one.references):
            missing.setdefault(one.references[0], one)
    known |= _made(source, missing)
    for one in others:
        placeholder, found[one] = next(known[reference] for reference in one.references if reference in known)
        placeholder.email_lookup = placeholder.email_lookup or next(iter(one.emails), None)
        placeholder.phone_lookup = placeholder.phone_lookup or next(iter(one.phones), None)
    db.session.flush()
    return found


def _confirmed(writers: Collection[Writer]) -> dict[Writer, Member]:
    """The active members who confirmed the e-mail address, else the phone number, of one of `writers`."""
    pairs = {(IdentityKind.EMAIL, lookup) for one in writers for lookup in one.emails}
    pairs |= {(IdentityKind.PHONE, lookup) for one in writers for lookup in one.phones}
    if not pairs:
        return {}
    query = (
        select(Identity.kind, Identity.lookup, Member)
        .join(Member, Member.id == Identity.member_id)
        .where(tuple_(Identity.kind, Identity.lookup).in_(pairs), Member.state == MemberState.ACTIVE)
    )
    holders = {(kind, lookup): member for kind, lookup, member in db.session.execute(query)}
    found = {}
    for one in writers:
        own = [(IdentityKind.EMAIL, lookup) for lookup in one.emails]
        own += [(IdentityKind.PHONE, lookup) for lookup in one.phones]
        holder = next((holders[pair] for pair in own if pair in holders), None)
        if holder is not None:
            found[one] = holder
    return found


def _placeholders(source: str, references: Collection[str]) -> dict[str, tuple[Placeholder, Member]]:
    """Placeholders of `source` by reference, each with the member who writes for it: the one who claimed it, if any."""
    query = (
        select(Placeholder)
        .where(Placeholder.source == source, Placeholder.reference.in_(references))
        .order_by(Placeholder.member_id)
        .with_for_update(read=True)
        .execution_options(populate_existing=True)
    )
    found = list(db.session.scalars(query))
    ids = {placeholder.claimed_by or placeholder.member_id for placeholder in found}
    people = {member.id: member for member in db.session.scalars(select(Member).where(Member.id.in_(ids)))}
    return {one.reference: (one, people[one.claimed_by or one.member_id]) for one in found}


def _made(source: str, writers: dict[str, Writer]) -> dict[str, tuple[Placeholder, Member]]:
    """New placeholders for `writers`, by reference."""
    people = {
        reference: Member(state=MemberState.PLACEHOLDER, name=one.name, name_folded=folded(one.name))
        for reference, one in writers.items()
    }
    db.session.add_all(people.values())
    db.session.flush()
    made = {
        reference: (Placeholder(member_id=member.id, source=source, reference=reference), member)
        for reference, member in people.items()
    }
    db.session.add_all(placeholder for placeholder, _member in made.values())
    return made


def _lookups(kind: IdentityKind, typed: str) -> tuple[str, ...]:
    if not typed:
        return ()
    try:
        return tuple(sealing.lookups(identities.normal(kind, typed)))
    except Invalid:
        return ()


def _name(name: str, mapping: Mapping, reference: str) -> str:
    """A name for a placeholder: the one given, if a member might have it too; else the source's with the reference."""
    return _fitting(name) or _fitting(f"{mapping.label} {reference}".strip()) or mapping.label


def _fitting(name: str) -> str:
    name = name[: names.LONGEST].strip()
    try:
        names.check_look(name)
    except Invalid:
        return ""
    return name

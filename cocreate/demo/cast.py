"""The people of the demo as members who can sign in."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select

from cocreate.accounts import identities, passwords
from cocreate.accounts.models import Consent, Password
from cocreate.demo.script import Person
from cocreate.demo.story import joined_at
from cocreate.journal import rules as journal
from cocreate.kernel import sealing
from cocreate.kernel.database import db
from cocreate.members.models import Affiliation, Identity, IdentityKind, Member, Role, RoleGrant
from cocreate.members.queries import folded
from cocreate.site.models import LegalText

PASSWORD = "quiet-road-to-the-lake"  # noqa: S105 - shown to everybody on purpose


def enter(people: Iterable[Person], now: datetime) -> dict[str, Member]:
    """A member for each of `people`, by key, with confirmed address, password, consents and roles."""
    in_order = sorted(people, key=lambda person: person.joined, reverse=True)
    password = passwords.hashed(PASSWORD)
    return {person.key: _enter(person, password, joined_at(person, now)) for person in in_order}


def _enter(person: Person, password: str, at: datetime) -> Member:
    member = Member(
        name=person.name,
        name_folded=folded(person.name),
        bio=person.bio,
        city=person.city,
        locale=person.locale,
        affiliation=Affiliation(person.affiliation),
        joined_at=at,
        grants=[RoleGrant(role=Role(role), granted_at=at) for role in person.roles],
    )
    db.session.add(member)
    db.session.flush()
    address = identities.email(person.email)
    db.session.add_all(
        [
            Identity(
                member_id=member.id,
                kind=IdentityKind.EMAIL,
                lookup=sealing.lookup(address),
                sealed=sealing.seal(address),
                confirmed_at=at,
            ),
            Password(member_id=member.id, hash=password, changed_at=at),
            *(
                Consent(member_id=member.id, legal_text_id=text.id, at=at)
                for text in db.session.scalars(select(LegalText))
            ),
        ]
    )
    journal.note(member.id, "join", "member", member.id)
    db.session.flush()
    return member

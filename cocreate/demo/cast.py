"""The people of the demo as members who can sign in."""

from collections.abc import Iterable
from datetime import datetime

from cocreate.accounts import roles
from cocreate.accounts import rules as accounts
from cocreate.accounts.models import Consent
from cocreate.demo.script import Person
from cocreate.demo.story import joined_at
from cocreate.kernel.database import db
from cocreate.members.models import Affiliation, Member, Role, Trust

PASSWORD = "quiet-road-to-the-lake"  # noqa: S105 - shown to everybody on purpose  # nosec B105


def enter(people: Iterable[Person], now: datetime) -> dict[str, Member]:
    """A member for each of `people`, by key, with confirmed address, password, consents, roles and badge."""
    in_order = sorted(people, key=lambda person: person.joined, reverse=True)
    members = {person.key: _enter(person, joined_at(person, now)) for person in in_order}
    administrator = next(member for member in members.values() if member.has_role(Role.ADMIN))
    for person in in_order:
        roles.affiliate(administrator, members[person.key], Affiliation(person.affiliation))
    return members


def _enter(person: Person, at: datetime) -> Member:
    member = accounts.add_member(person.email, person.name, PASSWORD, [Role(role) for role in person.roles])
    if not person.vouched:
        member.trust = member.trust_floor = Trust.NEWCOMER
    member.locale, member.city, member.bio, member.joined_at = person.locale, person.city, person.bio, at
    db.session.add_all(Consent(member_id=member.id, legal_text_id=text, at=at) for text in accounts.texts_in_force())
    db.session.flush()
    return member

"""The quiet members of the demo: they drive, read and support, and write nothing. None of them can sign in.

Who they are and what they support is drawn by chance, always alike: a hash of what is asked stands for the dice.
"""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from cocreate.accounts import rules as accounts
from cocreate.accounts.models import Consent
from cocreate.demo.script import Crowd, Topic
from cocreate.journal import rules as journal
from cocreate.kernel import sealing
from cocreate.kernel.database import db
from cocreate.members.models import Identity, IdentityKind, Member
from cocreate.members.queries import folded

# How likely somebody supports an idea about their own model year, their series, another car, or any car at all.
OWN_YEAR, OWN_SERIES, ANOTHER, ANY = 1.0, 0.4, 0.12, 0.5
# A few bought their car long before somebody checked it.
LATE = 0.1


@dataclass(frozen=True)
class Soul:
    """One of the crowd: `model` as ``islet/2024``, or nothing for who has no car; `number` tells each from others.

    Their car was verified soon after they joined, for a few some weeks later.
    """

    number: int
    name: str
    city: str
    locale: str
    joined_at: datetime
    verified_at: datetime
    model: str | None


def chance(*of: object) -> float:
    """A number from 0 to 1 (exclusive), always the same for the same words."""
    digest = hashlib.sha256("/".join(map(str, of)).encode()).digest()
    return (int.from_bytes(digest[:8]) + 1) / (2**64 + 2)


def souls(crowd: Crowd, now: datetime) -> list[Soul]:
    """Everybody of the crowd, whoever joined first first."""
    models: list[str | None] = [model for model, number in crowd.owners.items() for _each in range(number)]
    models += [None] * crowd.without_car
    names = _names(crowd)
    made = []
    for number, model in enumerate(models):
        longest = crowd.first_joined.get((model or "").partition("/")[2], crowd.first_joined["any"])
        joined = now - timedelta(days=3 + (longest - 3) * chance("joined", number) ** 1.3)
        city = crowd.cities[int(chance("city", number) * len(crowd.cities))]
        name, locale = next(names)
        late = chance("late", number) < LATE
        verified = joined + timedelta(hours=1 + chance("verified", number) * (900 if late else 20))
        made.append(Soul(number, name, city, locale, joined, min(verified, now), model))
    return sorted(made, key=lambda soul: soul.joined_at)


def enter(crowd: Sequence[Soul]) -> dict[Soul, Member]:
    """A member for each of the crowd, with a confirmed address that reaches nobody, and no password."""
    made = {
        soul: Member(
            name=soul.name,
            name_folded=folded(soul.name),
            city=soul.city,
            locale=soul.locale,
            joined_at=soul.joined_at,
            grants=[],
        )
        for soul in crowd
    }
    db.session.add_all(made.values())
    db.session.flush()
    texts = accounts.texts_in_force()
    for soul, member in made.items():
        address = f"owner{soul.number:03d}@example.org"
        at = {"confirmed_at": soul.joined_at}
        kept = {"lookup": sealing.lookup(address), "sealed": sealing.seal(address)}
        db.session.add(Identity(member_id=member.id, kind=IdentityKind.EMAIL, **kept, **at))
        db.session.add_all(Consent(member_id=member.id, legal_text_id=text, at=soul.joined_at) for text in texts)
        journal.note(member.id, "sign_up", "member", member.id, at=soul.joined_at)
    db.session.flush()
    return made


def votes(topic: Topic, number: int, crowd: Sequence[Soul], since: datetime, until: datetime) -> dict[Soul, datetime]:
    """Who of the `crowd` supports `topic`, at most `number` of them, and when between the two instants: most soon."""
    there = [soul for soul in crowd if soul.joined_at + timedelta(days=1) < until]
    likely = sorted(there, key=lambda soul: chance(topic.key, soul.number) ** (1 / _interest(topic, soul)))
    found = {}
    for soul in likely[-number:] if number else ():
        start = max(since, soul.joined_at)
        found[soul] = start + (until - start) * chance(topic.key, "at", soul.number) ** 2
    return found


def _interest(topic: Topic, soul: Soul) -> float:
    if not topic.models:
        return ANY
    series, _slash, year = (soul.model or "").partition("/")
    if any(model in (series, f"{series}/{year}") for model in topic.models):
        return OWN_YEAR
    return OWN_SERIES if any(model.startswith(f"{series}/") for model in topic.models) and series else ANOTHER


def _names(crowd: Crowd) -> Iterator[tuple[str, str]]:
    """Names without end, no two alike, with the language of who bears it: one in nine is at home in English."""
    seen: set[str] = set()
    number = 0
    while True:
        number += 1
        if chance("tongue", number) < 1 / 9:
            first, last, gap, locale = crowd.first_names, crowd.last_names, " ", "en"
        else:
            first, last, gap, locale = crowd.surnames, crowd.given_names, "", "zh"
        one = first[int(chance("first", number) * len(first))]
        other = last[int(chance("last", number) * len(last))]
        name = f"{one}{gap}{other}"
        if name not in seen:
            seen.add(name)
            yield name, locale

"""Reading the access log: groups of supports that look as if few people gave them, each with how sure that is.

The confidence, from 0 to 99, orders what moderators look at; it is no probability, and nobody is decided upon by it.
What makes a group is worth `TELLING` of it: a household or an office shares an address, a model of phone is many
people's, and news brings a crowd. That counts by how many of the group are newcomers, each leaving `0.85` of the doubt,
by their share in it, and by how close together they came. Where everybody is also alike in the other respect, or as
many accounts were made from there, half of the remaining doubt goes, as far as the rest is sure. So a family of three
stays below 40, and twenty new accounts from one address within an hour come above 90.

The site itself looks, too, every few hours, and has moderators look at what is surer than that, once at each group.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Row, select, text, update

from cocreate.ideas.queries import IdeaRow, of_ids
from cocreate.ideas.suspicion.models import Suspicion
from cocreate.journal import rules as journal
from cocreate.kernel import clock, sealing
from cocreate.kernel.database import db
from cocreate.kernel.jobs import job
from cocreate.members import queries as members
from cocreate.members.models import Member
from cocreate.members.queries import Person
from cocreate.site import queries as site

LOOKS_BACK = timedelta(days=30)
MOST_GROUPS = 50
TELL_FROM = 40  # confidence
TELLING = {"address": 0.9, "device": 0.5, "burst": 0.4}
LEFT_BY_EACH = 0.85
# The newcomers without whom supports alike in this respect are no group; and the supports of an hour that are a burst,
# if they are also so many times as many as the idea usually finds within one.
LEAST = {"address": 3, "device": 5}
BURST, TIMES_AS_MANY = 10, 20
_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)
# A trace left of no support is that of signing up when it is of the moment in which the account was made; later ones
# are of inviting others.
JOINING = timedelta(minutes=1)

_GROUPS = text(
    """
    WITH recent AS (
        SELECT DISTINCT ON (a.idea_id, a.member_id)
               s.counted_in_id AS idea_id, a.member_id, a.device, a.address, a.at,
               a.at - m.joined_at < :grace AS fresh
        FROM access_log a
        JOIN supports s ON s.idea_id = a.idea_id AND s.member_id = a.member_id AND s.counted_in_id IS NOT NULL
        JOIN members m ON m.id = a.member_id AND m.state = 'active'
        WHERE a.at >= :since ORDER BY a.idea_id, a.member_id, a.at DESC
    ), made AS (
        SELECT a.address, count(DISTINCT a.member_id) AS accounts FROM access_log a
        JOIN members m ON m.id = a.member_id AND a.at < m.joined_at + :joining
        WHERE a.idea_id IS NULL AND a.at >= :since GROUP BY a.address
    ), gathered AS (
        SELECT 'address' AS kind, idea_id, r.address AS of, r.address,
               min(at) AS first, max(at) AS last, count(*) AS supports, count(*) FILTER (WHERE fresh) AS newcomers,
               count(DISTINCT device) AS unlike, array_agg(member_id ORDER BY at) AS members
        FROM recent r GROUP BY idea_id, r.address HAVING count(*) FILTER (WHERE fresh) >= :least_address
        UNION ALL
        SELECT 'device', idea_id, device, NULL, min(at), max(at), count(*), count(*) FILTER (WHERE fresh),
               count(DISTINCT address), array_agg(member_id ORDER BY at)
        FROM recent GROUP BY idea_id, device HAVING count(*) FILTER (WHERE fresh) >= :least_device
        UNION ALL
        SELECT 'burst', idea_id, min(date_bin('1 hour', at, '2020-01-01'::timestamptz))::text, NULL,
               min(at), max(at), count(*), count(*) FILTER (WHERE fresh),
               least(count(DISTINCT address), count(DISTINCT device)), array_agg(member_id ORDER BY at)
        FROM recent GROUP BY idea_id, date_bin('1 hour', at, '2020-01-01'::timestamptz) HAVING count(*) >= :burst
    )
    SELECT g.kind, g.idea_id, g.of, g.first, g.last, g.supports, g.newcomers, g.unlike = 1 AS alike, g.members,
           coalesce(made.accounts, 0) AS accounts,
           (i.supports - g.supports) / greatest(24, extract(epoch FROM :now - p.published_at) / 3600) AS hourly
    FROM gathered g JOIN ideas i ON i.id = g.idea_id JOIN posts p ON p.id = g.idea_id AND p.state = 'visible'
    LEFT JOIN made ON made.address = g.address
    WHERE g.kind <> 'burst'
       OR g.supports >= :times * (i.supports - g.supports)
          / greatest(24, extract(epoch FROM :now - p.published_at) / 3600)
    ORDER BY g.newcomers DESC, g.supports DESC, g.idea_id LIMIT :most
    """
)

_TOLD = text(
    """
    INSERT INTO suspicions AS s (idea_id, marks, confidence, found_at)
    VALUES (:idea_id, CAST(:marks AS text[]), :confidence, :now)
    ON CONFLICT (idea_id) DO UPDATE SET
        marks = ARRAY(SELECT DISTINCT unnest(s.marks || excluded.marks) ORDER BY 1),
        confidence = excluded.confidence, found_at = excluded.found_at, looked_at = NULL
    WHERE NOT s.marks @> excluded.marks
    RETURNING idea_id
    """
)


class Signs(NamedTuple):
    """What is known of a group: why it is one, how many supports of how many newcomers within which time, whether all
    are alike in the other respect too, and how many accounts were made from its address."""

    kind: str
    supports: int
    newcomers: int
    lasted: timedelta
    alike: bool = False
    accounts: int = 0


@dataclass(frozen=True)
class Group:
    """Supports of one idea that look alike. `hourly` is how many the idea finds within an hour otherwise."""

    idea: IdeaRow
    signs: Signs
    first: datetime
    last: datetime
    hourly: float
    members: tuple[Person, ...]

    @property
    def confidence(self) -> int:
        """How sure it is, from 0 to 99."""
        return confidence(self.signs)


def confidence(signs: Signs) -> int:
    """How sure it is that few people gave these supports, from 0 to 99; see above."""
    fresh = (1 - LEFT_BY_EACH**signs.newcomers) * signs.newcomers / signs.supports
    close = 1.0 if signs.lasted <= _HOUR else 0.8 if signs.lasted <= _DAY else 0.6
    sure = TELLING[signs.kind] * fresh * close
    for also in (signs.alike, signs.accounts >= max(LEAST["address"], signs.newcomers)):
        if also:
            sure += (1 - sure) * sure / 2
    return min(99, round(100 * sure))


def look(actor: Member, locale: str) -> list[Group]:
    """What of the last `LOOKS_BACK` looks suspicious, the surest first. That `actor` looked is journalled, and what the
    site had found by itself waits no more.
    """
    now = clock.now()
    found = _found(now)
    journal.note(actor.id, "look_at_access_log", "site", site.record().id, at=now, groups=len(found))
    seen = (Suspicion.looked_at.is_(None), Suspicion.found_at <= now)  # what is found meanwhile waits
    db.session.execute(update(Suspicion).where(*seen).values(looked_at=now))
    ideas = of_ids({row.idea_id for row in found}, actor, locale)
    people = _people({member for row in found for member in row.members})
    groups = [_group(row, ideas[row.idea_id], people) for row in found if row.idea_id in ideas]
    return sorted(groups, key=lambda group: (-group.confidence, -group.signs.supports, group.idea.public_id))


@job("look_for_suspicious_supports", cron="41 */3 * * *")
def look_by_itself() -> None:
    """Have moderators look at groups that are sure enough and that they were not told of yet."""
    now = clock.now()
    sure: dict[int, dict[str, int]] = {}
    for row in _found(now):
        if (confident := confidence(_signs(row))) >= TELL_FROM:
            mark = sealing.lookup(f"suspicion: {row.idea_id} {row.kind} {row.of}")
            sure.setdefault(row.idea_id, {})[mark] = confident
    for idea_id, marks in sorted(sure.items()):
        _tell(idea_id, marks, now)


def _tell(idea_id: int, marks: Mapping[str, int], now: datetime) -> None:
    """Have moderators look at the idea unless they were told of all groups with these `marks`, each of a confidence."""
    new = {"idea_id": idea_id, "marks": sorted(marks), "confidence": max(marks.values()), "now": now}
    if db.session.execute(_TOLD, new).first() is not None:
        journal.note(None, "suspect_supports", "post", idea_id, at=now, confidence=new["confidence"])


def _found(now: datetime) -> Sequence[Row[Any]]:
    """The groups of the last `LOOKS_BACK`, as rows."""
    values = {
        "now": now,
        "since": now - LOOKS_BACK,
        "grace": timedelta(days=site.record().newcomer_days),
        "joining": JOINING,
        "least_address": LEAST["address"],
        "least_device": LEAST["device"],
        "burst": BURST,
        "times": TIMES_AS_MANY,
        "most": MOST_GROUPS,
    }
    return db.session.execute(_GROUPS, values).all()


def _group(row: Any, idea: IdeaRow, people: dict[int, Person]) -> Group:
    listed = tuple(people[member] for member in row.members)
    return Group(idea, _signs(row), row.first, row.last, float(row.hourly), listed)


def _signs(row: Any) -> Signs:
    return Signs(row.kind, row.supports, row.newcomers, row.last - row.first, row.alike, row.accounts)


def _people(ids: Collection[int]) -> dict[int, Person]:
    rows = db.session.execute(select(Member.id, *members.columns()).where(Member.id.in_(ids)))
    return {id_: Person(*said) for id_, *said in rows}

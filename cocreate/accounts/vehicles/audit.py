"""What must always hold of cars, of who owns them, and of the marks that follow."""

from collections.abc import Iterable

from sqlalchemy import TextClause, select, text

from cocreate.kernel import sealing
from cocreate.kernel.database import db
from cocreate.vehicles import vin as vins
from cocreate.vehicles.models import Vehicle

# The spells of owning that count, see ``vehicles.queries.Spell``.
_SPELLS = """
    spells AS (
        SELECT h.member_id, h.model_year_id, h.verified_at AS since, coalesce(h.ended_at, 'infinity') AS until
        FROM holdings h JOIN members m ON m.id = h.member_id
        WHERE h.verified_at IS NOT NULL AND h.voided_at IS NULL AND h.use = 'private' AND m.affiliation = 'none'
    )
"""
# The same as ideas.owners.mark_of: marked at the instant of the support, or else at the first one of owning after it.
_MARKED = """
    marked AS (
        SELECT s.id, s.idea_id, s.member_id, CASE
            WHEN EXISTS (SELECT FROM spells WHERE member_id = s.member_id AND since <= s.at AND s.at < until) THEN s.at
            ELSE (SELECT min(since) FROM spells WHERE member_id = s.member_id AND since > s.at)
        END AS at
        FROM supports s
        WHERE s.owner OR EXISTS (SELECT FROM spells WHERE member_id = s.member_id AND until > s.at)
    )
"""


def _with(statement: str, *parts: str) -> TextClause:
    return text(f"WITH {', '.join(parts)} {statement}")


_OWNERS = _with(
    """
    SELECT id, is_owner FROM members m
    WHERE is_owner <> EXISTS (SELECT FROM spells s WHERE s.member_id = m.id AND s.until = 'infinity')
    """,
    _SPELLS,
)
_YEARS = _with(
    """
    SELECT y.id, y.owners AS kept, count(DISTINCT s.member_id) AS counted
    FROM model_years y LEFT JOIN spells s ON s.model_year_id = y.id
    GROUP BY y.id HAVING y.owners <> count(DISTINCT s.member_id)
    """,
    _SPELLS,
)
_SUPPORTS = _with(
    "SELECT s.id, s.owner FROM supports s LEFT JOIN marked m ON m.id = s.id WHERE s.owner <> (m.at IS NOT NULL)",
    _SPELLS,
    _MARKED,
)
_SPOKEN = _with(
    """
    , spoken AS (
        SELECT DISTINCT m.id AS support_id, s.model_year_id FROM marked m JOIN spells s ON s.member_id = m.member_id
        WHERE s.since <= m.at AND m.at < s.until AND s.model_year_id IS NOT NULL
    )
    SELECT coalesce(k.support_id, c.support_id) AS support_id, coalesce(k.model_year_id, c.model_year_id) AS year
    FROM support_model_years k FULL JOIN spoken c
        ON c.support_id = k.support_id AND c.model_year_id = k.model_year_id
    WHERE k.support_id IS NULL OR c.support_id IS NULL
    """,
    _SPELLS,
    _MARKED,
)
_IDEAS = text(
    """
    SELECT i.id, i.owners AS kept, count(s.id) AS counted
    FROM ideas i LEFT JOIN supports s ON s.counted_in_id = i.id AND s.owner
    GROUP BY i.id HAVING i.owners <> count(s.id)
    """
)
_COUNTS = text(
    """
    WITH counted AS (
        SELECT s.counted_in_id AS idea_id, y.model_year_id, count(*) AS owners
        FROM support_model_years y JOIN supports s ON s.id = y.support_id WHERE s.counted_in_id IS NOT NULL
        GROUP BY s.counted_in_id, y.model_year_id
    )
    SELECT coalesce(k.idea_id, c.idea_id) AS idea_id, coalesce(k.model_year_id, c.model_year_id) AS year,
           coalesce(k.owners, 0) AS kept, coalesce(c.owners, 0) AS counted
    FROM idea_owner_counts k FULL JOIN counted c ON c.idea_id = k.idea_id AND c.model_year_id = k.model_year_id
    WHERE coalesce(k.owners, 0) <> coalesce(c.owners, 0)
    """
)
_TOO_MANY = text(
    """
    SELECT c.idea_id, c.model_year_id AS year, c.owners AS n, y.owners AS all
    FROM idea_owner_counts c JOIN model_years y ON y.id = c.model_year_id WHERE c.owners > y.owners
    """
)
# Each statement names the holdings (column ``id``) of which the sentence is true.
_SENTENCES = {
    "claims the car of a verified owner without a dispute": """
        SELECT c.id FROM holdings c JOIN holdings o ON o.vehicle_id = c.vehicle_id AND o.id <> c.id
        WHERE c.ended_at IS NULL AND o.state = 'owner' AND o.verified_at IS NOT NULL
          AND NOT EXISTS (SELECT FROM disputes d WHERE d.claim_id = c.id AND d.state = 'open')
    """,
    "is disputed but no open claim": """
        SELECT h.id FROM holdings h JOIN disputes d ON d.claim_id = h.id AND d.state = 'open'
        WHERE h.ended_at IS NOT NULL OR h.verified_at IS NOT NULL
    """,
    "is disputed with the holding of another car": """
        SELECT c.id FROM disputes d JOIN holdings c ON c.id = d.claim_id JOIN holdings a ON a.id = d.against_id
        WHERE c.vehicle_id IS DISTINCT FROM a.vehicle_id
    """,
    "has a document but nothing to prove": """
        SELECT h.id FROM holdings h JOIN holding_documents d ON d.holding_id = h.id
        WHERE h.state <> 'owner' OR h.verified_at IS NOT NULL OR h.vehicle_id IS NULL
    """,
    "is voided, or not, against what the journal says": """
        SELECT h.id FROM holdings h WHERE (h.voided_at IS NOT NULL) <> EXISTS (
            SELECT FROM journal_entries j
            WHERE j.subject_kind = 'holding' AND j.subject_id = h.id AND j.verb = 'void'
        )
    """,
    "is a thought with a VIN": "SELECT id FROM holdings WHERE state = 'intent' AND vehicle_id IS NOT NULL",
}


def check() -> Iterable[str]:
    """Sentences about what is not as it must be."""
    yield from _caches()
    for sentence, statement in _SENTENCES.items():
        for row in db.session.execute(text(statement)):
            yield f"holding {row.id} {sentence}"
    for vehicle in db.session.scalars(select(Vehicle).execution_options(yield_per=1000)):
        vin = sealing.unseal(vehicle.vin_sealed)
        if vehicle.vin_lookup not in vins.lookups(vin) or vehicle.vin_tail != vins.tail(vin):
            yield f"vehicle {vehicle.id} is not found under the VIN that is sealed in it"


def _caches() -> Iterable[str]:
    for row in db.session.execute(_OWNERS):
        yield f"member {row.id} is {'' if row.is_owner else 'not '}marked as an owner"
    for row in db.session.execute(_YEARS):
        yield f"model year {row.id}: {row.kept} owners kept, {row.counted} counted"
    for row in db.session.execute(_SUPPORTS):
        yield f"support {row.id} is {'' if row.owner else 'not '}marked as an owner's"
    for row in db.session.execute(_SPOKEN):
        yield f"support {row.support_id} and model year {row.year} do not belong together, or should"
    for row in db.session.execute(_IDEAS):
        yield f"idea {row.id}: {row.kept} owners kept, {row.counted} counted"
    for row in db.session.execute(_COUNTS):
        yield f"idea {row.idea_id}: {row.kept} owners of model year {row.year} kept, {row.counted} counted"
    for row in db.session.execute(_TOO_MANY):
        yield f"idea {row.idea_id}: {row.n} owners of model year {row.year}, which has {row.all}"

"""What must be true of the catalogue; stock that is taken is counted by the audit of redemptions."""

from collections.abc import Iterable

from sqlalchemy import text

from cocreate.kernel.database import db

_BARE = text(
    """
    SELECT id FROM perks WHERE NOT EXISTS (SELECT FROM perk_variants WHERE perk_id = perks.id) ORDER BY id
    """
)
_SERIES = text(
    """
    SELECT id FROM perks
    WHERE (audience = 'model') <> EXISTS (SELECT FROM perk_series WHERE perk_id = perks.id) ORDER BY id
    """
)
_GAPS = text("SELECT perk_id FROM perk_pictures GROUP BY perk_id HAVING max(position) <> count(*) - 1 ORDER BY perk_id")
# A picture that stands on a shelf shows a perk, and is seen as that is.
_SHELVES = text(
    """
    SELECT pictures.id FROM pictures
    LEFT JOIN perk_pictures ON picture_id = pictures.id
    LEFT JOIN perks ON perks.id = perk_id
    WHERE pictures.shelf IS DISTINCT FROM CASE WHEN perks.shown_at IS NOT NULL THEN 'everybody'
        WHEN perks.id IS NOT NULL THEN 'team' END
    ORDER BY pictures.id
    """
)
# The last change of a price, stock or state says what it is now.
_CHANGES = text(
    """
    SELECT DISTINCT ON (perk_changes.perk_id, variant_id, field) perk_changes.perk_id, field, after,
        CASE field WHEN 'price' THEN perks.price::text WHEN 'state' THEN perks.state
            WHEN 'stock' THEN perk_variants.stock::text WHEN 'offered' THEN
            CASE WHEN perk_variants.offered THEN 'yes' ELSE 'no' END END AS present
    FROM perk_changes
    JOIN perks ON perks.id = perk_changes.perk_id
    LEFT JOIN perk_variants ON perk_variants.id = variant_id
    ORDER BY perk_changes.perk_id, variant_id, field, perk_changes.id DESC
    """
)


def check() -> Iterable[str]:
    """Perks without a variant, without those they are for, with gaps between their pictures, pictures that are seen by
    others than may see their perk, and histories that end otherwise than things are."""
    for perk_id in db.session.scalars(_BARE):
        yield f"perk {perk_id}: it comes in no variant"
    for perk_id in db.session.scalars(_SERIES):
        yield f"perk {perk_id}: the series it is for and its audience do not fit"
    for perk_id in db.session.scalars(_GAPS):
        yield f"perk {perk_id}: its pictures have gaps in their order"
    for picture_id in db.session.scalars(_SHELVES):
        yield f"picture {picture_id}: its shelf is not that of the perk it shows"
    for perk_id, field, after, present in db.session.execute(_CHANGES):
        if after != present:
            yield f"perk {perk_id}: its {field} is {present}, its history says {after}"

"""The tiers that perks can be for."""

from cocreate.points.tiers import queries as tiers


def names(locale: str) -> dict[str, str]:
    """What each tier is called in the language `locale`, by its key, the lowest first. One statement."""
    return {tier.key: tier.name(locale) for tier in tiers.every()}

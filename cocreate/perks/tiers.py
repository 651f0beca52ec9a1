"""Which tiers perks can be for, and which of them a member has reached."""


def names(locale: str = "") -> dict[str, str]:
    """What each tier is called in the language `locale`, by its key."""
    return {}


def reached(member_id: int) -> frozenset[str]:
    """The keys of the tiers that the member has reached."""
    return frozenset()

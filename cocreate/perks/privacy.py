"""The catalogue is the brand's, whoever of the team wrote it."""

from cocreate.kernel.personal import Columns, kept

_BRAND = "The brand's own words for its perks."
COLUMNS: Columns = {
    **kept("perk_categories", "key name_zh name_en", _BRAND),
    **kept("perks", "public_id title_zh title_en summary_zh summary_en body_zh body_en", _BRAND),
    **kept("perks", "discount_zh discount_en tier_key", _BRAND),
    **kept("perk_variants", "size colour_zh colour_en", _BRAND),
    **kept("perk_changes", "actor_id", "Who changed a price or a stock for the brand; by now a row without a name."),
    **kept("perk_changes", "before after", "Numbers and states of a perk, no words of anybody."),
}

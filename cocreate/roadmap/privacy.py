"""What the brand announces and ships is the brand's, whoever of the team wrote it."""

from cocreate.kernel.personal import Columns, kept

_BRAND = "The brand's own words, beside those of the post."
_OFFICE = "What the team did and said in the brand's name; by now a row without a name."
COLUMNS: Columns = {
    **kept("announcements", "title_en body_en", _BRAND),
    **kept("releases", "title_en body_en existing existing_en problem", _BRAND),
    **kept("releases", "scheduler_id", _OFFICE),
    **kept("release_plans", "actor_id reason reason_en", _OFFICE),
}

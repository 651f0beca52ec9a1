"""The brand's cars are nobody's."""

from cocreate.kernel.personal import Columns, kept

WHY = "The brand's own words for its cars."
COLUMNS: Columns = {
    **kept("platforms", "key name_zh name_en", WHY),
    **kept("series", "key name_zh name_en", WHY),
    **kept("software_versions", "name", WHY),
    **kept("trims", "key name_zh name_en", WHY),
}

"""What the brand says of itself is nobody's."""

from cocreate.kernel.personal import Columns, kept

WHY = "The brand's own words and settings."
COLUMNS: Columns = {
    **kept("site", "name mark mark_picture accent accent_dark tagline_zh tagline_en footer_zh footer_en", WHY),
    **kept("site", "languages words icp_number police_number report_contact working_days holidays", WHY),
    **kept("legal_texts", "body_zh body_en", WHY),
}

"""How far imports have come; what they bring is in the features' own tables."""

from cocreate.kernel.personal import Columns, kept

COLUMNS: Columns = {
    **kept("import_runs", "source fingerprint", "Which file was brought in; the file itself is not kept."),
    **kept("import_runs", "failed", "Why the database refused which row: its own words, without the row's values."),
}

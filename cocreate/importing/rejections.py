"""The rows that did not come in, as a CSV file beside the one they stand in, with the reason in its last column.

CSV with the delimiter of the file, so that mended rows come in through the same mapping.
"""

import csv
import os
from collections.abc import Mapping
from pathlib import Path

from cocreate.importing.sources import Source, told
from cocreate.kernel.exports import safe

COLUMNS = ("rejected_row", "rejected_because")


def place(path: Path) -> Path:
    """Where the rejected rows of the file at `path` go: beside it, or here if that folder cannot be written."""
    name = f"{path.name}.rejected.csv"
    return path.with_name(name) if os.access(path.parent, os.W_OK) else Path.cwd() / name


def write(target: Path, source: Source, reasons: Mapping[int, str]) -> None:
    """Write the rows of `source` that have a reason to `target`, all or nothing; without any, no file stays."""
    if not reasons:
        target.unlink(missing_ok=True)
        return
    fresh = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        # A mark at the beginning tells spreadsheets that it is UTF-8.
        with fresh.open("w", encoding="utf-8-sig", errors="backslashreplace", newline="") as file:
            rows = csv.writer(file, delimiter=source.delimiter or ",")
            columns = list(dict.fromkeys(source.columns))
            rows.writerow([safe(column) for column in (*columns, *COLUMNS)])
            for record in source.records():
                if record.number in reasons:
                    cells = [record.cells.get(column, "") for column in columns]
                    rows.writerow([*(safe(told(cell)) for cell in cells), record.number, safe(reasons[record.number])])
        fresh.replace(target)
    finally:
        fresh.unlink(missing_ok=True)

"""Evidence as rows of a file: one number each, all with the same columns."""

from collections.abc import Iterator
from typing import Any

from cocreate.ideas.evidence.queries import Evidence, YearFigures

COLUMNS = ("idea", "measure", "series", "year", "week", "source", "count", "of", "share", "low", "high")


def rows(public_id: str, evidence: Evidence) -> Iterator[dict[str, Any]]:
    """The numbers of one idea: the totals, then the model years, then the weeks."""
    for measure in ("supports", "owners", "newcomers", "recorded"):
        yield _row(public_id, measure, count=getattr(evidence, measure))
    yield _row(public_id, "elsewhere", count=evidence.elsewhere, source=evidence.elsewhere_label)
    for year in evidence.years:
        yield _row(public_id, "owners_of_model_year", **_year(year))
    for week in evidence.weeks:
        numbers = {"supports": week.supports, "owners": week.owners, "newcomers": week.newcomers}
        for measure, number in numbers.items():
            yield _row(public_id, f"{measure}_of_week", week=week.starts_on, count=number)


def _year(year: YearFigures) -> dict[str, Any]:
    said = {"series": year.series_key, "year": year.year, "count": year.owners, "of": year.of}
    return said | {name: round(getattr(year.share, part), 6) for name, part in _PARTS.items()}


_PARTS = {"share": "value", "low": "low", "high": "high"}


def _row(public_id: str, measure: str, **said: Any) -> dict[str, Any]:
    return {**dict.fromkeys(COLUMNS), "idea": public_id, "measure": measure, **said}

"""The whole catalogue, as the desk and the API show it."""

from collections import defaultdict
from dataclasses import dataclass

from sqlalchemy import select

from cocreate.catalogue.models import ModelYear, Platform, Series, SoftwareVersion, Trim
from cocreate.catalogue.queries import key
from cocreate.kernel.database import db


@dataclass(frozen=True)
class YearBranch:
    """A model year, what it is built on, and its trims in their order; `model` as ``islet/2024``."""

    model: str
    model_year: ModelYear
    platform: Platform | None
    trims: list[Trim]


@dataclass(frozen=True)
class SeriesBranch:
    """A series, its years and its software: the newest first."""

    series: Series
    years: list[YearBranch]
    software: list[SoftwareVersion]


def branches() -> list[SeriesBranch]:
    """Every series in the brand's order with all that is beneath it. Five statements, whatever there is."""
    everything = platforms()
    by_id = {platform.id: platform for platform in everything}
    trims, years, software = defaultdict(list), defaultdict(list), defaultdict(list)
    for trim in db.session.scalars(select(Trim).order_by(Trim.position, Trim.id)):
        trims[trim.model_year_id].append(trim)
    for year in db.session.scalars(select(ModelYear).order_by(ModelYear.year.desc())):
        years[year.series_id].append(year)
    newest_first = (SoftwareVersion.released_on.desc().nulls_first(), SoftwareVersion.id.desc())
    for version in db.session.scalars(select(SoftwareVersion).order_by(*newest_first)):
        software[version.series_id].append(version)
    return [
        SeriesBranch(
            series,
            [
                YearBranch(key(series.key, year.year), year, by_id.get(year.platform_id or 0), trims[year.id])
                for year in years[series.id]
            ],
            software[series.id],
        )
        for series in db.session.scalars(select(Series).order_by(Series.position, Series.id))
    ]


def platforms() -> list[Platform]:
    """Every hardware platform."""
    return list(db.session.scalars(select(Platform).order_by(Platform.key)))

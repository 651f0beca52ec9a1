"""The tables of the catalogue."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from cocreate.kernel.database import Base

# What names a series or a trim in addresses, files and the API.
KEY = "^[a-z0-9]+(-[a-z0-9]+)*$"
LONGEST = 40  # characters of a key, a name or a software version
FIRST_YEAR, LAST_YEAR = 1980, 2100


class Named:
    """What has a name in each language."""

    name_zh: Mapped[str]
    name_en: Mapped[str]

    def name(self, locale: str) -> str:
        """What members read."""
        return self.name_zh if locale == "zh" else self.name_en


def _named() -> tuple[CheckConstraint, ...]:
    """The constraints of a key and two names."""
    names = " AND ".join(f"char_length({name}) BETWEEN 1 AND {LONGEST}" for name in ("name_zh", "name_en"))
    return (
        CheckConstraint(f"key ~ '{KEY}' AND char_length(key) <= {LONGEST}", "key_is_plain"),
        CheckConstraint(names, "name_length"),
    )


class Platform(Named, Base):
    """A hardware platform: what several series and model years are built on."""

    __tablename__ = "platforms"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)

    __table_args__ = _named()


class Series(Named, Base):
    """A car the brand builds, through all its years."""

    __tablename__ = "series"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    position: Mapped[int] = mapped_column(default=0, server_default="0")

    __table_args__ = _named()


class ModelYear(Base):
    """A series as it is built in one model year.

    `owners` counts the members who are or were verified owners of a private car of it, staff and dealers left out; a
    cache, checked by audit. Former owners stay in: their supports keep the owner's mark too.
    """

    __tablename__ = "model_years"

    id: Mapped[int] = mapped_column(primary_key=True)
    series_id: Mapped[int] = mapped_column(ForeignKey("series.id"))
    year: Mapped[int]
    platform_id: Mapped[int | None] = mapped_column(ForeignKey("platforms.id"), index=True)
    owners: Mapped[int] = mapped_column(default=0, server_default="0")

    __table_args__ = (
        UniqueConstraint("series_id", "year"),
        UniqueConstraint("series_id", "id"),  # what a vehicle's pair of series and year refers to
        CheckConstraint(f"year BETWEEN {FIRST_YEAR} AND {LAST_YEAR}", "year_is_likely"),
        CheckConstraint("owners >= 0", "owners_not_negative"),
    )


class Trim(Named, Base):
    """What a model year is sold as."""

    __tablename__ = "trims"

    id: Mapped[int] = mapped_column(primary_key=True)
    model_year_id: Mapped[int] = mapped_column(ForeignKey("model_years.id"))
    key: Mapped[str]
    position: Mapped[int] = mapped_column(default=0, server_default="0")

    __table_args__ = (
        UniqueConstraint("model_year_id", "key"),
        UniqueConstraint("model_year_id", "id"),
        *_named(),
    )


class SoftwareVersion(Base):
    """A version of a series' software."""

    __tablename__ = "software_versions"

    id: Mapped[int] = mapped_column(primary_key=True)
    series_id: Mapped[int] = mapped_column(ForeignKey("series.id"))
    name: Mapped[str]
    released_on: Mapped[date | None]

    __table_args__ = (
        UniqueConstraint("series_id", "name"),
        CheckConstraint(f"char_length(name) BETWEEN 1 AND {LONGEST}", "name_length"),
    )

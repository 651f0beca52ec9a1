"""Building up the catalogue: add, rename, reorder, remove. `actor` is ``None`` where a command does it."""

import re
from datetime import date
from typing import Any, TypeVar

from flask_babel import gettext as _
from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError

from cocreate.catalogue.models import (
    FIRST_YEAR,
    KEY,
    LAST_YEAR,
    LONGEST,
    ModelYear,
    Platform,
    Series,
    SoftwareVersion,
    Trim,
)
from cocreate.journal import rules as journal
from cocreate.kernel.database import Base, db
from cocreate.kernel.errors import Invalid, Refused
from cocreate.members.models import Member

Part = Series | ModelYear | Trim | Platform | SoftwareVersion
Made = TypeVar("Made", Series, ModelYear, Trim, Platform, SoftwareVersion)

# What the journal calls each part.
SUBJECTS: dict[type[Base], str] = {
    Series: "series",
    ModelYear: "model_year",
    Trim: "trim",
    Platform: "platform",
    SoftwareVersion: "software_version",
}


def add_series(actor: Member | None, key: str, name_zh: str = "", name_en: str = "") -> Series:
    """A new series, after all others. Raises `Invalid` at the field that cannot be taken.

    A name that is not given is the other one, or the key.
    """
    check_key(key)
    position = select(func.coalesce(func.max(Series.position) + 1, 0)).scalar_subquery()
    return _add(actor, Series, "key", key=key, position=position, **names(key, name_zh, name_en))


def add_year(actor: Member | None, series: Series, year: int, platform: Platform | None = None) -> ModelYear:
    """A model year of `series`."""
    check_year(year)
    return _add(actor, ModelYear, "year", series_id=series.id, year=year, platform_id=platform.id if platform else None)


def add_trim(actor: Member | None, model_year: ModelYear, key: str, name_zh: str = "", name_en: str = "") -> Trim:
    """A trim of `model_year`, after its others."""
    check_key(key)
    last = select(func.coalesce(func.max(Trim.position) + 1, 0)).where(Trim.model_year_id == model_year.id)
    named = names(key, name_zh, name_en)
    return _add(actor, Trim, "key", key=key, model_year_id=model_year.id, position=last.scalar_subquery(), **named)


def add_platform(actor: Member | None, key: str, name_zh: str = "", name_en: str = "") -> Platform:
    """A hardware platform."""
    check_key(key)
    return _add(actor, Platform, "key", key=key, **names(key, name_zh, name_en))


def add_software(actor: Member | None, series: Series, name: str, released_on: date | None = None) -> SoftwareVersion:
    """A version of the software of `series`."""
    check_name("name", name)
    return _add(actor, SoftwareVersion, "name", series_id=series.id, name=name, released_on=released_on)


def rename(actor: Member, part: Series | Trim | Platform, name_zh: str, name_en: str) -> None:
    """Call `part` otherwise; its key stays, since addresses and files name it."""
    check_name("name_zh", name_zh)
    check_name("name_en", name_en)
    part.name_zh, part.name_en = name_zh, name_en
    _note(actor, "rename", part)


def build_on(actor: Member | None, model_year: ModelYear, platform: Platform | None) -> None:
    """Say which `platform` the cars of `model_year` are built on."""
    model_year.platform_id = platform.id if platform else None
    _note(actor, "change", model_year, platform=model_year.platform_id)


def release(actor: Member, version: SoftwareVersion, released_on: date | None) -> None:
    """Say on which day `version` came out."""
    version.released_on = released_on
    _note(actor, "change", version)


def move(actor: Member, part: Series | Trim, up: bool) -> None:
    """Let `part` change places with the one before it, or after it; at the end nothing changes."""
    beside = _beside(part).with_for_update(key_share=True).execution_options(populate_existing=True)
    everything = sorted(db.session.scalars(beside), key=lambda each: (each.position, each.id))
    place = everything.index(part)
    other = place - 1 if up else place + 1
    if not 0 <= other < len(everything):
        return
    everything[place], everything[other] = everything[other], everything[place]
    for position, each in enumerate(everything):
        each.position = position
    _note(actor, "reorder", part, position=other)


def remove(actor: Member | None, part: Part) -> None:
    """Take `part` out of the catalogue. Raises `Refused` while anything refers to it, parts of its own too."""
    key = part.id
    try:
        with db.session.begin_nested():
            db.session.delete(part)
    except IntegrityError as error:
        raise Refused("in-use", _("This is in use and cannot be removed.")) from error
    journal.note(actor.id if actor else None, "remove", SUBJECTS[type(part)], key)
    db.session.flush()


def _add(actor: Member | None, model: type[Made], unique: str, **values: Any) -> Made:
    """A new row of `model`; whether there is one already is for the database to say, at the field `unique`."""
    row = insert(model).values(**values).on_conflict_do_nothing().returning(model)
    made = db.session.scalars(row).one_or_none()
    if made is None:
        raise Invalid(unique, _("The catalogue has this already."), code="taken")
    _note(actor, "add", made)
    return made


def _beside(part: Series | Trim) -> Any:
    """`part` and all it stands in a row with, in the order of their keys."""
    if isinstance(part, Series):
        return select(Series).order_by(Series.id)
    return select(Trim).where(Trim.model_year_id == part.model_year_id).order_by(Trim.id)


def _note(actor: Member | None, verb: str, part: Part, **data: Any) -> None:
    db.session.flush()
    journal.note(actor.id if actor else None, verb, SUBJECTS[type(part)], part.id, **data)
    db.session.flush()


def key_of(name: str) -> str | None:
    """The key that `name` suggests: ``MONA M03`` gives ``mona-m03``; ``None`` where letters would be lost."""
    if not name.isascii():
        return None
    return "-".join(re.findall("[a-z0-9]+", name.lower().replace("+", "-plus"))) or None


def check_year(year: int) -> None:
    """Raise `Invalid` for a year in which no car was built, or will be soon."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Invalid("year", _("Give a year from %(first)s to %(last)s.", first=FIRST_YEAR, last=LAST_YEAR))


def check_key(key: str) -> None:
    """Raise `Invalid` for what cannot stand in addresses."""
    if not re.fullmatch(KEY, key) or len(key) > LONGEST:
        advice = _("Small letters, digits and single hyphens, such as lan-5; at most %(count)s.", count=LONGEST)
        raise Invalid("key", advice)


def check_name(field: str, name: str) -> None:
    """Raise `Invalid` at `field` for a name that is empty or too long."""
    if not name:
        raise Invalid(field, _("This is needed."))
    if len(name) > LONGEST:
        raise Invalid(field, _("At most %(count)s characters, please.", count=LONGEST))


def names(key: str, name_zh: str, name_en: str) -> dict[str, str]:
    """Both names, each standing in for one that is missing, the key for both."""
    both = {"name_zh": name_zh or name_en or key, "name_en": name_en or name_zh or key}
    for field, name in both.items():
        check_name(field, name)
    return both

"""The desk's pages of the catalogue: all of it, and one series with everything that can be changed there."""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import select
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from cocreate.catalogue import rules, tree
from cocreate.catalogue.forms import (
    NamesForm,
    PlaceForm,
    PlatformForm,
    ReleaseForm,
    RemovalForm,
    SoftwareForm,
    TitleForm,
    YearForm,
)
from cocreate.catalogue.models import ModelYear, Platform, Series, SoftwareVersion, Trim
from cocreate.catalogue.rules import Part
from cocreate.kernel.access import staff
from cocreate.kernel.database import db
from cocreate.kernel.errors import ABOVE, Invalid
from cocreate.kernel.forms import Form, Refusal
from cocreate.kernel.i18n import locale
from cocreate.members.reading import writer

blueprint = Blueprint("catalogue", __name__, url_prefix="/desk/catalogue")

Answer = Response | Refusal
Kind = TypeVar("Kind", bound=Form)

_NOUNS: dict[str, type[Part]] = {
    "series": Series,
    "years": ModelYear,
    "trims": Trim,
    "platforms": Platform,
    "software": SoftwareVersion,
}


class Forms:
    """The forms of a page, named by where they are sent; the one that was `refused` shows what was typed."""

    def __init__(self, refused: Form | None) -> None:
        self.refused = refused
        self.platforms = [("", _("Not said")), *((one.key, one.name(locale())) for one in tree.platforms())]

    def title(self, action: str) -> TitleForm:
        """For something new with a key and names."""
        return self._at(action, TitleForm)

    def names(self, action: str, part: Series | Trim | Platform) -> NamesForm:
        """For other names of `part`."""
        return self._at(action, NamesForm, name_zh=part.name_zh, name_en=part.name_en)

    def year(self, action: str) -> YearForm:
        """For a new model year."""
        return self._with_platforms(self._at(action, YearForm))

    def platform(self, action: str, present: Platform | None) -> PlatformForm:
        """For what a year is built on."""
        return self._with_platforms(self._at(action, PlatformForm, platform=present.key if present else ""))

    def software(self, action: str) -> SoftwareForm:
        """For a new version of the software."""
        return self._at(action, SoftwareForm)

    def release(self, action: str, version: SoftwareVersion) -> ReleaseForm:
        """For the day a version came out."""
        return self._at(action, ReleaseForm, released_on=version.released_on)

    def _at(self, action: str, kind: type[Kind], **data: Any) -> Kind:
        mine = isinstance(self.refused, kind) and request.path == action
        form = self.refused if mine and isinstance(self.refused, kind) else kind(formdata=None, data=data)
        for field in form:
            field.id = f"{action.removeprefix('/desk/catalogue/').replace('/', '-')}-{field.name}"
        return form

    def _with_platforms(self, form: Kind) -> Kind:
        form["platform"].choices = self.platforms
        return form


@blueprint.get("")
@staff("product")
def index() -> str:
    return _index(None)


@blueprint.get("/<key>")
@staff("product")
def show(key: str) -> str:
    found = next((branch for branch in tree.branches() if branch.series.key == key), None)
    if found is None:
        raise NotFound
    return _show(found, None)


@blueprint.post("/series")
@staff("product")
def add_series() -> Answer:
    form = TitleForm()
    return _answer(form, None, lambda: rules.add_series(writer(), *_title(form)))


@blueprint.post("/platforms")
@staff("product")
def add_platform() -> Answer:
    form = TitleForm()
    return _answer(form, None, lambda: rules.add_platform(writer(), *_title(form)))


@blueprint.post("/series/<int:number>/years")
@staff("product")
def add_year(number: int) -> Answer:
    series, form = _part(Series, number), YearForm()
    return _answer(form, series, lambda: rules.add_year(writer(), series, form.year.data or 0, _platform(form)))


@blueprint.post("/series/<int:number>/software")
@staff("product")
def add_software(number: int) -> Answer:
    series, form = _part(Series, number), SoftwareForm()
    said = (form.name.data or "", form.released_on.data)
    return _answer(form, series, lambda: rules.add_software(writer(), series, *said))


@blueprint.post("/years/<int:number>/trims")
@staff("product")
def add_trim(number: int) -> Answer:
    year, form = _part(ModelYear, number), TitleForm()
    return _answer(form, year, lambda: rules.add_trim(writer(), year, *_title(form)))


@blueprint.post("/<any(series, trims, platforms):noun>/<int:number>/names")
@staff("product")
def rename(noun: str, number: int) -> Answer:
    part, form = _part(_NOUNS[noun], number), NamesForm()
    return _answer(form, part, lambda: rules.rename(writer(), part, form.name_zh.data or "", form.name_en.data or ""))


@blueprint.post("/years/<int:number>/platform")
@staff("product")
def build_on(number: int) -> Answer:
    year, form = _part(ModelYear, number), PlatformForm()
    return _answer(form, year, lambda: rules.build_on(writer(), year, _platform(form)))


@blueprint.post("/software/<int:number>/release")
@staff("product")
def release(number: int) -> Answer:
    version, form = _part(SoftwareVersion, number), ReleaseForm()
    return _answer(form, version, lambda: rules.release(writer(), version, form.released_on.data))


@blueprint.post("/<any(series, trims):noun>/<int:number>/place")
@staff("product")
def move(noun: str, number: int) -> Answer:
    part, form = _part(_NOUNS[noun], number), PlaceForm()
    overview = None if noun == "series" else part
    return _answer(form, overview, lambda: rules.move(writer(), part, up=form.place.data == "before"))


@blueprint.post("/<any(series, years, trims, platforms, software):noun>/<int:number>/removal")
@staff("product")
def remove(noun: str, number: int) -> Answer:
    part, form = _part(_NOUNS[noun], number), RemovalForm()
    after = None if noun == "series" else _series_of(part)
    return _answer(form, after or part, lambda: rules.remove(writer(), part), gone=noun == "series")


def _part(kind: type[Any], number: int) -> Any:
    found = db.session.get(kind, number) if number < 2**63 else None
    if found is None:
        raise NotFound
    return found


def _title(form: TitleForm) -> tuple[str, str, str]:
    return form.key.data or "", form.name_zh.data or "", form.name_en.data or ""


def _platform(form: PlatformForm) -> Platform | None:
    """The platform chosen in `form`. Raises `Invalid` when it is gone."""
    if not form.platform.data:
        return None
    found = db.session.scalar(select(Platform).where(Platform.key == form.platform.data))
    if found is None:
        raise Invalid("platform", _("There is no such platform."))
    return found


def _series_of(part: Part) -> Series | None:
    """The series that `part` belongs to; platforms belong to none."""
    if isinstance(part, Series):
        return part
    if isinstance(part, Platform):
        return None
    year_or_version = db.session.get_one(ModelYear, part.model_year_id) if isinstance(part, Trim) else part
    return db.session.get_one(Series, year_or_version.series_id)


def _answer(form: Form, about: Part | None, act: Callable[[], object], gone: bool = False) -> Answer:
    """Do what `form` asks for, and back to the page of the series that `about` belongs to, else to the catalogue."""
    series = _series_of(about) if about is not None else None
    if form.does(act, ABOVE):
        flash(_("Saved."))
        return redirect(url_for(".index") if series is None or gone else url_for(".show", key=series.key), 303)
    if series is None:
        return _index(form), *form.refusal
    return _show(next(one for one in tree.branches() if one.series.id == series.id), form), *form.refusal


def _index(refused: Form | None) -> str:
    return render_template(
        "catalogue/index.html",
        branches=tree.branches(),
        platforms=tree.platforms(),
        forms=Forms(refused),
        trouble=_trouble(refused),
    )


def _show(branch: tree.SeriesBranch, refused: Form | None) -> str:
    return render_template("catalogue/show.html", branch=branch, forms=Forms(refused), trouble=_trouble(refused))


def _trouble(refused: Form | None) -> Form | None:
    """A refused form that shows no fields of its own, for the head of the page."""
    return refused if isinstance(refused, PlaceForm | RemovalForm) else None

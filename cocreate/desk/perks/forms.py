"""Shapes of what administrators type of perks."""

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    DateField,
    DateTimeLocalField,
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
)
from wtforms.validators import InputRequired, Length, Optional, StopValidation

from cocreate.kernel import clock
from cocreate.kernel.errors import ABOVE, Invalid, Refused
from cocreate.kernel.fields import Line, Paragraphs, Whole
from cocreate.kernel.forms import Form
from cocreate.kernel.money import Money
from cocreate.perks.contents import TEXTS, Content, Words
from cocreate.perks.models import (
    MAX_BODY,
    MAX_DISCOUNT,
    MAX_NAME,
    MAX_SUMMARY,
    MAX_TITLE,
    PerkAudience,
    PerkKind,
    PerkVariant,
)
from cocreate.perks.variants import Variant
from cocreate.posts.pictures.forms import NAMES, PictureAlts, PictureIds, chosen

_NEEDED = _l("This is needed.")
_MINUTE = "%Y-%m-%dT%H:%M"


class Amount(Whole):
    """A whole number in plain digits: ``1,200`` is 1200 to one reader and 1.2 to another, so neither is guessed."""

    def process_formdata(self, valuelist: list[str]) -> None:
        typed = "".join(valuelist[:1]).strip()
        if typed and not re.fullmatch(r"-?[0-9]{1,19}", typed):
            self.data = None
            raise ValueError(_("Digits only please, without separators: 1200."))
        self.data = int(typed) if typed else None


class Yuan(Line):
    """An amount of money in yuan, as ``88`` or ``88.50``; `fen` is what it comes to."""

    fen: int | None = None

    def pre_validate(self, form: Any) -> None:
        super().pre_validate(form)
        if not self.data:
            return
        try:
            if not re.fullmatch(r"[0-9]{1,12}(\.[0-9]{1,2})?", self.data):
                raise ValueError(self.data)
            self.fen = Money.of(Decimal(self.data)).minor
        except ValueError as error:
            raise StopValidation(_("An amount in yuan please, such as 88 or 88.50.")) from error


class PerkForm(Form):
    """What a perk says and asks for. A new one has its first stock here, further variants on a page of their own."""

    buttons = NAMES
    kind = RadioField(validators=[InputRequired(_NEEDED)])
    category = SelectField(validate_choice=False)  # for the rule to judge: categories come and go
    title_zh = Line(validators=[Length(max=MAX_TITLE)])
    title_en = Line(validators=[Length(max=MAX_TITLE)])
    summary_zh = Line(validators=[Length(max=MAX_SUMMARY)])
    summary_en = Line(validators=[Length(max=MAX_SUMMARY)])
    body_zh = Paragraphs(validators=[Length(max=MAX_BODY)])
    body_en = Paragraphs(validators=[Length(max=MAX_BODY)])
    discount_zh = Line(validators=[Length(max=MAX_DISCOUNT)])
    discount_en = Line(validators=[Length(max=MAX_DISCOUNT)])
    discount_fen = Yuan()
    price = Amount(validators=[InputRequired(_NEEDED)])
    stock_0 = Amount(validators=[Optional()])
    per_member = Amount(validators=[Optional()])
    per_period = Amount(validators=[Optional()])
    period_days = Amount(validators=[Optional()])
    audience = RadioField(default=PerkAudience.ALL.value, validators=[InputRequired(_NEEDED)])
    tier = SelectField(validate_choice=False)
    series = SelectMultipleField(choices=[], validate_choice=False)
    valid_days = Amount(validators=[Optional()])
    valid_until_on = DateField(validators=[Optional()])
    starts_at = DateTimeLocalField(format=[_MINUTE], validators=[Optional()])
    ends_at = DateTimeLocalField(format=[_MINUTE], validators=[Optional()])
    pictures = PictureIds()
    alts = PictureAlts()

    @property
    def content(self) -> Content:
        """What was typed, as the rules take it."""
        begins, ends = self.starts_at.data, self.ends_at.data
        return Content(
            kind=PerkKind(self.kind.data),
            words={language: self._words(language) for language in ("zh", "en")},
            price=self.price.data,
            category=self.category.data or "",
            per_member=self.per_member.data,
            per_period=self.per_period.data,
            period_days=self.period_days.data,
            audience=PerkAudience(self.audience.data),
            tier=self.tier.data or "",
            series=self.series.data or [],
            starts_at=clock.at_site(begins) if begins else None,
            ends_at=clock.at_site(ends) if ends else None,
            discount_fen=self.discount_fen.fen,
            valid_days=self.valid_days.data,
            valid_until_on=self.valid_until_on.data,
            pictures=chosen(self),
        )

    def _words(self, language: str) -> Words:
        return Words(**{name: self[f"{name}_{language}"].data or "" for name in TEXTS})


def present(content: Content) -> dict[str, Any]:
    """What a `PerkForm` holds for a perk of which `content` is said."""
    zone, fen = clock.site_zone(), content.discount_fen
    texts = {f"{name}_{tongue}": getattr(words, name) for tongue, words in content.words.items() for name in TEXTS}
    limits = ("price", "per_member", "per_period", "period_days", "valid_days", "valid_until_on")
    names = (*limits, "category", "tier", "series")
    return {
        **texts,
        **{name: getattr(content, name) for name in names},
        "kind": content.kind.value,
        "audience": content.audience.value,
        "starts_at": content.starts_at.astimezone(zone) if content.starts_at else None,
        "ends_at": content.ends_at.astimezone(zone) if content.ends_at else None,
        "discount_fen": "" if fen is None else str(Money(fen).decimal),
        "pictures": list(content.pictures),
        "alts": list(content.pictures.values()),
    }


class VariantsForm(Form):
    """A row of fields for each variant, ``size_<place>`` and so on, and empty rows behind them for new ones."""

    rows: int
    present: tuple[int, ...]
    known = HiddenField()  # whose rows were shown

    @property
    def said(self) -> list[Variant]:
        """What the rows say that are not left empty. Raises `Invalid` where there are others by now."""
        if self.known.data != known(self.present):
            raise Invalid(ABOVE, _("Somebody added variants meanwhile. Look again at how they are now."))
        return [self._variant(place) for place in self._places()]

    def refuse(self, error: Refused, otherwise: str = ABOVE) -> None:
        """Show it at the row that was meant: empty ones are not counted by the rules."""
        if isinstance(error, Invalid):
            name, _sign, place = error.field.rpartition("_")
            if place.isdecimal() and int(place) < len(self._places()):
                error.field = f"{name}_{self._places()[int(place)]}"
        super().refuse(error, otherwise)

    def _places(self) -> list[int]:
        new = range(len(self.present), self.rows)
        filled = [place for place in new if any(self._named(place)) or self[f"stock_{place}"].data is not None]
        return [*range(len(self.present)), *filled]

    def _named(self, place: int) -> tuple[str, str, str]:
        size, zh, en = (self[f"{name}_{place}"].data or "" for name in ("size", "colour_zh", "colour_en"))
        return size, zh or en, en or zh

    def _variant(self, place: int) -> Variant:
        is_new = place >= len(self.present)
        stock, offered = self[f"stock_{place}"].data, self[f"offered_{place}"].data
        return Variant(*self._named(place), stock, offered, id=None if is_new else self.present[place])


NEW_ROWS = 3


def known(variants: Iterable[int]) -> str:
    """The variants with these keys, as the form names them."""
    return " ".join(map(str, variants))


def variants_form(variants: list[PerkVariant]) -> type[VariantsForm]:
    """The form for `variants`, with a few rows more."""
    fields: dict[str, Any] = {
        "present": tuple(one.id for one in variants),
        "rows": len(variants) + NEW_ROWS,
    }
    for place in range(len(variants) + NEW_ROWS):
        for name in ("size", "colour_zh", "colour_en"):
            fields[f"{name}_{place}"] = Line(validators=[Length(max=MAX_NAME)])
        fields[f"stock_{place}"] = Amount(validators=[Optional()])
        fields[f"offered_{place}"] = BooleanField(default=True)
    return type("VariantsForm", (VariantsForm,), fields)


def present_variants(variants: list[PerkVariant]) -> dict[str, Any]:
    """What the form says of `variants` now."""
    names = ("size", "colour_zh", "colour_en", "stock", "offered")
    said = {f"{name}_{place}": getattr(one, name) for place, one in enumerate(variants) for name in names}
    return {"known": known(one.id for one in variants), **said}


class CategoryForm(Form):
    """A new category: its key in addresses, and its names."""

    key = Line(validators=[InputRequired(_NEEDED), Length(max=MAX_NAME)])
    name_zh = Line(validators=[Length(max=MAX_NAME)])
    name_en = Line(validators=[Length(max=MAX_NAME)])


class NamesForm(Form):
    """Other names of a category."""

    name_zh = Line(validators=[Length(max=MAX_NAME)])
    name_en = Line(validators=[Length(max=MAX_NAME)])

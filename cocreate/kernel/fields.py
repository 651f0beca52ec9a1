"""Input of every kind goes through here: what the database cannot hold is refused at its field.

One rule (`text.clean`) serves the forms of the pages and the schemas of the API (``kernel.schemas``).
"""

from datetime import date
from typing import Any

from flask_babel import gettext as _
from wtforms import IntegerField, StringField, TextAreaField
from wtforms.validators import StopValidation
from wtforms.widgets import PasswordInput

from cocreate.kernel.text import clean

BIGINT = 2**63 - 1
# Of days and instants. Beyond them some time zones have none, and the database has others.
YEARS = (1900, 2200)


def unstorable() -> str:
    """What is said of text with control characters or broken encoding."""
    return str(_("This contains characters that cannot be stored. Remove them and try again."))


def out_of_time(data: object) -> str | None:
    """What is said of a day or an instant that is in no year anybody can mean; None of anything else."""
    if not isinstance(data, date) or YEARS[0] <= data.year <= YEARS[1]:
        return None
    return str(_("The year must be from %(first)s to %(last)s.", first=YEARS[0], last=YEARS[1]))


class _Clean:
    """Mixin for WTForms fields: keeps what was typed, and stores it clean."""

    data: str | None

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = valuelist[0] if valuelist else ""

    def pre_validate(self, form: Any) -> None:
        try:
            self.data = clean(self.data or "")
        except ValueError as error:
            raise StopValidation(unstorable()) from error


class Line(_Clean, StringField):
    """One line of text."""

    def pre_validate(self, form: Any) -> None:
        super().pre_validate(form)
        self.data = " ".join((self.data or "").split())


class Paragraphs(_Clean, TextAreaField):
    """Text of several lines."""


class Secret(StringField):
    """A password or code: never shown again, never changed."""

    widget = PasswordInput()

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = valuelist[0] if valuelist else ""

    def pre_validate(self, form: Any) -> None:
        if "\x00" in (self.data or ""):
            raise StopValidation(unstorable())


class Whole(IntegerField):
    """A whole number that fits PostgreSQL's ``bigint``."""

    def pre_validate(self, form: Any) -> None:
        if self.data is not None and abs(self.data) > BIGINT:
            raise StopValidation(_("This number is too large."))

"""The base of every form of the pages."""

from collections.abc import Callable
from functools import cache
from gettext import NullTranslations
from typing import Any, ClassVar, TypeVar

from flask import request
from flask_babel import gettext as _
from flask_wtf import FlaskForm
from wtforms import Field, SelectField, SelectMultipleField
from wtforms.i18n import get_translations
from wtforms.widgets import HiddenInput, Input, TextArea

from cocreate.kernel.database import db
from cocreate.kernel.errors import ABOVE, Invalid, Refused, TooMany
from cocreate.kernel.fields import out_of_time, unstorable
from cocreate.kernel.i18n import locale

Done = TypeVar("Done")
# The buttons below a look at what will be done: do it, or go back to what was typed.
CONFIRMED, CHANGE = "confirmed", "change"
# A page with its status and headers.
Refusal = tuple[str, int, dict[str, str]]

# Fields of the frame, not of the form.
_FRAME = frozenset({"csrf_token", "idempotency_key", "next", "draft_stamp", "draft_basis", "draft_insist"})


class Form(FlaskForm):
    """A form that refuses fields it does not have, and can carry an error found by a rule.

    `buttons` names the buttons beside the one that sends it, such as a preview. `refused` is why a rule refused it.
    """

    buttons: ClassVar[frozenset[str]] = frozenset()
    refused: Refused | None = None

    class Meta(FlaskForm.Meta):
        """How forms of the site are made."""

        def get_translations(self, _form: Any) -> NullTranslations:
            """The library's own words in the language of this answer."""
            return _library_words(locale())

    def validate(self, extra_validators: Any = None) -> bool:
        """Whether all fields are sound, and there is none beside them."""
        if self._refuse_unstorable_choices() or self._refuse_other_times():
            return False
        sound = bool(super().validate(extra_validators))
        unknown = sorted(set(request.form) - {field.name for field in self} - _FRAME - self.buttons)
        if unknown:
            self.form_errors.append(_("This form has no field called %(name)s.", name=unknown[0][:40]))
            return False
        return sound

    def _refuse_unstorable_choices(self) -> bool:
        """What is chosen from a list is looked up by views and rules, also where its choices are not compared: nothing
        is chosen where it cannot be stored, so that the page that says so can be drawn."""
        wrong = [field for field in self if isinstance(field, SelectField) and "\x00" in "".join(field.raw_data or ())]
        for field in wrong:
            field.errors, field.data = [unstorable()], [] if isinstance(field, SelectMultipleField) else None
        return bool(wrong)

    def _refuse_other_times(self) -> bool:
        """No rule need reckon with a day that has no day before, or that is none in another time zone."""
        wrong = {field: words for field in self if (words := out_of_time(field.data))}
        for field, words in wrong.items():
            field.errors = [words]
        return bool(wrong)

    def carry_out(self, work: Callable[[], Done], otherwise: str | None = None) -> Done | None:
        """What `work`, done in a savepoint, answers; ``None`` where the form is not sound, or a rule refuses it.

        The form says why from then on, as `refuse` does it: what is typed, and that somebody is too quick. That it
        cannot be now, it says only where `otherwise` is a place for it, a field or `ABOVE`: a page may show the form
        no more then, and an error page tells it. `work` reads the fields itself: before, they are neither cleaned nor
        checked.
        """
        if not self.validate():
            return None
        try:
            with db.session.begin_nested():
                return work()
        except Refused as error:
            if otherwise is None and not isinstance(error, Invalid | TooMany):
                raise
            self.refuse(error, "body" if otherwise is None else otherwise)
        return None

    def does(self, work: Callable[[], object], otherwise: str | None = None) -> bool:
        """Whether `work` is done, as `carry_out` does it."""
        return self.carry_out(lambda: (work(),), otherwise) is not None

    @property
    def refusal(self) -> tuple[int, dict[str, str]]:
        """The status and the headers of an answer that shows the form again."""
        return (self.refused.status, self.refused.headers) if self.refused else (Invalid.status, {})

    def refuse(self, error: Refused, otherwise: str = ABOVE) -> None:
        """Show what a rule refused at the field it names, else at `otherwise`; above the form where that is none."""
        self.refused = error
        field = error.field if isinstance(error, Invalid) else otherwise
        if field in self:
            self[field].errors = [*self[field].errors, error.message]
        else:
            self.form_errors.append(error.message)

    def focus_fault(self) -> bool:
        """Have the field one types in take the focus that is all that is wrong, and so says it alone; whether there is
        one. Asked before the field is drawn.
        """
        wrong = [field for field in self if field.errors]
        if self.form_errors or len(wrong) != 1 or not _is_typed_in(wrong[0]):
            return False
        wrong[0].render_kw = {**(wrong[0].render_kw or {}), "autofocus": True}
        return True


def _is_typed_in(field: Field) -> bool:
    return isinstance(field.widget, Input | TextArea) and not isinstance(field.widget, HiddenInput)


@cache
def _library_words(language: str) -> NullTranslations:
    """Read once: Flask-WTF would read the file for every page with a form."""
    return get_translations([language])

"""Shapes of what the team types of a release."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import DateField, DateTimeLocalField, RadioField, SelectMultipleField
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from cocreate.kernel.fields import Line, Paragraphs, Whole
from cocreate.kernel.forms import Form
from cocreate.posts.models import LinkKind
from cocreate.posts.pictures.forms import NAMES, PictureAlts, PictureIds, chosen, present
from cocreate.roadmap import words
from cocreate.roadmap.releases.models import Release
from cocreate.roadmap.releases.plans import LATELY, MAX_REASON
from cocreate.roadmap.releases.rules import MAX_EXISTING, Content
from cocreate.roadmap.words import WordsForm

_NEEDED = _l("This is needed.")


class ReleaseForm(WordsForm):
    """What a release says; the cars it is for are chosen by the keys of their models."""

    buttons = NAMES
    models = SelectMultipleField(choices=[], validate_choice=False)  # for the rule to judge: the catalogue may change
    planned_on = DateField(validators=[Optional()])
    existing_zh = Paragraphs(validators=[Length(max=MAX_EXISTING)])
    existing_en = Paragraphs(validators=[Length(max=MAX_EXISTING)])
    pictures = PictureIds()
    alts = PictureAlts()

    @property
    def content(self) -> Content:
        """What was typed, as the rules take it."""
        return Content(
            texts=self.texts,
            existing={"zh": self.existing_zh.data or "", "en": self.existing_en.data or ""},
            models=self.models.data or [],
            planned_on=self.planned_on.data,
            pictures=chosen(self),
        )


class LinkForm(Form):
    """An idea by its public id, and how much of it the release ships."""

    idea = Line(validators=[DataRequired(_NEEDED), Length(max=60)])
    kind = RadioField(
        choices=[(LinkKind.SHIPS.value, _l("All of it")), (LinkKind.SHIPS_PARTLY.value, _l("A part of it"))],
        default=LinkKind.SHIPS.value,
        validators=[InputRequired()],
    )


class UnlinkForm(Form):
    """An idea by its public id."""

    idea = Line(validators=[DataRequired(_NEEDED), Length(max=60)])


class AnnounceForm(Form):
    """Whoever ordered or took delivery within so many days is told in person."""

    days = Whole(default=LATELY, validators=[InputRequired(_NEEDED)])


class ReasonForm(Form):
    """Why, in each language of the site; which of them are needed, the rule says."""

    reason_zh = Paragraphs(validators=[Length(max=MAX_REASON)])
    reason_en = Paragraphs(validators=[Length(max=MAX_REASON)])

    @property
    def reasons(self) -> dict[str, str]:
        """What was typed, by language."""
        return {"zh": self.reason_zh.data or "", "en": self.reason_en.data or ""}


class MoveForm(ReasonForm):
    """Another day, and why."""

    planned_on = DateField(validators=[InputRequired(_NEEDED)])


class DropForm(ReasonForm):
    """Why it is given up."""

    reason_zh = Paragraphs(id="drop-reason_zh", validators=[Length(max=MAX_REASON)])
    reason_en = Paragraphs(id="drop-reason_en", validators=[Length(max=MAX_REASON)])


class ScheduleForm(Form):
    """When it publishes itself, in the site's time zone."""

    publish_at = DateTimeLocalField(format=["%Y-%m-%dT%H:%M"], validators=[InputRequired(_NEEDED)])


def filled(release: Release, models: list[str]) -> ReleaseForm:
    """A form with what `release` says; `models` are the keys of those it is for."""
    language = release.post.language
    said: dict[str, Any] = words.said(release, release.post) | present(release.post)
    said |= {"models": models, "planned_on": release.planned_on, f"existing_{language}": release.existing}
    return ReleaseForm(formdata=None, data=said | ({"existing_en": release.existing_en} if release.existing_en else {}))

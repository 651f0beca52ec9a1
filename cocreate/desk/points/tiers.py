"""The desk's pages of tiers: what they are called, from how much contribution on, and what they bring."""

from flask import flash, redirect, render_template, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response
from wtforms.validators import InputRequired

from cocreate.desk.points import wording
from cocreate.desk.points.blueprint import blueprint
from cocreate.kernel.access import staff
from cocreate.kernel.fields import Line, Paragraphs, Whole
from cocreate.kernel.forms import Form, Refusal
from cocreate.members.reading import writer
from cocreate.points.tiers import queries, rules
from cocreate.points.tiers.models import Tier
from cocreate.points.tiers.queries import Move
from cocreate.points.tiers.rules import Said

_HERE = "/desk/points/tiers"
PREVIEW = "preview"


class TierForm(Form):
    """What a tier says."""

    buttons = frozenset({PREVIEW})

    from_contribution = Whole(
        validators=[InputRequired(_l("From how much contribution on?"))], render_kw={"min": 1, "inputmode": "numeric"}
    )
    name_zh = Line()
    name_en = Line()
    benefits_zh = Paragraphs()
    benefits_en = Paragraphs()

    @property
    def said(self) -> Said:
        """What it says, for the rules."""
        texts = (self.name_zh.data, self.name_en.data, self.benefits_zh.data, self.benefits_en.data)
        return Said(self.from_contribution.data or 0, *(text or "" for text in texts))


class NewTierForm(TierForm):
    """That of a new one, with the code it has for ever."""

    key = Line()


@blueprint.get("/tiers")
@staff()
def tiers() -> str:
    return render_template(
        "points/desk_tiers.html",
        tiers=queries.every(),
        members=queries.members(),
        changes=queries.history(),
        tabs=wording.tabs(writer(), "tiers"),
    )


@blueprint.get("/tiers/new")
@staff()
def new_tier() -> str:
    return _page(NewTierForm(formdata=None), None)


@blueprint.post("/tiers")
@staff()
def add_tier() -> str | Response | Refusal:
    form = NewTierForm()
    if PREVIEW in request.form and form.validate():
        return _page(form, None, _moves(None, form.said.from_contribution))
    if PREVIEW not in request.form and form.does(lambda: rules.add(writer(), form.key.data or "", form.said)):
        return _saved()
    return _page(form, None), *form.refusal


@blueprint.get("/tiers/<key>")
@staff()
def tier(key: str) -> str:
    found = _found(key)
    return _page(TierForm(formdata=None, obj=found), found)


@blueprint.post("/tiers/<key>")
@staff()
def change_tier(key: str) -> str | Response | Refusal:
    found, form = _found(key), TierForm()
    if PREVIEW in request.form and form.validate():
        return _page(form, found, _moves(found, form.said.from_contribution))
    if PREVIEW not in request.form and form.does(lambda: rules.change(writer(), found, form.said)):
        return _saved()
    return _page(form, found), *form.refusal


@blueprint.get("/tiers/<key>/removal")
@staff()
def confirm_removing_tier(key: str) -> str:
    found = _found(key)
    return render_template("points/desk_tier_removing.html", tier=found, moves=_moves(found, None))


@blueprint.post("/tiers/<key>/removal")
@staff()
def remove_tier(key: str) -> Response:
    rules.remove(writer(), _found(key))
    return _saved()


def _found(key: str) -> Tier:
    found = queries.by_key(key)
    if found is None:
        raise NotFound
    return found


def _moves(tier: Tier | None, from_contribution: int | None) -> list[Move]:
    """Who would move if `tier` (None: a new one) began there, or (None) were not."""
    present = queries.every()
    return queries.moves(present, rules.instead(present, tier, from_contribution))


def _page(form: TierForm, tier: Tier | None, moves: list[Move] | None = None) -> str:
    return render_template("points/desk_tier.html", form=form, tier=tier, moves=moves)


def _saved() -> Response:
    flash(_("Saved. It holds from now on."))
    return redirect(_HERE, 303)

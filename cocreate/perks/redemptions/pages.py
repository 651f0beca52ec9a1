"""Redeeming for people: what it is and where it goes, a last look, and what became of it."""

from dataclasses import asdict

from flask import flash, redirect, render_template, request
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from cocreate.kernel import clock, qr
from cocreate.kernel.access import signed_in
from cocreate.kernel.answers import is_fragment, next_page
from cocreate.kernel.api import absolute
from cocreate.kernel.database import db
from cocreate.kernel.forms import CHANGE, CONFIRMED, Refusal
from cocreate.kernel.i18n import locale
from cocreate.members.reading import writer
from cocreate.perks import queries as perks
from cocreate.perks import standing, variants, words
from cocreate.perks.access import may_redeem
from cocreate.perks.codes import queries as codes
from cocreate.perks.codes import tasks as reminders
from cocreate.perks.models import Perk, PerkKind, PerkVariant
from cocreate.perks.pages import found_or_404, page_of
from cocreate.perks.redemptions import addresses, packing, queries, rules, tasks
from cocreate.perks.redemptions.blueprint import blueprint
from cocreate.perks.redemptions.forms import GoodsForm, RedeemForm
from cocreate.perks.redemptions.models import Redemption
from cocreate.perks.redemptions.rules import Wish
from cocreate.points import wallets

__all__ = ["blueprint"]
JOBS = (reminders, tasks)  # imported for the work that is asked for by name
PLACE = "/perks/redemptions"
Answer = Response | str | tuple[str, int] | Refusal


@blueprint.get("/perks/<id:public_id>/redeem")
@signed_in
def begin(public_id: str) -> Answer:
    perk = found_or_404(public_id)
    variant = _variant(perk, request.args.get("variant", ""))
    if variant is None:
        return page_of(perk, unchosen=True), 422
    last = addresses.last_of(writer()) if "last" in request.args else None
    said = {"variant": variant.id, "price": perk.price, **(asdict(last) if last else {})}
    return _page(perk, variant, _kind(perk)(formdata=None, data=said))


@blueprint.post("/perks/<id:public_id>/redemptions")
@signed_in
def redeem(public_id: str) -> Answer:
    perk = found_or_404(public_id)
    form = _kind(perk)()
    variant = _variant(perk, str(form.variant.data))
    if variant is None:
        return _with_another(perk, form), 422
    if CHANGE in request.form or CONFIRMED not in request.form:
        return _looked_at(perk, variant, form)
    made = form.carry_out(lambda: rules.redeem(writer(), _wish(variant, form)))
    if made is None:
        return _page(perk, variant, form), *form.refusal
    flash(_("Redeemed. We tell you when it is sent.") if made.is_order else _("Redeemed. Your code is here."))
    return redirect(f"{PLACE}/{made.public_id}", 303)


@blueprint.get(PLACE)
@signed_in
def index() -> str:
    page = queries.own(writer(), locale(), request.args.get("cursor"))
    template = "perks/_redemption_rows.html" if is_fragment() else "perks/redemptions.html"
    return render_template(template, page=page, more_url=next_page(page.next_cursor))


@blueprint.get(f"{PLACE}/<id:public_id>")
@signed_in
def show(public_id: str) -> str:
    made = _own(public_id)
    view = queries.view(made, locale())
    drawn = qr.drawn(absolute(codes.address(view.row.code))) if view.row.code else None
    perk = db.session.get_one(Perk, made.perk_id)
    return render_template(
        "perks/redemption.html",
        view=view,
        drawn=drawn,
        used=codes.use_of(view.row.id) if view.row.code_used_at else None,
        about=words.text(perk, "summary", locale()),
        discount=words.discount(perk, locale()),
        packing=packing.begun(made),
    )


@blueprint.get(f"{PLACE}/<id:public_id>/cancel")
@signed_in
def confirm_cancelling(public_id: str) -> str:
    made = _own(public_id)
    (row,) = queries.rows_of([made], locale())
    return render_template("perks/cancel.html", row=row, lapsed=wallets.lapsed(made.transfer_id))


@blueprint.post(f"{PLACE}/<id:public_id>/cancel")
@signed_in
def cancel(public_id: str) -> Response:
    made = rules.withdraw(writer(), _own(public_id))
    gone = wallets.lapsed(made.transfer_id)
    flash(_("Cancelled. Points that were past their time expire.") if gone else _("Cancelled. Your points are back."))
    return redirect(f"{PLACE}/{made.public_id}", 303)


def _looked_at(perk: Perk, variant: PerkVariant, form: RedeemForm) -> Answer:
    """The last look at what is in `form`, or the form again to change it."""
    if not form.validate():
        return _page(perk, variant, form), *form.refusal
    return _page(perk, variant, form, confirming=CHANGE not in request.form)


def _wish(variant: PerkVariant, form: RedeemForm) -> Wish:
    key = request.form.get("idempotency_key")
    return Wish(variant.id, form.price.data, f"page:{key}" if key else None, form.address)


def _with_another(perk: Perk, form: RedeemForm) -> str:
    """The form with what was typed, for the first variant there is: the one that was chosen is gone."""
    every = variants.of(perk.id)
    variant = next((one for one in every if one.offered), every[0])
    form.variant.data, form.variant.raw_data = variant.id, None
    form.form_errors.append(_("There is no such variant of it."))
    return _page(perk, variant, form)


def _page(perk: Perk, variant: PerkVariant, form: RedeemForm, *, confirming: bool = False) -> str:
    db.session.refresh(variant)
    member, row = writer(), perks.row(perk, locale())
    brings = standing.of(member, perk)
    reasons = may_redeem(perks.offer(perk, locale(), variant), brings, clock.now())
    form.price.data = form.price.data if confirming else perk.price
    return render_template(
        "perks/confirm.html" if confirming and not reasons else "perks/redeem.html",
        form=form,
        perk=row,
        variant=words.variant(variant, locale()),
        discount=words.discount(perk, locale()),
        is_goods=perk.kind is PerkKind.GOODS,
        spendable=brings.spendable,
        reasons=reasons,
        known=addresses.last_of(member) is not None if perk.kind is PerkKind.GOODS else False,
        waits=rules.terms().days,
        readable=addresses.readable,
        until=perk.last_day(clock.local_day(clock.now())),
    )


def _kind(perk: Perk) -> type[RedeemForm]:
    return GoodsForm if perk.kind is PerkKind.GOODS else RedeemForm


def _variant(perk: Perk, said: str) -> PerkVariant | None:
    """The variant of `perk` that is `said`, or the only one that is offered."""
    offered = [one for one in variants.of(perk.id) if one.offered]
    if not said and len(offered) == 1:
        return offered[0]
    return next((one for one in offered if str(one.id) == said), None)


def _own(public_id: str) -> Redemption:
    found = queries.by_public_id(public_id, writer())
    if found is None:
        raise NotFound
    return found

"""The desk's pages of perks: the list, one of them, and its way into the shop and out of it."""

from flask import flash, redirect, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from cocreate.desk.perks import categories, listing, stock, writing
from cocreate.desk.perks.blueprint import blueprint
from cocreate.kernel.access import staff
from cocreate.kernel.answers import is_fragment
from cocreate.kernel.i18n import locale
from cocreate.members.reading import reader, writer
from cocreate.perks import history, queries, rules, words
from cocreate.perks.access import DESK, may_manage
from cocreate.perks.pages import found_or_404
from cocreate.perks.variants import of as variants_of
from cocreate.perks.wording import audiences, kinds, states

PARTS = (categories, stock, writing)

__all__ = ["PARTS", "blueprint"]


@blueprint.get("")
@staff(*DESK)
def index() -> str:
    chosen = listing.read(request.args)
    page = listing.page(chosen, locale(), request.args.get("cursor"))
    more_url = listing.address(chosen, cursor=page.next_cursor) if page.next_cursor else None
    template = "perks/_catalogue_rows.html" if is_fragment() else "perks/catalogue.html"
    return render_template(
        template, page=page, more_url=more_url, chosen=chosen, states=states(), may_manage=may_manage(reader())
    )


@blueprint.get("/<id:public_id>")
@staff(*DESK)
def show(public_id: str) -> str:
    perk = found_or_404(public_id)
    return render_template(
        "perks/desk.html",
        perk=queries.view(perk, reader(), locale()),
        variants=[(words.variant(row, locale()), row) for row in variants_of(perk.id)],
        entries=history.entries(perk, locale()),
        names={**kinds(), **states(), **audiences()},
        may_manage=may_manage(reader()),
    )


@blueprint.post("/<id:public_id>/sale")
@staff()
def put_on_sale(public_id: str) -> Response:
    rules.put_on_sale(writer(), found_or_404(public_id))
    flash(_("It is on sale: everybody sees it in the shop."))
    return redirect(f"/desk/perks/{public_id}", 303)


@blueprint.get("/<id:public_id>/withdraw")
@staff()
def confirm_withdrawing(public_id: str) -> str:
    return render_template("perks/withdraw.html", perk=queries.row(found_or_404(public_id), locale()))


@blueprint.post("/<id:public_id>/withdraw")
@staff()
def withdraw(public_id: str) -> Response:
    rules.withdraw(writer(), found_or_404(public_id))
    flash(_("It is withdrawn: nobody can redeem it any more."))
    return redirect(f"/desk/perks/{public_id}", 303)

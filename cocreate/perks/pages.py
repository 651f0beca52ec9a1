"""The shop for people: what is on sale, and one perk."""

from flask import Blueprint, render_template, request
from werkzeug.exceptions import NotFound

from cocreate.kernel.access import public
from cocreate.kernel.answers import is_fragment
from cocreate.kernel.i18n import locale
from cocreate.members.reading import reader
from cocreate.perks import listing, queries
from cocreate.perks.access import may_look
from cocreate.perks.models import Perk
from cocreate.perks.wording import kinds
from cocreate.points import wallets

blueprint = Blueprint("perks", __name__)


@blueprint.get("/perks")
@public
def index() -> str:
    chosen = listing.read(request.args)
    member = reader()
    spendable = wallets.spendable(member.id) if member else None
    page = queries.page(chosen, member, spendable, locale(), request.args.get("cursor"))
    more_url = listing.address(chosen, cursor=page.next_cursor) if page.next_cursor else None
    if is_fragment():
        return render_template("perks/_cards.html", page=page, more_url=more_url)
    choices = listing.choices(chosen)
    return render_template(
        "perks/index.html",
        page=page,
        more_url=more_url,
        chosen=chosen,
        choices=choices,
        spendable=spendable,
        may_look=may_look(member),
    )


@blueprint.get("/perks/<id:public_id>")
@public
def show(public_id: str) -> str:
    return page_of(found_or_404(public_id))


def page_of(perk: Perk, *, unchosen: bool = False) -> str:
    """The page of `perk`; `unchosen`: with the word that a variant is to be chosen first."""
    view = queries.view(perk, reader(), locale())
    may = may_look(reader())
    return render_template("perks/show.html", perk=view, kinds=kinds(), may_look=may, unchosen=unchosen)


def found_or_404(public_id: str) -> Perk:
    """The perk, if the reader may see it."""
    perk = queries.by_public_id(public_id, reader())
    if perk is None:
        raise NotFound
    return perk

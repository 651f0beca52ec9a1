"""A member's link to bring others along, and what became of it."""

from flask import redirect, render_template
from werkzeug.wrappers import Response

from cocreate.kernel import qr
from cocreate.kernel.access import signed_in
from cocreate.kernel.api import absolute
from cocreate.members.reading import writer
from cocreate.points.blueprint import blueprint
from cocreate.points.mine import tabs
from cocreate.points.referrals import queries, rules
from cocreate.points.referrals.telling import PAGE


@blueprint.get(PAGE)
@signed_in
def referrals() -> str:
    member = writer()
    code = queries.code_of(member.id)
    link = absolute(f"/join/{code}") if code else ""
    return render_template(
        "points/referrals.html",
        tabs=tabs(PAGE),
        code=code or "",
        link=link,
        drawn=qr.drawn(link) if link else "",
        terms=rules.terms(),
        worth=rules.worth(),
        may_refer=rules.may_refer(member),
        since=rules.opens_on(member),
        brought=queries.brought(member.id).items,
        number=queries.number(member.id),
    )


@blueprint.post(PAGE)
@signed_in
def make_link() -> Response:
    rules.give_code(writer())
    return redirect(PAGE, 303)

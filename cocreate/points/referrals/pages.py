"""A member's link to bring others along, and what became of it."""

from datetime import timedelta

from flask import redirect, render_template
from werkzeug.wrappers import Response

from cocreate.kernel import clock, qr
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
    member, terms = writer(), rules.terms()
    code = queries.code_of(member.id)
    link = absolute(f"/join/{code}") if code else ""
    since = member.joined_at + timedelta(days=terms.minimum_age_days)
    return render_template(
        "points/referrals.html",
        tabs=tabs(PAGE),
        link=link,
        drawn=qr.drawn(link) if link else "",
        terms=terms,
        worth=rules.worth(),
        may_refer=rules.may_refer(member),
        since=clock.local_day(since) if since > clock.now() else None,
        brought=queries.brought(member.id),
        number=queries.number(member.id),
    )


@blueprint.post(PAGE)
@signed_in
def make_link() -> Response:
    rules.give_code(writer())
    return redirect(PAGE, 303)

"""The page behind the link with which a member invites others: it remembers whose it was until they have joined."""

from flask import render_template

from cocreate.accounts.blueprint import blueprint, keep_invitation
from cocreate.kernel.access import public
from cocreate.members.reading import caller
from cocreate.points.referrals import queries as referrals


@blueprint.get("/join/<id:code>")
@public
def invited(code: str) -> str:
    member, known = caller(), referrals.is_known(code)
    if known and member is None:
        keep_invitation(code)
    return render_template("accounts/invited.html", known=known, member=member)

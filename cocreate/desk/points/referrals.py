"""Where referrals that look odd are looked at, by moderators, and the terms of all, which administrators set."""

from flask import flash, redirect, render_template
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from cocreate.desk.points import wording
from cocreate.desk.points.blueprint import blueprint
from cocreate.desk.points.forms import AnswerForm, ConfirmForm, ReferralTermsForm
from cocreate.kernel.access import staff
from cocreate.kernel.forms import Refusal
from cocreate.members.models import Role
from cocreate.members.reading import writer
from cocreate.points.referrals import queries, rules
from cocreate.points.referrals.models import ReferralState
from cocreate.points.referrals.queries import Review

HERE = "/desk/points/referrals"


@blueprint.get("/referrals")
@staff("moderator")
def all_referrals() -> str:
    return _all(ReferralTermsForm(formdata=None, obj=rules.terms()))


@blueprint.post("/referrals/terms")
@staff()
def change_referral_terms() -> Response | tuple[str, int]:
    form = ReferralTermsForm()
    if not form.validate():
        return _all(form), 422
    days, numbers = (form.cool_down_days, form.minimum_age_days), (form.many, form.many_days)
    rules.change_terms(writer(), *(field.data or 0 for field in (*days, *numbers)))
    flash(_("Saved. It holds from now on."))
    return redirect(HERE, 303)


@blueprint.get("/referrals/<id:public_id>")
@staff("moderator")
def referral(public_id: str) -> str:
    return _one(_found(public_id), AnswerForm(formdata=None))


@blueprint.post("/referrals/<id:public_id>/approve")
@staff("moderator")
def approve_referral(public_id: str) -> Response | tuple[str, int]:
    found, form = _found(public_id), ConfirmForm()
    if not form.validate():
        return _one(found, AnswerForm(formdata=None)), 422
    rules.approve(writer(), found.referral.referred_id)
    if found.referral.state is ReferralState.REWARDED:
        flash(_("Given."))
    else:
        flash(_("Approved, but there was nothing to give: the limit is reached, or the rule is at rest."))
    return redirect(HERE, 303)


@blueprint.post("/referrals/<id:public_id>/refuse")
@staff("moderator")
def refuse_referral(public_id: str) -> Response | Refusal:
    found, form = _found(public_id), AnswerForm()
    if form.does(lambda: rules.refuse(writer(), found.referral.referred_id, form.reason.data or "")):
        flash(_("Refused. Whoever invited reads why."))
        return redirect(HERE, 303)
    return _one(found, form), *form.refusal


def _found(public_id: str) -> Review:
    found = queries.review(public_id)
    if found is None:
        raise NotFound
    return found


def _all(form: ReferralTermsForm) -> str:
    member = writer()
    may_change = member.has_role(Role.ADMIN)
    return render_template(
        "earning/referrals.html",
        reviews=queries.to_review(),
        form=form,
        may_change=may_change,
        changes=queries.terms_history() if may_change else [],
        signs=wording.signs(),
        tabs=wording.tabs(member, "referrals"),
    )


def _one(found: Review, form: AnswerForm) -> str:
    parties = (found.referral.referrer_id, found.referral.referred_id)
    return render_template(
        "earning/referral.html",
        review=found,
        form=form,
        confirming=ConfirmForm(formdata=None),
        is_own=writer().id in parties,
        signs=wording.signs(),
    )

"""Pages to become a member: with a proven phone number, or with an e-mail address and the link sent to it."""

import hmac

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from cocreate.accounts import browser, challenges, rules
from cocreate.accounts.blueprint import blueprint, browser_mark, challenge_token, go_on, invitation, onward
from cocreate.accounts.forms import CompleteForm, Confirm, JoinForm, SignUpForm
from cocreate.accounts.models import Challenge, Purpose, Way
from cocreate.kernel.access import public
from cocreate.kernel.forms import Refusal
from cocreate.kernel.transactions import never_kept
from cocreate.members.models import Member
from cocreate.members.reading import reader


@blueprint.get("/sign-up")
@public
def sign_up() -> str | Response:
    if reader() is not None:
        return go_on()
    return _sign_up_page(SignUpForm(formdata=None, data={"invitation": invitation()}))


@blueprint.post("/sign-up")
@public
@never_kept
def send_sign_up() -> Response | Refusal:
    form = SignUpForm()
    if form.does(lambda: _sign_up(form)):
        return redirect(url_for("accounts.mail_sent"), 303)
    return _sign_up_page(form), *form.refusal


@blueprint.get("/sign-up/confirm/<token>")
@public
def confirm_sign_up(token: str) -> str:
    challenge = rules.signing_up(token)
    return _join_page(challenge, Confirm(formdata=None) if _began_here(challenge) else JoinForm(formdata=None))


@blueprint.post("/sign-up/confirm/<token>")
@public
@never_kept
def join(token: str) -> Response | Refusal:
    challenge = rules.signing_up(token)
    form = Confirm() if _began_here(challenge) else JoinForm()
    member = form.carry_out(lambda: _joined(token, challenge, form))
    if member is not None:
        return _welcome(member, challenges.payload(challenge)["onward"], Way.LINK)
    return _join_page(challenge, form), *form.refusal


@blueprint.get("/sign-up/complete")
@public
def complete() -> str | Response:
    if challenges.find(challenge_token(), Purpose.SIGN_UP) is None:
        return redirect(url_for("accounts.sign_in", next=onward() or None), 303)
    return _complete_page(CompleteForm(formdata=None, data={"invitation": invitation()}))


@blueprint.post("/sign-up/complete")
@public
@never_kept
def save_complete() -> Response | Refusal:
    form = CompleteForm()
    member = form.carry_out(lambda: rules.complete(challenge_token(), form.name.data or "", _invitation(form)))
    if member is not None:
        return _welcome(member, onward(), Way.CODE)
    return _complete_page(form), *form.refusal


def _sign_up(form: SignUpForm) -> None:
    said = (form.name.data or "", form.email.data or "", form.password.data or "")
    rules.sign_up(*said, onward=onward(), browser=browser_mark(), invitation=_invitation(form))


def _joined(token: str, challenge: Challenge, form: Confirm | JoinForm) -> Member:
    if isinstance(form, JoinForm):
        rules.check_chosen(challenge, form.password.data or "")
    return rules.confirm_sign_up(token)


def _welcome(member: Member, address: str, way: Way) -> Response:
    browser.enter(member, way)
    flash(_("Welcome! Good to have you here."))
    return go_on(address)


def _invitation(form: CompleteForm) -> str:
    """The code that was typed; where the form did not ask for it, that of the link by which the visitor came."""
    return form.invitation.data or "" if form.invitation.raw_data else invitation()


def _began_here(challenge: Challenge) -> bool:
    """Whether the sign-up began on this browser, so that whoever chose the password also opens the link."""
    return hmac.compare_digest(challenges.payload(challenge)["browser"], browser_mark())


def _join_page(challenge: Challenge, form: Confirm | JoinForm) -> str:
    name = challenges.payload(challenge)["name"]
    return render_template(
        "accounts/confirm.html",
        form=form,
        title=_("Welcome"),
        words=_("Your address is confirmed. Join now as %(name)s?", name=name),
        button=_("Join"),
    )


def _sign_up_page(form: SignUpForm) -> str:
    return render_template("accounts/sign_up.html", form=form, next=onward())


def _complete_page(form: CompleteForm) -> str:
    return render_template("accounts/complete.html", form=form, next=onward())

"""Pages to sign in, by phone and code or by e-mail address and password, to choose a new password, to sign out."""

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from cocreate.accounts import browser, challenges, identities, rules
from cocreate.accounts.blueprint import blueprint, challenge_token, go_on, keep_challenge, onward, welcome
from cocreate.accounts.forms import CodeForm, Confirm, EmailForm, NewPasswordForm, PhoneForm, SignInForm
from cocreate.accounts.models import Challenge, Purpose, Way
from cocreate.kernel.access import public
from cocreate.kernel.errors import ABOVE, Invalid
from cocreate.kernel.forms import Refusal
from cocreate.kernel.transactions import never_kept
from cocreate.members.models import Member
from cocreate.members.reading import caller

# What browsers forget with a sign-out: what pages left open or kept. Not the cookies: language and theme are no secret.
_CLEARED = '"cache", "storage"'


@blueprint.get("/sign-in")
@public
def sign_in() -> str | Response:
    member = caller()
    if member is not None:
        return welcome(member)
    return _sign_in_page(PhoneForm(formdata=None), SignInForm(formdata=None))


@blueprint.post("/sign-in")
@public
@never_kept
def enter() -> Response | Refusal:
    form = SignInForm()
    member = form.carry_out(lambda: _known(form))
    if member is not None:
        browser.enter(member, Way.PASSWORD)
        return welcome(member)
    return _sign_in_page(PhoneForm(formdata=None), form), *form.refusal


@blueprint.post("/sign-in/phone")
@public
@never_kept
def send_code() -> Response | Refusal:
    form = PhoneForm()
    token = form.carry_out(lambda: rules.request_code(form.phone.data or ""))
    if token is not None:
        keep_challenge(token)
        return redirect(url_for("accounts.code", next=onward() or None), 303)
    return _sign_in_page(form, SignInForm(formdata=None)), *form.refusal


@blueprint.get("/sign-in/code")
@public
def code() -> str | Response:
    challenge = _challenge()
    if challenge is None:
        return redirect(url_for("accounts.sign_in", next=onward() or None), 303)
    return _code_page(CodeForm(formdata=None), challenge)


@blueprint.post("/sign-in/code")
@public
@never_kept
def check_code() -> Response | Refusal:
    challenge, form = _challenge(), CodeForm()
    proven = form.carry_out(lambda: rules.prove_code(challenge_token(), form.code.data or ""))
    if proven is not None:
        return _proven(proven)
    return _code_page(form, challenge), *form.refusal


@blueprint.get("/reset")
@public
def reset() -> str:
    return render_template("accounts/reset.html", form=EmailForm(formdata=None))


@blueprint.post("/reset")
@public
def send_reset() -> Response | Refusal:
    form = EmailForm()
    if form.does(lambda: rules.request_reset(form.email.data or "")):
        return redirect(url_for("accounts.mail_sent"), 303)
    return render_template("accounts/reset.html", form=form), *form.refusal


@blueprint.get("/reset/<token>")
@public
def reset_new(token: str) -> str:
    rules.resetting(token)
    return render_template("accounts/reset_new.html", form=NewPasswordForm(formdata=None))


@blueprint.post("/reset/<token>")
@public
@never_kept
def save_reset(token: str) -> Response | Refusal:
    form = NewPasswordForm()
    member = form.carry_out(lambda: rules.reset_password(token, form.password.data or ""))
    if member is None:
        return render_template("accounts/reset_new.html", form=form), *form.refusal
    browser.enter(member, Way.LINK)
    flash(_("Your new password is saved. All other devices are signed out."))
    return welcome(member)


@blueprint.get("/mail-sent")
@public
def mail_sent() -> str:
    return render_template("accounts/mail_sent.html")


@blueprint.get("/sign-out")
@public
def ask_sign_out() -> str | Response:
    if caller() is None:
        return go_on()
    return render_template(
        "accounts/confirm.html",
        form=Confirm(formdata=None),
        title=_("Sign out"),
        words=_("Do you want to sign out on this device?"),
        button=_("Sign out"),
    )


@blueprint.post("/sign-out")
@public
@never_kept
def sign_out() -> Response:
    browser.leave()
    answer = redirect("/", 303)
    answer.headers["Clear-Site-Data"] = _CLEARED
    return answer


def _known(form: SignInForm) -> Member:
    """The member with what was typed. Raises `Invalid` for none, whatever of it is known."""
    member = rules.check_password(form.email.data or "", form.password.data or "")
    if member is None:
        raise Invalid(ABOVE, _("E-mail address and password do not belong together. Look at both again."))
    return member


def _proven(proven: rules.Proven) -> Response:
    """In with a member; a newcomer goes on to the last page of signing up."""
    if proven.member is not None:
        browser.enter(proven.member, Way.CODE)
        return welcome(proven.member)
    keep_challenge(proven.token)
    return redirect(url_for("accounts.complete", next=onward() or None), 303)


def _challenge() -> Challenge | None:
    return challenges.find(challenge_token(), Purpose.SIGN_IN)


def _sign_in_page(form_phone: PhoneForm, form_email: SignInForm) -> str:
    return render_template("accounts/sign_in.html", form_phone=form_phone, form_email=form_email, next=onward())


def _code_page(form: CodeForm, challenge: Challenge | None) -> str:
    masked = identities.masked(challenges.value(challenge)) if challenge else ""
    return render_template(
        "accounts/code.html",
        form=form,
        phone_masked=masked,
        next=onward(),
        again=url_for("accounts.sign_in", next=onward() or None),
        button=_("Sign in"),
    )

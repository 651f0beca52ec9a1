"""A member's own settings: profile, language, identities, password, and where they are signed in."""

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from cocreate.accounts import browser, challenges, identities, profiles, queries, sessions, sign_ins
from cocreate.accounts.blueprint import blueprint, challenge_token, keep_challenge
from cocreate.accounts.forms import CodeForm, Confirm, EmailForm, PasswordForm, PhoneForm, ProfileForm
from cocreate.accounts.models import Challenge, Purpose
from cocreate.accounts.profiles import Profile
from cocreate.accounts.proving import rules as proving
from cocreate.accounts.proving.pages import proven
from cocreate.kernel.access import signed_in
from cocreate.kernel.fields import BIGINT
from cocreate.kernel.forms import Form, Refusal
from cocreate.kernel.i18n import locale, speaking
from cocreate.kernel.transactions import never_kept
from cocreate.members.reading import writer

_HERE = "/me/settings"
_IDENTITIES = f"{_HERE}#identities-title"


@blueprint.get(_HERE)
@signed_in
def settings() -> str:
    return _page()


@blueprint.post(f"{_HERE}/profile")
@signed_in
def save_profile() -> Response | Refusal:
    form = ProfileForm()
    if not form.does(lambda: profiles.edit(writer(), _said(form))):
        return _page(form), *form.refusal
    language = form.locale.data or None
    with speaking(language or locale()):
        flash(_("Saved."))
    return redirect(url_for("accounts.settings", lang=language), 303)


@blueprint.post(f"{_HERE}/password")
@signed_in
@never_kept
def save_password() -> Response | Refusal:
    form = PasswordForm()
    if form.does(lambda: _change_password(form)):
        browser.renew()
        return _done(_("Your new password is saved. All other devices are signed out."))
    return _page(form), *form.refusal


@blueprint.post(f"{_HERE}/email")
@signed_in
@proven(_IDENTITIES)
def add_email() -> Response | Refusal:
    form = EmailForm()
    if form.does(lambda: profiles.request_email(writer(), form.email.data or "")):
        return redirect(url_for("accounts.mail_sent"), 303)
    return _page(form), *form.refusal


@blueprint.get(f"{_HERE}/email/<token>")
@signed_in
def confirm_email(token: str) -> str:
    challenge = profiles.confirming_email(writer(), token)
    return render_template(
        "accounts/confirm.html",
        form=Confirm(formdata=None),
        title=_("Confirm your address"),
        words=_("Add %(email)s to your account?", email=challenges.value(challenge)),
        button=_("Add"),
    )


@blueprint.post(f"{_HERE}/email/<token>")
@signed_in
@never_kept
def save_email(token: str) -> Response:
    profiles.confirm_email(writer(), token)
    browser.renew()
    return _done(_("Your address is added. You can sign in with it from now on."))


@blueprint.post(f"{_HERE}/phone")
@signed_in
@never_kept
@proven(_IDENTITIES)
def add_phone() -> Response | Refusal:
    form = PhoneForm()
    token = form.carry_out(lambda: profiles.request_phone(writer(), form.phone.data or ""))
    if token is not None:
        keep_challenge(token)
        return redirect(url_for("accounts.phone_code"), 303)
    return _page(form), *form.refusal


@blueprint.get(f"{_HERE}/phone/code")
@signed_in
def phone_code() -> str | Response:
    challenge = _challenge()
    if challenge is None:
        return redirect(_HERE, 303)
    return _code_page(CodeForm(formdata=None), challenge)


@blueprint.post(f"{_HERE}/phone/code")
@signed_in
@never_kept
def save_phone() -> Response | Refusal:
    challenge, form = _challenge(), CodeForm()
    if form.does(lambda: profiles.confirm_phone(writer(), challenge_token(), form.code.data or "")):
        browser.renew()
        return _done(_("Your number is added. You can sign in with it from now on."))
    return _code_page(form, challenge), *form.refusal


@blueprint.post(f"{_HERE}/identities/<int(max={BIGINT}):identity_id>/remove")
@signed_in
@proven(_IDENTITIES)
def remove_identity(identity_id: int) -> Response:
    if not profiles.remove_identity(writer(), identity_id):
        raise NotFound
    browser.renew()
    return _done(_("Removed."))


@blueprint.post(f"{_HERE}/sessions/<int(max={BIGINT}):session_id>/end")
@signed_in
def end_session(session_id: int) -> Response:
    if not sessions.end(writer(), session_id):
        raise NotFound
    return _done(_("Signed out there."))


@blueprint.post(f"{_HERE}/sessions/end")
@signed_in
def end_others() -> Response:
    sessions.end_all(writer(), but=browser.current())
    sessions.revoke_tokens(writer())
    return _done(_("All other devices are signed out."))


def _said(form: ProfileForm) -> Profile:
    return Profile(form.name.data or "", form.bio.data or "", form.city.data or "", form.locale.data or None)


def _change_password(form: PasswordForm) -> None:
    profiles.change_password(writer(), form.current.data or "", form.password.data or "", browser.current())


def _done(words: str) -> Response:
    flash(words)
    return redirect(_HERE, 303)


def _challenge() -> Challenge | None:
    challenge = challenges.find(challenge_token(), Purpose.CONFIRM_IDENTITY)
    return challenge if challenge is not None and challenge.member_id == writer().id else None


def _code_page(form: CodeForm, challenge: Challenge | None) -> str:
    masked = identities.masked(challenges.value(challenge)) if challenge else ""
    return render_template("accounts/code.html", form=form, phone_masked=masked, next="", again=_HERE, button=_("Add"))


def _page(refused: Form | None = None) -> str:
    """The settings, with the form that was `refused` as it was sent and the others fresh."""
    me = writer()
    profile = {"name": me.name, "bio": me.bio, "city": me.city, "locale": me.locale or ""}
    fresh: list[Form] = [
        ProfileForm(formdata=None, data=profile),
        PasswordForm(formdata=None),
        EmailForm(formdata=None),
        PhoneForm(formdata=None),
    ]
    forms = {type(form): form for form in fresh} | ({type(refused): refused} if refused else {})
    return render_template(
        "accounts/settings.html",
        profile_form=forms[ProfileForm],
        password_form=forms[PasswordForm] if queries.has_password(me) else None,
        email_form=forms[EmailForm],
        phone_form=forms[PhoneForm],
        identities=queries.identities_of(me),
        is_proven=proving.is_fresh(browser.current()),
        sessions=queries.sessions_of(me, browser.current()),
        sign_ins=sign_ins.latest(me),
    )

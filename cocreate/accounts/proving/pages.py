"""Pages to prove once more who one is, on the way to something else. Whoever is suspended or banned can, too."""

from collections.abc import Callable, Sequence
from functools import wraps
from typing import ParamSpec

from flask import redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from cocreate.accounts import browser, challenges, identities, queries
from cocreate.accounts.blueprint import blueprint, challenge_token, go_on, keep_challenge, onward
from cocreate.accounts.forms import CodeForm, NumberForm, ProveForm
from cocreate.accounts.models import Challenge, Purpose
from cocreate.accounts.proving import rules
from cocreate.kernel.access import own_record
from cocreate.kernel.forms import Refusal
from cocreate.kernel.transactions import never_kept
from cocreate.members.reading import writer

_HERE, _AFTERWARDS = "/me/prove", "/me/settings"
P = ParamSpec("P")
Answer = Response | Refusal


def proven(afterwards: str) -> Callable[[Callable[P, Answer]], Callable[P, Answer]]:
    """Mark a view that changes how its member gets in, or hands out everything of theirs: a browser that was not proven
    lately has to be first, and goes on to `afterwards`. Nothing is done then."""

    def mark(view: Callable[P, Answer]) -> Callable[P, Answer]:
        @wraps(view)
        def checked(*args: P.args, **kwargs: P.kwargs) -> Answer:
            if not rules.is_fresh(browser.current()):
                return redirect(url_for("accounts.prove", next=afterwards), 303)
            return view(*args, **kwargs)

        return checked

    return mark


@blueprint.get(_HERE)
@own_record
def prove() -> str:
    return _page(ProveForm(formdata=None))


@blueprint.post(_HERE)
@own_record
@never_kept
def check_password() -> Answer:
    form = ProveForm()
    if form.does(lambda: rules.by_password(writer(), form.password.data or "", browser.current())):
        return _go_on()
    return _page(form), *form.refusal


@blueprint.post(f"{_HERE}/phone")
@own_record
@never_kept
def send_own_code() -> Answer:
    form = NumberForm()
    token = form.carry_out(lambda: rules.send_code(writer(), form.number.data))
    if token is not None:
        keep_challenge(token)
        return redirect(url_for("accounts.own_code", next=onward() or None), 303)
    return _page(ProveForm(formdata=None), [*form.number.errors, *form.form_errors]), *form.refusal


@blueprint.get(f"{_HERE}/code")
@own_record
def own_code() -> str | Response:
    challenge = _challenge()
    if challenge is None:
        return redirect(url_for("accounts.prove", next=onward() or None), 303)
    return _code_page(CodeForm(formdata=None), challenge)


@blueprint.post(f"{_HERE}/code")
@own_record
@never_kept
def check_own_code() -> Answer:
    challenge, form = _challenge(), CodeForm()
    if form.does(lambda: rules.by_code(writer(), challenge_token(), form.code.data or "", browser.current())):
        return _go_on()
    return _code_page(form, challenge), *form.refusal


def _go_on() -> Response:
    browser.renew()
    return go_on(onward() or _AFTERWARDS)


def _challenge() -> Challenge | None:
    return challenges.find(challenge_token(), Purpose.SIGN_IN)


def _page(form: ProveForm, refused: Sequence[str] = ()) -> str:
    """The page with what was wrong with the password in `form`, or why no code is sent: `refused`."""
    me = writer()
    numbers = {key: identities.masked(value) for key, value in rules.numbers(me).items()}
    return render_template(
        "accounts/prove.html",
        form=form,
        has_password=queries.has_password(me),
        numbers=numbers,
        refused=refused,
        next=onward(),
    )


def _code_page(form: CodeForm, challenge: Challenge | None) -> str:
    masked = identities.masked(challenges.value(challenge)) if challenge else ""
    again = url_for("accounts.prove", next=onward() or None)
    return render_template(
        "accounts/code.html", form=form, phone_masked=masked, next=onward(), again=again, button=_("Go on")
    )

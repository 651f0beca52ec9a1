"""A site with something of everything, and those who walk through it: each sees pages that others do not."""

import secrets
from collections.abc import Callable
from datetime import timedelta
from unittest.mock import patch

from flask.testing import FlaskClient
from sqlalchemy import update

from cocreate.accounts import challenges, passwords, rules
from cocreate.accounts.leaving import rules as leaving
from cocreate.accounts.models import Challenge, Purpose
from cocreate.catalogue import rules as catalogue
from cocreate.kernel import clock
from cocreate.kernel.database import db
from cocreate.members.models import IdentityKind, Member, MemberState, Placeholder, Role
from cocreate.site import mark
from tests import make
from tests.make.pictures import drawn
from tests.support import content, economy
from tests.support.race import Real
from tests.support.walk import Way

PASSWORD = "a long sentence of your own"
CODE = 123456
NEW_PHONE, OWN_PHONE, NEW_EMAIL = "+8613800138000", "+8613800138002", "newcomer@example.org"
PLACEHOLDER = "2222222222"
# What no page leads to.
UNLINKED = ("/robots.txt", "/sitemap.xml", "/healthz", "/readyz", "/mail-sent", "/site/favicon.svg")


def ways(site: Real) -> dict[str, Way]:
    """Everybody who sees pages of their own, on `site`, which is filled for them.

    A page no link leads to is named as a start: a feature that adds one, or forms that stand only where there is
    something of a kind, adds it here.
    """
    desk = site.commit(_furnish)
    member, own = site.commit(lambda: _author([]))
    staff, theirs = site.commit(lambda: _author([*Role]))
    everybody = {
        "visitor": Way(site.browser(), ("/", *UNLINKED, *site.commit(economy.of_visitor))),
        "member": Way(site.browser(member), ("/", "/me", "/sign-out", *own)),
        "staff": Way(site.browser(staff), ("/", "/desk", "/desk/members?q=member", *desk, *theirs)),
        "who was sent a code": Way(_proving(site, _code), ("/sign-in/code",), onward=False),
        "who proved a number": Way(_proving(site, _newcomer), ("/sign-up/complete",), onward=False),
        "who is about to leave": Way(_leaving(site), ("/me/data",), onward=False),
        "who adds a phone": Way(_proving(site, lambda: _adding(member), member), ("/me/settings/phone/code",), False),
        "who shows that it is they": Way(_oneself(site), ("/me/prove", "/me/prove/code"), onward=False),
        **_links(site, member),
    }
    later = clock.now() + timedelta(days=1)  # some tests take longer than a code lasts
    site.commit(lambda: db.session.execute(update(Challenge).values(expires_at=later)))
    return everybody


def _leaving(site: Real) -> FlaskClient:
    member = site.commit(lambda: rules.add_member("leaving@example.org", "Leaving", PASSWORD))
    site.commit(lambda: leaving.ask_erasure(db.session.merge(member), False, PASSWORD, None))
    return site.browser(member)


def _author(roles: list[Role]) -> tuple[Member, list[str]]:
    """A member of `roles` with a password, a second address and content; where some of it stands."""
    member = rules.add_member(f"author{len(roles)}@example.org", f"Author {len(roles)}", PASSWORD, roles)
    rules.confirm(member, IdentityKind.EMAIL, f"other{len(roles)}@example.org")
    content.warn(member)
    if roles:
        content.keep_filter(member)
    own = [*content.of_author(member), *economy.of_author(member)]
    return member, [*own, *(content.of_moderator(member) if roles else [])]


def _furnish() -> list[str]:
    """What belongs to nobody of those who walk; where the team sees some of it."""
    placeholder = make.member("Ana", state=MemberState.PLACEHOLDER)
    placeholder.public_id = PLACEHOLDER
    db.session.add(Placeholder(member_id=placeholder.id, source="old forum", reference="17"))
    admin = make.member(roles=list(Role))
    mark.set_picture(admin, drawn(32, 32))
    _furnish_catalogue(admin)
    return [*content.of_desk(admin), *economy.of_desk(admin)]


def _furnish_catalogue(admin: Member) -> None:
    for key in ("lan-5", "lan-7"):
        series = catalogue.add_series(admin, key)
        year = catalogue.add_year(admin, series, 2024, catalogue.add_platform(admin, f"platform-{key}"))
        for trim in ("long", "short"):
            catalogue.add_trim(admin, year, trim)
        catalogue.add_software(admin, series, "4.1")


def _links(site: Real, member: Member) -> dict[str, Way]:
    """Who opens a link that came by mail."""

    def begin() -> tuple[str, str, str]:
        chosen = {"name": "Newcomer", "hash": passwords.hashed(PASSWORD), "consents": rules.texts_in_force()}
        said = {**chosen, "onward": "/", "browser": ""}
        return (
            challenges.begin_link(Purpose.SIGN_UP, IdentityKind.EMAIL, NEW_EMAIL, payload=said),
            challenges.begin_link(Purpose.RESET, IdentityKind.EMAIL, "author0@example.org", member),
            challenges.begin_link(Purpose.CONFIRM_IDENTITY, IdentityKind.EMAIL, "second@example.org", member),
        )

    joining, resetting, adding = site.commit(begin)
    return {
        "who joins on another browser": Way(site.browser(), (f"/sign-up/confirm/{joining}",), onward=False),
        "who forgot a password": Way(site.browser(), (f"/reset/{resetting}",), onward=False),
        "who adds an address": Way(site.browser(member), (f"/me/settings/email/{adding}",), onward=False),
    }


def _proving(site: Real, begin: Callable[[], str], member: Member | None = None) -> FlaskClient:
    """A browser that holds the token of a challenge."""
    with patch.object(secrets, "randbelow", return_value=CODE):
        token = site.commit(begin)
    browser = site.browser(member)
    with browser.session_transaction() as cookie:
        cookie["challenge"] = token
    return browser


def _oneself(site: Real) -> FlaskClient:
    """The browser of somebody with a password and a number, to which a code was sent."""
    member = site.commit(lambda: rules.add_member("oneself@example.org", "Oneself", PASSWORD))
    site.commit(lambda: rules.confirm(db.session.merge(member), IdentityKind.PHONE, OWN_PHONE))
    return _proving(site, lambda: rules.request_code(OWN_PHONE), member)


def _code() -> str:
    return rules.request_code(NEW_PHONE)


def _newcomer() -> str:
    return challenges.begin_link(Purpose.SIGN_UP, IdentityKind.PHONE, NEW_PHONE)


def _adding(member: Member) -> str:
    return challenges.send_code(Purpose.CONFIRM_IDENTITY, NEW_PHONE, db.session.merge(member))

"""Filling an empty site with the demo, and taking it away again."""

from dataclasses import dataclass

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import exists, select

from cocreate.demo import burst, cars, cast, crowd, deeds, garage, keeping, perks, points, removal, script, story
from cocreate.demo.deeds import Team
from cocreate.journal import rules as journal
from cocreate.kernel import clock
from cocreate.kernel.database import db
from cocreate.kernel.errors import Refused
from cocreate.members.models import Member, MemberState, Role
from cocreate.moderation import trust
from cocreate.notices import rules as notices
from cocreate.posts.similar import counts
from cocreate.site import rules as site
from cocreate.site.models import SiteRecord


@dataclass(frozen=True)
class Login:
    """With whom to sign in, to see the site as somebody of `role`."""

    role: str
    name: str
    email: str
    password: str


def fill() -> list[Login]:
    """Fill the empty site, brand and all, in the present transaction; answers `logins`.

    Raises `Refused` in production and where there are members already.
    """
    if current_app.config["COCREATE"].env == "production":
        raise Refused("demo-in-production", _("The demo is not for a site in production."))
    record = _locked_record()
    if not may_fill():
        raise Refused("site-has-members", _("The demo is for an empty site, and this one has members."))
    play, now = script.read(), clock.now()
    before = {name: getattr(record, name) for name in ("accent", *site.TEXTS)}
    with notices.untold():
        members = cast.enter(play.people, now)
        catalogue = cars.build(play.cars, now)
        garage.park(play.rides, members, now)
        quiet = crowd.enter(crowd.souls(play.crowd, now))
        garage.park_crowd(quiet)
        sudden = crowd.enter(burst.souls(play.keeping.burst, now)).values()
    team = Team(members, now)
    administrator = next(member for member in members.values() if member.has_role(Role.ADMIN))
    office = deeds.furnish(play.office, team, administrator)
    office |= perks.fill(play.shop, team, administrator)
    office["watched_word"] = keeping.watch(play.keeping.words, administrator)
    # The only way back for `remove`, which deletes this entry again: the brand's words before, no person's.
    ids = [member.id for member in (*members.values(), *quiet.values(), *sudden)]
    made = {"members": ids, "before": before, "catalogue": catalogue, "office": office}
    journal.note(None, removal.FILL, "site", record.id, None, **made)
    site.change(None, **vars(play.brand))
    story.tell(play, team, quiet, sudden)
    points.ask_for_grant(members)
    notices.unmailed()
    counts.count_soon()
    trust.reckon()
    return logins()


def may_fill() -> bool:
    """Whether the site is empty: no member, not even a placeholder. Those who were erased do not count."""
    return not db.session.scalar(select(exists().where(Member.state != MemberState.ERASED)))


def logins() -> list[Login]:
    """One log-in per role, two of administrators, and for members one per language; none where there is no demo."""
    if removal.filled() is None:
        return []
    shown = [person for person in script.read().people if person.login]
    logins = [Login(person.login or "", person.name, person.email, cast.PASSWORD) for person in shown]
    return sorted(logins, key=lambda login: ["member", *Role].index(login.role))


def remove() -> None:
    """Take the demo away, in the present transaction. Raises `Refused` where there is none.

    Gone are the demo's members, their ideas, and everything under these, whoever wrote it. Ideas of other
    members stay with all that was said and decided there; a demo member who had a hand in that stays behind
    as a former member without a name, his supports withdrawn. The brand's words go back to what they were,
    unless somebody has changed them since.
    """
    record = _locked_record()
    entry = removal.filled()
    if entry is None:
        raise Refused("no-demo", _("There is no demo to remove."))
    if all(getattr(record, name) == word for name, word in vars(script.read().brand).items()):
        site.change(None, **entry.data["before"])
    removal.take_away(entry)


def _locked_record() -> SiteRecord:
    """The site record, locked, so that of two commands at once the second one waits and then finds its work done."""
    return db.session.scalars(select(SiteRecord).with_for_update()).one()

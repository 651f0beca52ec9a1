"""A member's own points: what there is, how there come more, and where they went."""

from datetime import date
from urllib.parse import urlencode

from flask import Response, render_template, request
from flask_babel import gettext as _

from cocreate.kernel import clock, exports
from cocreate.kernel.access import signed_in
from cocreate.kernel.answers import is_fragment, next_page
from cocreate.kernel.choices import Choice
from cocreate.kernel.i18n import locale
from cocreate.members.reading import writer
from cocreate.points import chart, months, progress, queries, statement, wallets, words
from cocreate.points.blueprint import blueprint
from cocreate.points.checkins import queries as checkins
from cocreate.points.checkins.queries import Calendar
from cocreate.points.models import RuleKey
from cocreate.points.statement import Filter, Show
from cocreate.points.tiers import queries as tiers

HERE, STATEMENT = "/points", "/points/statement"
LATEST = 5  # rows of the overview


@blueprint.get(HERE)
@signed_in
def index() -> str:
    member = writer()
    wallet, today = queries.wallet(member.id), clock.local_day(clock.now())
    check_in, known = checkins.today(member, today), tiers.every()
    return render_template(
        "points/index.html",
        tabs=tabs(HERE),
        wallet=wallet,
        check_in=check_in,
        leaves=member.leaves_at is not None,
        ways=progress.ways(member, check_in),
        calendar=_calendar(today),
        tiers=known,
        standing=tiers.standing(wallet.contribution, known),
        held=statement.held(member, locale()),
        latest=statement.page(member, Filter(), locale(), limit=LATEST).items,
        terms=wallets.terms(),
    )


@blueprint.get(STATEMENT)
@signed_in
def show_statement() -> str:
    member, chosen = writer(), _filter()
    page = statement.page(member, chosen, locale(), request.args.get("cursor"))
    more = next_page(page.next_cursor, **_asked(chosen))
    if is_fragment():
        return render_template("points/_rows.html", rows=page.items, more_url=more)
    return render_template(
        "points/statement.html",
        tabs=tabs(STATEMENT),
        chosen=chosen,
        shows=_shows(),
        rows=page.items,
        held=statement.held(member, locale()) if chosen == Filter() else [],
        more_url=more,
        file_url=f"{STATEMENT}.csv?{urlencode(_asked(chosen))}",
        chart=chart.chart(member.id),
    )


@blueprint.get(f"{STATEMENT}.csv")
@signed_in
def statement_file() -> Response:
    chosen = _filter()
    rows = statement.in_full(writer(), chosen, locale())
    return exports.csv_file(f"points-{clock.local_day(clock.now())}.csv", statement.columns(chosen), rows)


def tabs(current: str) -> list[Choice]:
    """The pages of points."""
    names = {
        HERE: _("Overview"),
        STATEMENT: _("Statement"),
        "/points/referrals": _("Invite friends"),
        "/points/leaderboard": _("Leaderboard"),
    }
    return [Choice(url, str(label), url, url == current) for url, label in names.items()]


def _calendar(today: date) -> Calendar:
    """The month that is asked for, if the member was here and it has begun; else this one."""
    since, present = months.of(writer().joined_at), today.replace(day=1)
    asked = months.read(request.args.get("month", ""))
    month = asked if asked and since <= asked <= present else present
    return checkins.calendar(writer().id, month, today, since)


def _filter() -> Filter:
    """What the address asks for; what it cannot mean is not asked for."""
    show = request.args.get("show", "")
    days = (months.day(request.args.get(name, "")) for name in ("since", "until"))
    return Filter(show if show in statement.GROUPS else Show.ALL, *days)


def _asked(chosen: Filter) -> dict[str, str]:
    said = {"show": chosen.show, "since": chosen.since, "until": chosen.until}
    return {name: str(value) for name, value in said.items() if value and value != Show.ALL}


def _shows() -> list[tuple[str, str]]:
    groups = {
        Show.ALL: _("Everything"),
        Show.EARNED: _("Earned"),
        Show.SPENT: _("Spent"),
        Show.EXPIRED: _("Expired"),
        Show.TAKEN_BACK: _("Taken back"),
    }
    return [
        *((show.value, str(label)) for show, label in groups.items()),
        *((key.value, words.of_rule(key)) for key in RuleKey),
        (Show.CONTRIBUTION.value, str(_("Contribution"))),
    ]

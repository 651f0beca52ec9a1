"""What a member did: for themselves at ``/me``, for everybody at ``/members/<id>``."""

from typing import Any
from urllib.parse import urlencode

from flask import redirect, render_template, request
from flask_babel import gettext as _
from flask_babel import pgettext
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from cocreate.accounts import queries
from cocreate.accounts.blueprint import blueprint
from cocreate.accounts.record import queries as record
from cocreate.ideas import queries as ideas
from cocreate.kernel.access import public, signed_in
from cocreate.kernel.answers import is_fragment
from cocreate.kernel.choices import Choice
from cocreate.kernel.i18n import locale
from cocreate.kernel.paging import Page
from cocreate.ledger import queries as ledger
from cocreate.ledger.models import Unit
from cocreate.members import queries as members
from cocreate.members.models import Member, MemberState
from cocreate.members.reading import reader, writer
from cocreate.moderation import queries as moderation
from cocreate.moderation import trust
from cocreate.moderation.decisions.access import may_decide_upon
from cocreate.points.tiers import queries as tiers
from cocreate.posts.drafts import queries as drafts
from cocreate.questions import answers
from cocreate.questions import queries as questions

# What shows the rows of a tab; the others hold ideas.
_ROWS = {
    "comments": "accounts/_comments.html",
    "drafts": "posts/_drafts.html",
    "questions": "questions/_rows.html",
    "answers": "questions/_given.html",
}


@blueprint.get("/me")
@signed_in
def me() -> str:
    tab = request.args.get("tab", "ideas")
    page = _page(tab, request.args.get("cursor"))
    more = f"/me?{urlencode({'tab': tab, 'cursor': page.next_cursor})}" if page.next_cursor else None
    if is_fragment():
        return render_template(_ROWS.get(tab, "ideas/_rows.html"), page=page, rows=page.items, more_url=more)
    return render_template(
        "accounts/me.html",
        tabs=_tabs(tab),
        tab=tab,
        rows=page.items,
        more_url=more,
        progress=trust.progress(writer()),
        points=ledger.balances(writer().id, Unit.POINTS).balance,
    )


@blueprint.get("/members/<id:public_id>")
@public
def member(public_id: str) -> str | Response:
    shown = members.by_public_id(public_id)
    if shown is None:
        raise NotFound
    if shown.state is MemberState.PLACEHOLDER and (claimer := queries.claimer(shown)) is not None:
        return redirect(members.url(claimer.public_id), 301)
    return _profile(shown)


def _profile(shown: Member) -> str:
    page = ideas.by_author(shown, reader(), locale(), request.args.get("cursor"))
    address = members.url(shown.public_id)
    more = f"{address}?{urlencode({'cursor': page.next_cursor})}" if page.next_cursor else None
    if is_fragment():
        return render_template("ideas/_rows.html", page=page, more_url=more)
    return render_template(
        "accounts/member.html",
        profile=queries.profile(shown, reader(), page),
        tier=tiers.of(shown.id) if shown.is_active else None,
        more_url=more,
        staff=_for_moderators(shown),
    )


def _for_moderators(shown: Member) -> dict[str, Any] | None:
    """The record of `shown`, for whoever may decide about them."""
    member = reader()
    if member is None or not shown.is_active or not may_decide_upon(member, shown):
        return None
    found = record.entries(shown, moderation.settings().appeal_time, limit=5)
    return {"standing": record.standing(shown), "entries": found.items}


def _page(tab: str, cursor: str | None) -> Page[Any]:
    if tab == "ideas":
        return ideas.by_author(writer(), writer(), locale(), cursor)
    if tab == "supports":
        return ideas.supported_by(writer(), locale(), cursor)
    if tab == "questions":
        return questions.by_author(writer(), writer(), locale(), cursor)
    if tab == "answers":
        return answers.by_author(writer(), cursor)
    if tab == "drafts":
        return Page(drafts.all_of(writer()), None)
    if tab == "comments":
        return queries.comments_of(writer(), cursor)
    raise NotFound


def _tabs(current: str) -> list[Choice]:
    names = {
        "ideas": _("Ideas"),
        "supports": _("Supported"),
        "questions": _("Questions"),
        "answers": pgettext("question", "Answers"),
        "comments": _("Comments"),
        "drafts": _("Drafts"),
    }
    return [
        Choice(value, label, "/me" if value == "ideas" else f"/me?tab={value}", value == current)
        for value, label in names.items()
    ]

"""Releases for people: the list, one of them, and what was promised ahead."""

from urllib.parse import urlencode

from flask import Response, render_template, request
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound

from cocreate.catalogue import queries as catalogue
from cocreate.kernel.access import public
from cocreate.kernel.answers import is_fragment, next_page
from cocreate.kernel.choices import Choice
from cocreate.kernel.i18n import locale
from cocreate.members.reading import reader
from cocreate.posts import feeds
from cocreate.posts.feeds import FeedEntry
from cocreate.posts.pictures import queries as pictures
from cocreate.roadmap.releases import promises, queries
from cocreate.roadmap.releases.access import may_release
from cocreate.roadmap.releases.blueprint import blueprint
from cocreate.roadmap.releases.models import Release


@blueprint.get("/releases")
@public
def index() -> str:
    key = request.args.get("model", "")
    key = key if catalogue.is_key(key) else ""
    model = catalogue.find([key]).get(key) if key else None
    if key and model is None:
        raise NotFound
    cursor = request.args.get("cursor")
    page = queries.page(model, reader(), locale(), cursor)
    more_url = _address(model=key, cursor=page.next_cursor) if page.next_cursor else None
    if is_fragment():
        return render_template("releases/_rows.html", page=page, more_url=more_url)
    return render_template(
        "releases/index.html",
        page=page,
        more_url=more_url,
        coming=[] if cursor else queries.coming(model, reader(), locale()),
        drafts=_drafts() if not cursor else [],
        model=key,
        models=_models(key),
        may_write=may_release(reader()),
    )


@blueprint.get("/releases/promises")
@public
def promised() -> str:
    page = promises.page(reader(), locale(), request.args.get("cursor"))
    template = "releases/_promises.html" if is_fragment() else "releases/promises.html"
    return render_template(template, page=page, more_url=next_page(page.next_cursor))


@blueprint.get("/releases/<id:public_id>")
@public
def show(public_id: str) -> str:
    view = queries.view(found_or_404(public_id), reader(), locale())
    return render_template("releases/show.html", release=view, may_write=may_release(reader()))


@blueprint.get("/releases.atom")
@public
def feed() -> Response:
    released = queries.latest(feeds.ENTRIES)
    pictured = pictures.of_each([release.id for release in released])
    entries = [_entry(release) for release in released]
    entries = [entry._replace(pictures=pictured[one.id]) for entry, one in zip(entries, released, strict=True)]
    return feeds.answer(_("Releases"), "/releases", "/releases.atom", entries)


def found_or_404(public_id: str) -> Release:
    """The release, if the reader may see it."""
    release = queries.by_public_id(public_id, reader())
    if release is None:
        raise NotFound
    return release


def _entry(release: Release) -> FeedEntry:
    post, told = release.post, queries.told(release, locale())
    return FeedEntry(
        id=f"/releases/{post.public_id}",
        url=queries.address(release),
        title=told.title,
        language=told.language,
        author="",
        html=told.html,
        at=release.released_at or post.created_at,
    )


def _drafts() -> list[queries.ReleaseRow]:
    member = reader()
    return queries.drafts(member, locale()) if member is not None and may_release(member) else []


def _models(chosen: str) -> list[Choice]:
    """The models the list can be narrowed to."""
    offered = [("", _("All models")), *((one.key, one.name(locale())) for one in catalogue.offered(chosen))]
    return [Choice(key, name, _address(model=key), key == chosen) for key, name in offered]


def _address(**said: str | None) -> str:
    query = urlencode({name: value for name, value in said.items() if value})
    return f"/releases?{query}" if query else "/releases"

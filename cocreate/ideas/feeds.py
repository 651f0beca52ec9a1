"""Atom feeds: new ideas, and what became of ideas."""

from collections.abc import Sequence

from flask import Response
from flask_babel import gettext as _
from flask_babel import pgettext
from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from cocreate.ideas import history, queries, statuses
from cocreate.ideas.blueprint import blueprint
from cocreate.ideas.merging import queries as merging
from cocreate.ideas.merging.queries import Links
from cocreate.ideas.models import Idea, StatusChange
from cocreate.ideas.targets.models import TargetChange
from cocreate.kernel import text
from cocreate.kernel.access import public
from cocreate.kernel.database import db
from cocreate.kernel.i18n import locale
from cocreate.posts import feeds
from cocreate.posts.access import publicly_visible
from cocreate.posts.feeds import FeedEntry, author_name
from cocreate.posts.models import Post
from cocreate.posts.pictures import queries as pictures
from cocreate.posts.pictures.queries import PictureView


@blueprint.get("/ideas.atom")
@public
def new_ideas_feed() -> Response:
    query = select(Post).join(Idea, Idea.id == Post.id).options(joinedload(Post.author))
    query = query.where(publicly_visible(), queries.UNMERGED)
    posts = list(db.session.scalars(query.order_by(Post.published_at.desc(), Post.id.desc()).limit(feeds.ENTRIES)))
    pictured = pictures.of_each([post.id for post in posts])
    linked = merging.links([post.id for post in posts], None)
    entries = [_idea_entry(post, pictured[post.id], linked.get(post.id)) for post in posts]
    return feeds.answer(_("New ideas"), "/ideas", "/ideas.atom", entries)


@blueprint.get("/roadmap.atom")
@public
def changes_feed() -> Response:
    query = (
        select(StatusChange, Post)
        .join(Post, Post.id == StatusChange.idea_id)
        .join(Idea, Idea.id == StatusChange.idea_id)
        .where(publicly_visible(), queries.UNMERGED)
        .options(joinedload(StatusChange.to_status), joinedload(StatusChange.actor))
        .order_by(StatusChange.id.desc())
        .limit(feeds.ENTRIES)
    )
    entries = [_change_entry(change, post) for change, post in db.session.execute(query)]
    entries += [_target_entry(change, post) for change, post in db.session.execute(_target_changes())]
    latest = sorted(entries, key=lambda entry: entry.at, reverse=True)[: feeds.ENTRIES]
    return feeds.answer(_("What became of ideas"), "/roadmap", "/roadmap.atom", latest)


def _target_changes() -> Select[TargetChange, Post]:
    return (
        select(TargetChange, Post)
        .join(Post, Post.id == TargetChange.idea_id)
        .join(Idea, Idea.id == TargetChange.idea_id)
        .where(publicly_visible(), queries.UNMERGED)
        .options(joinedload(TargetChange.actor))
        .order_by(TargetChange.id.desc())
        .limit(feeds.ENTRIES)
    )


def _idea_entry(post: Post, shown: Sequence[PictureView], linked: Links | None) -> FeedEntry:
    url = queries.url(post.public_id, post.title or "")
    return feeds.entry(post, url, shown, linked.authors if linked else ())


def _change_entry(change: StatusChange, post: Post) -> FeedEntry:
    status = statuses.view(change.to_status, locale()).name
    return FeedEntry(
        id=f"/ideas/{post.public_id}#change-{change.id}",
        url=queries.url(post.public_id, post.title or ""),
        title=f"{post.title} · {status}",
        language=post.language,
        author=author_name(change.actor) if change.actor else pgettext("author", "Automatic"),
        html=text.render(history.reason(change)),
        at=change.at,
    )


def _target_entry(change: TargetChange, post: Post) -> FeedEntry:
    name = change.window.name(locale()) if change.window else _("No time yet")
    said = _("Moved back to: %(target)s", target=name) if change.is_slip else _("Expected: %(target)s", target=name)
    return FeedEntry(
        id=f"/ideas/{post.public_id}#target-{change.id}",
        url=queries.url(post.public_id, post.title or ""),
        title=f"{post.title} · {said}",
        language=post.language,
        author=author_name(change.actor),
        html=text.render(change.reason),
        at=change.at,
    )

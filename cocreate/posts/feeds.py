"""Atom feeds. Anybody may read them, so they hold what everybody sees."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from flask import Response, current_app, render_template
from flask_babel import gettext as _
from markupsafe import Markup

from cocreate.kernel import clock
from cocreate.members.models import Member, MemberState
from cocreate.members.queries import Person
from cocreate.posts.models import Post
from cocreate.posts.pictures.queries import PictureView
from cocreate.posts.queries import html
from cocreate.site import queries as site

ENTRIES = 30


class FeedEntry(NamedTuple):
    """One entry; `id` is its lasting address within the site. The brand speaks where no `author` is named, and
    `contributors` are named beside it."""

    id: str
    url: str
    title: str
    language: str
    author: str
    html: Markup
    at: datetime
    pictures: Sequence[PictureView] = ()
    contributors: Sequence[str] = ()


def entry(post: Post, url: str, shown: Sequence[PictureView] = (), contributors: Sequence[Person] = ()) -> FeedEntry:
    """The entry of `post`, whose author is loaded, with the page at `url` and the pictures `shown`."""
    return FeedEntry(
        f"/{post.kind}s/{post.public_id}",
        url,
        post.title or "",
        post.language,
        author_name(post.author),
        html(post),
        post.published_at or post.created_at,
        shown,
        [author_name(person) for person in contributors],
    )


def answer(title: str, address: str, own_address: str, entries: Sequence[FeedEntry]) -> Response:
    """The feed at `own_address` of what stands on the page at `address`."""
    xml = render_template(
        "posts/feed.xml",
        title=title,
        address=address,
        own_address=own_address,
        updated=max((entry.at for entry in entries), default=clock.now()),
        entries=entries,
        brand=site.brand().name,
        base=current_app.config["COCREATE"].base_url,
    )
    return Response(xml, content_type="application/atom+xml; charset=utf-8")


def author_name(member: Member | Person) -> str:
    """What `member` is called as an author."""
    return _("Former member") if member.state == MemberState.ERASED else member.name

"""The Atom feed of new questions."""

from flask import Response
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from cocreate.kernel.access import public
from cocreate.kernel.database import db
from cocreate.posts import feeds
from cocreate.posts.access import publicly_visible
from cocreate.posts.models import Post, PostKind
from cocreate.posts.pictures import queries as pictures
from cocreate.questions.blueprint import blueprint
from cocreate.questions.queries import url


@blueprint.get("/questions.atom")
@public
def new_questions_feed() -> Response:
    query = select(Post).where(publicly_visible(), Post.kind == PostKind.QUESTION).options(joinedload(Post.author))
    newest = query.order_by(Post.published_at.desc(), Post.id.desc()).limit(feeds.ENTRIES)
    posts = list(db.session.scalars(newest))
    pictured = pictures.of_each([post.id for post in posts])
    entries = [feeds.entry(post, url(post.public_id, post.title or ""), pictured[post.id]) for post in posts]
    return feeds.answer(_("New questions"), "/questions", "/questions.atom", entries)

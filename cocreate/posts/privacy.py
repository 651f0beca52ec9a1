"""What a member wrote: taken along whole; what goes with them leaves a row that says nothing."""

from collections import defaultdict
from collections.abc import Collection

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import aliased

from cocreate.kernel import text
from cocreate.kernel.database import db
from cocreate.kernel.personal import Columns, Row, chosen, deleted, kept, rows
from cocreate.members.models import Member
from cocreate.posts.drafts.models import Draft
from cocreate.posts.models import Post, PostRevision, PostTag, Tag
from cocreate.posts.pictures.models import Picture
from cocreate.posts.pictures.rules import remove_of
from cocreate.posts.search.rules import index

_WITH_POSTS = "What was published stays as a former member's, or goes, as the member chose; what nobody saw goes."
_SHARED = "Words that posts of many share; which posts bear them goes with the posts."
COLUMNS: Columns = {
    **kept("posts", "author_id edited_by_id", "Threads keep their shape; both lead to a row without a name."),
    **kept("posts", "public_id language", "Addresses keep leading somewhere; an id says nothing."),
    **chosen("posts", "title body html excerpt", _WITH_POSTS),
    **chosen("posts", "mentions", "Whom it names goes with it; who is erased is named by nobody's link any more."),
    **chosen("post_revisions", "title body", _WITH_POSTS),
    **kept("post_revisions", "writer_id", "Who wrote which text of a post; by now a row without a name."),
    **kept("tags", "name folded", _SHARED),
    **kept("post_imports", "source reference", "So that another import does not bring the post again."),
    **chosen("search_entries", "vector", "What a post is found by goes with the post."),
    **kept("word_counts", "word", "About how common words are that several posts hold."),
    **kept("pictures", "uploader_id public_id", "Whose picture it was: a row without a name by now."),
    **chosen("pictures", "alt placeholder key digest", "A picture and its words go with their post; the brand's stay."),
    **deleted("drafts", "member_id key fields", "What was never published."),
}


def export(member: Member) -> Row:
    """Everything the member wrote, in whatever state, with its earlier texts; pictures and drafts."""
    columns = ("public_id", "kind", "state", "audience", "language", "title", "body")
    at = ("created_at", "published_at", "edited_at")
    query = select(Post.id, *(getattr(Post, name) for name in (*columns, *at))).where(Post.author_id == member.id)
    posts = rows(query.order_by(Post.id))
    tags, revisions = _tags(member), _revisions(member)
    for post in posts:
        key = post.pop("id")
        post.update(tags=tags[key], revisions=revisions[key])
    drafts = select(Draft.key, Draft.fields, Draft.updated_at).where(Draft.member_id == member.id).order_by(Draft.id)
    return {"posts": posts, "pictures": _pictures(member), "drafts": rows(drafts)}


def erase(member: Member, posts: Collection[int]) -> None:
    """Empty the `posts`, which nobody sees any more, and delete what hangs on them; drafts and loose pictures go."""
    for table in (PostRevision, PostTag):
        db.session.execute(delete(table).where(table.post_id.in_(posts)))
    remove_of(posts, [member.id])
    db.session.execute(delete(Draft).where(Draft.member_id == member.id))
    nothing = {"body": "", "html": text.render("", {}), "excerpt": text.excerpt(""), "html_version": text.VERSION}
    emptied = update(Post).where(Post.id.in_(posts)).values(mentions={}, **nothing)
    db.session.execute(emptied)
    titled = Post.id.in_(posts) & Post.title.is_not(None)
    db.session.execute(update(Post).where(titled).values(title="-"))
    index(posts)


def unlink(post: Post, address: str) -> None:
    """Have no name in the locked `post` lead to `address` any more; the name stays as its author wrote it."""
    post.mentions = {name: url for name, url in post.mentions.items() if url != address}
    post.html, post.html_version = text.render(post.body, post.mentions), text.VERSION
    db.session.flush()


def _tags(member: Member) -> dict[int, list[str]]:
    query = select(PostTag.post_id, func.array_agg(Tag.name)).join(Tag, Tag.id == PostTag.tag_id)
    own = query.join(Post, Post.id == PostTag.post_id).where(Post.author_id == member.id).group_by(PostTag.post_id)
    return defaultdict(list, {post_id: sorted(names) for post_id, names in db.session.execute(own)})


def _revisions(member: Member) -> dict[int, list[Row]]:
    columns = (PostRevision.number, PostRevision.title, PostRevision.body, PostRevision.written_at)
    query = select(PostRevision.post_id, *columns).join(Post, Post.id == PostRevision.post_id)
    found: dict[int, list[Row]] = defaultdict(list)
    for row in rows(query.where(Post.author_id == member.id).order_by(PostRevision.post_id, PostRevision.number)):
        found[row.pop("post_id")].append(row)
    return found


def _pictures(member: Member) -> list[Row]:
    """The pictures the member uploaded; `key` is where the files are kept."""
    shown = aliased(Post)
    columns = (Picture.public_id, shown.public_id.label("post"), Picture.alt, Picture.created_at, Picture.key)
    query = select(*columns).outerjoin(shown, shown.id == Picture.post_id)
    return rows(query.where(Picture.uploader_id == member.id).order_by(Picture.id))

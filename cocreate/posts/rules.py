"""Writing posts: the text, its revisions and its tags. Features call these inside their own verbs."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from functools import partial

from flask_babel import gettext as _
from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects.postgresql import insert

from cocreate.kernel import clock, text
from cocreate.kernel.access import Barred
from cocreate.kernel.database import db
from cocreate.kernel.errors import Invalid
from cocreate.members.models import MARKS, Member
from cocreate.posts import queries, standing
from cocreate.posts.models import REPLIES, Post, PostImport, PostKind, PostRevision, PostState, PostTag, Tag
from cocreate.posts.pictures.models import Picture
from cocreate.screening.cases import open_case
from cocreate.screening.models import Cause
from cocreate.screening.occasions import Occasion
from cocreate.screening.rates.models import Deed
from cocreate.screening.rules import check_speaks, is_exempt, screen
from cocreate.screening.silencing import silence
from cocreate.screening.verdicts import Verdict
from cocreate.screening.words import rules as words

MAX_TAGS, MAX_TAG = 5, 30
_TEXT = ("title", "body", "edited_at", "edited_by_id", "state")


def write(
    author: Member,
    kind: PostKind,
    body: str,
    *,
    title: str | None = None,
    language: str | None = None,
    mentions: Mapping[str, str] | None = None,
    target: int | None = None,
    reaches: Collection[int] = (),
    at: datetime | None = None,
) -> Post:
    """A new post by `author`, written `at` that instant (default: now). The next flush gives it its id.

    It is visible from then on, unless screening holds it (`Post.state` tells); what is published is what screening made
    of the text. The author is locked, so that whoever is silenced or barred meanwhile has published before, or does
    not. `mentions` maps folded names after an ``@`` to the URLs they lead to; `target` is the key of the member it
    answers, `reaches` are those of all to whom it is said. Raises as `screen` does.
    """
    hold(author)
    occasion = Occasion(
        Deed.COMMENT if kind in REPLIES else Deed.POST,
        mentions=len(mentions or ()),
        target=target,
        reaches=reaches,
        is_past=at is not None,
        standing=partial(queries.standing, author.id),
    )
    verdict = screen(author, title, body, occasion)
    at = at or clock.now()
    title, body = verdict.title, verdict.body
    post = Post(
        kind=kind,
        author_id=author.id,
        author=author,
        state=PostState.HELD if verdict.held else PostState.VISIBLE,
        language=language or text.language_of(f"{title or ''} {body}"),
        title=title,
        body=body,
        mentions=dict(mentions or {}),
        html=text.render(body, mentions),
        excerpt=text.excerpt(body),
        html_version=text.VERSION,
        created_at=at,
        published_at=None if verdict.held else at,
    )
    db.session.add(post)
    _have_looked_at(author, post, verdict)
    return post


def rewrite(
    editor: Member,
    post: Post,
    body: str,
    *,
    title: str | None = None,
    mentions: Mapping[str, str] | None = None,
    reaches: Collection[int] = (),
    supports: int | None = None,
) -> PostRevision | None:
    """Change the text of `post`, keeping what it was as the revision answered; ``None`` when nothing differs.

    The row is locked first, so that of two changes at once the second keeps the text of the first. `reaches` is as in
    `write`; `supports` is how many had supported the post as it was. Where screening holds the new text, the post is
    seen no more until somebody has looked; one that is hidden is looked at anew. Raises as `screen` does, for a
    silenced `editor` also where only what stands beside the text is to change.
    """
    hold(editor)
    check_speaks(editor)
    if (post.title, post.body) != (title, body):
        verdict = screen(editor, title, body, _editing(post, mentions or {}, reaches))
        title, body = verdict.title, verdict.body
    else:
        verdict = Verdict(title, body)
    if verdict.held:  # what changes along when the post goes is locked before it
        standing.lock([post.id])
    db.session.refresh(post, _TEXT, with_for_update={"key_share": True})
    if (post.title, post.body) == (title, body):
        return None
    replaced = _kept(post, supports)
    post.title, post.body = title, body
    post.mentions = dict(mentions or {})
    post.html, post.excerpt, post.html_version = text.render(body, mentions), text.excerpt(body), text.VERSION
    post.language = text.language_of(f"{title or ''} {body}")
    post.edited_at, post.edited_by_id = clock.now(), editor.id
    db.session.flush()
    _have_looked_at(editor, post, verdict)
    if verdict.held and post.is_visible:
        standing.move(standing.lock([post.id])[post.id], PostState.HELD)
    return replaced


def _kept(post: Post, supports: int | None) -> PostRevision:
    """The text of `post` as a revision."""
    last = select(func.coalesce(func.max(PostRevision.number), 0)).where(PostRevision.post_id == post.id)
    replaced = PostRevision(
        post_id=post.id,
        number=(db.session.scalar(last) or 0) + 1,
        title=post.title,
        body=post.body,
        writer_id=post.edited_by_id or post.author_id,
        written_at=post.edited_at or post.created_at,
        supports=supports,
        withheld=not post.is_visible,
    )
    db.session.add(replaced)
    return replaced


def withhold(post: Post, number: int) -> None:
    """Keep the text of `post` with this number from all but its author and moderators; none where there is no such."""
    of_post = (PostRevision.post_id == post.id, PostRevision.number == number)
    db.session.execute(update(PostRevision).where(*of_post).values(withheld=True))


def check_tags(names: Collection[str]) -> None:
    """Raise `Invalid` at ``tags`` where these are too many, or one of them is no tag."""
    if len(names) > MAX_TAGS:
        raise Invalid("tags", _("At most %(count)s tags, please.", count=MAX_TAGS))
    if any(not name or len(name) > MAX_TAG for name in names):
        raise Invalid("tags", _("A tag has 1 to %(count)s characters.", count=MAX_TAG))


def tag(post: Post, names: Collection[str]) -> bool:
    """Give `post` exactly the tags `names`, in their order, ``False`` when it has; names that fold alike are one.

    Those that watched words in its text give come on top, as long as there is room.
    """
    names = list(_distinct([*names, *words.tags(post.title, post.body)]).values())[:MAX_TAGS]
    present = select(Tag.folded).join(PostTag, PostTag.tag_id == Tag.id).where(PostTag.post_id == post.id)
    if list(db.session.scalars(present.order_by(PostTag.position))) == list(_distinct(names)):
        return False
    db.session.execute(delete(PostTag).where(PostTag.post_id == post.id))
    tag_new({post: names})
    standing.changed(post)
    return True


def tag_new(posts: Mapping[Post, Iterable[str]]) -> None:
    """Give each of `posts`, which have none yet, its names as tags, in their order; names that fold alike are one."""
    wanted = {post: _distinct(names) for post, names in posts.items()}
    spelt = {folded: name for names in wanted.values() for folded, name in names.items()}
    if not spelt:
        return
    rows = [{"name": name, "folded": folded} for folded, name in sorted(spelt.items())]
    db.session.execute(insert(Tag).values(rows).on_conflict_do_nothing(index_elements=[Tag.folded]))
    known = {t.folded: t.id for t in db.session.scalars(select(Tag).where(Tag.folded.in_(spelt)))}
    for post, names in wanted.items():
        for position, folded in enumerate(names):
            db.session.add(PostTag(post_id=post.id, tag_id=known[folded], position=position))
    db.session.flush()


def remember_imports(source: str, references: Mapping[str, Post]) -> None:
    """Note which post came from which reference of `source`; a second time raises ``IntegrityError``."""
    db.session.add_all(
        PostImport(post_id=post.id, kind=post.kind, source=source, reference=reference)
        for reference, post in references.items()
    )
    db.session.flush()


def count_comment(thread_id: int, change: int) -> None:
    """Add `change` to the count of visible comments under the post `thread_id`."""
    db.session.execute(update(Post).where(Post.id == thread_id).values(comments=Post.comments + change))


def reassign(former: Member, member: Member) -> None:
    """Make `member` the author of everything `former` wrote."""
    for column in (Post.author_id, Post.edited_by_id, PostRevision.writer_id, Picture.uploader_id):
        change = update(column.class_).where(column == former.id).values({column: member.id})
        db.session.execute(change)


def hold(author: Member) -> None:
    """Lock `author`, unless nothing of theirs is screened, and read afresh what they may; raise `Barred` if nothing."""
    if is_exempt(author):
        return
    db.session.refresh(author, MARKS, with_for_update={"key_share": True})
    if author.is_barred:
        raise Barred


def is_away(post: Post) -> bool:
    """Whether `post` was seen, and is not now: whom a change concerns hears of it when it is seen again."""
    return post.published_at is not None and not post.is_visible


def _editing(post: Post, mentions: Mapping[str, str], reaches: Collection[int]) -> Occasion:
    """The occasion on which `post` is given a text with these `mentions`; what it had before is no news."""
    news = len(mentions) if mentions.keys() - post.mentions.keys() else 0
    return Occasion(Deed.EDIT, mentions=news, reaches=reaches, replaced=f"{post.title or ''}\n\n{post.body}")


def _have_looked_at(writer: Member, post: Post, verdict: Verdict) -> None:
    """Open a case where `verdict` has a cause, or a hidden `post` was changed; silence the writer where it says so."""
    causes = verdict.causes | ({Cause.EDIT} if post.state is PostState.HIDDEN else set())
    if causes:
        db.session.flush()
        open_case(causes, post_id=post.id)
    if verdict.silence is not None:
        db.session.flush()
        silence(writer, verdict.silence, post.id)


def _distinct(names: Iterable[str]) -> dict[str, str]:
    """`names` by their folded form, each as it is spelt first."""
    found: dict[str, str] = {}
    for name in names:
        found.setdefault(text.fold(name), name)
    return found

"""Writing a release, changing it, publishing it, taking it back."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _
from sqlalchemy import delete, insert, select
from sqlalchemy.exc import IntegrityError

from cocreate.catalogue import about
from cocreate.journal import rules as journal
from cocreate.kernel import clock
from cocreate.kernel.database import db
from cocreate.kernel.errors import Invalid, Refused
from cocreate.members.models import Member
from cocreate.points import deeds
from cocreate.posts import rules as posts
from cocreate.posts.models import Audience, Post, PostKind, PostState
from cocreate.posts.pictures.rules import attach
from cocreate.roadmap import words
from cocreate.roadmap.releases import hearing, search, shipping
from cocreate.roadmap.releases.models import Release, ReleaseModel, ReleaseState
from cocreate.roadmap.words import Words
from cocreate.site import queries as site

MAX_EXISTING = 4000


@dataclass(frozen=True)
class Content:
    """What is typed of a release. `texts` and `existing` (what owners of existing cars get) are by language."""

    texts: Mapping[str, Words]
    existing: Mapping[str, str]
    models: Collection[str] = ()
    planned_on: date | None = None
    pictures: Collection[str] = ()


def draft(author: Member, content: Content) -> Release:
    """Write a release that only the team sees. Raises `Invalid` at the field that cannot be taken."""
    language, first, translation = words.checked(content.texts)
    cars = about.models(content.models)
    post = posts.write(author, PostKind.RELEASE, first.body, title=first.title, language=language)
    post.audience = Audience.STAFF
    db.session.flush()
    release = Release(id=post.id, post=post, state=ReleaseState.DRAFT)
    words.translate(release, translation)
    db.session.add(release)
    _fill(release, content)
    _set_models(release, {(car.series_id, car.model_year_id) for car in cars})
    attach(post, author, content.pictures)
    journal.note(author.id, "draft_release", "post", post.id)
    search.index(release)
    return release


def change(editor: Member, release: Release, content: Content) -> None:
    """Change what a release says; the text it replaces is kept as a revision.

    The day of one that is announced stays: it is moved with a reason (``plans.move``).
    """
    language, first, translation = words.checked(content.texts)
    cars = about.models(content.models)
    release = standing(release)
    posts.rewrite(editor, release.post, first.body, title=first.title)
    release.post.language = language
    words.translate(release, translation)
    _fill(release, content)
    _set_models(release, {(car.series_id, car.model_year_id) for car in cars})
    attach(release.post, editor, content.pictures)
    journal.note(editor.id, "edit", "post", release.id)
    search.index(release)


@deeds.together()
def publish(actor: Member, release: Release) -> Release:
    """Say that `release` is there: its ideas come to shipped, and whoever asked for them hears of it, once.

    Raises `Refused` where it is out already, given up, taken back or thrown away, or where one of its ideas cannot be
    shipped as it stands.
    """
    release = standing(release)
    if release.state not in (ReleaseState.DRAFT, ReleaseState.PLANNED):
        raise Refused("release-is-decided", _("This release is out already, or was given up."))
    if not release.post.is_visible:  # nobody could be told, and nobody would be told later
        raise Refused("release-is-taken-back", _("This release was taken back. Show it again first."))
    shipping.ship(actor, release)
    release.state, release.released_at = ReleaseState.OUT, clock.now()
    release.publish_at, release.scheduler, release.problem = None, None, ""
    show(release)
    entry = journal.note(actor.id, "release", "post", release.id)
    hearing.tell_of_shipping(entry, release)
    db.session.flush()
    return release


def show(release: Release) -> None:
    """Let everybody read `release`; from the first time on it counts as published."""
    if release.post.audience is not Audience.EVERYONE:
        release.post.audience, release.post.published_at = Audience.EVERYONE, clock.now()
        search.index(release)


def take_back(actor: Member, release: Release) -> None:
    """Hide a release from everybody but staff. What it shipped stays shipped."""
    _stand(actor, release, PostState.HIDDEN, "take_back")


def put_back(actor: Member, release: Release) -> None:
    """Show a release again that was taken back."""
    _stand(actor, release, PostState.VISIBLE, "put_back")


def throw_away(actor: Member, release: Release) -> None:
    """Delete a draft. Raises `Refused` for a release that anybody has read about: it is taken back or given up."""
    release = locked(release)
    if release.state is not ReleaseState.DRAFT:
        raise Refused("release-is-known", _("Members know of this release. Take it back, or give it up."))
    release.post.state = PostState.REMOVED
    release.publish_at = release.scheduler = None
    shipping.let_go(release)
    journal.note(actor.id, "remove", "post", release.id)
    db.session.flush()


def standing(release: Release) -> Release:
    """`release` as `locked`; raises `Refused` where it was thrown away meanwhile."""
    held = locked(release)
    if held.post.state is PostState.REMOVED:
        raise Refused("release-is-gone", _("This draft was thrown away meanwhile."))
    return held


def locked(release: Release) -> Release:
    """`release` with its row locked until the transaction ends, read afresh with its post."""
    query = select(Release).where(Release.id == release.id).with_for_update(key_share=True)
    held = db.session.scalars(query.execution_options(populate_existing=True)).one()
    held.post = db.session.get_one(Post, release.id, populate_existing=True)
    return held


def _fill(release: Release, content: Content) -> None:
    spoken = site.brand().languages
    first, *others = spoken
    existing = {language: content.existing.get(language, "").strip() for language in spoken}
    said = [language for language, text in existing.items() if text]
    if said and len(said) < len(spoken):
        missing = next(language for language in spoken if language not in said)
        raise Invalid(f"existing_{missing}", _("Say it in every language of the site."))
    for language, text in existing.items():
        if len(text) > MAX_EXISTING:
            raise Invalid(f"existing_{language}", _("At most %(count)s characters, please.", count=MAX_EXISTING))
    if not said and release.announced_at is not None:
        raise Invalid(f"existing_{first}", _("Say what owners of existing cars get."))
    release.existing = existing[first]
    release.existing_en = existing[others[0]] if others else ""
    if release.state is ReleaseState.DRAFT:
        release.planned_on = content.planned_on
    db.session.flush()


def _set_models(release: Release, wanted: set[tuple[int, int | None]]) -> None:
    db.session.execute(delete(ReleaseModel).where(ReleaseModel.release_id == release.id))
    rows = [{"release_id": release.id, "series_id": series, "model_year_id": year} for series, year in wanted]
    try:
        with db.session.begin_nested():
            if rows:
                db.session.execute(insert(ReleaseModel), rows)
    except IntegrityError as error:
        raise Invalid("models", _("One of these models was just removed. Choose again.")) from error


def _stand(actor: Member, release: Release, state: PostState, verb: str) -> None:
    release = locked(release)
    if release.state is ReleaseState.DRAFT:
        raise Refused("release-is-a-draft", _("Only the team sees this release so far."))
    if release.post.state is not state:
        release.post.state = state
        journal.note(actor.id, verb, "post", release.id)
        db.session.flush()

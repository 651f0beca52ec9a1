"""Telling moderators and product team at once that a problem endangers somebody: one letter each for each mark, and one
message of each robot in their chats.
"""

from collections.abc import Collection, Iterator
from datetime import timedelta

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import joinedload

from cocreate.ideas.models import Idea
from cocreate.ideas.safety.models import SafetyAlert, SafetyMark
from cocreate.kernel import clock, mail, sealing
from cocreate.kernel.database import db
from cocreate.kernel.i18n import speaking
from cocreate.kernel.jobs import defer, job
from cocreate.members.models import EVERYWHERE, Identity, IdentityKind, Member, MemberState, Role, RoleGrant
from cocreate.notices.robots import rules as robots
from cocreate.notices.robots.models import Alert
from cocreate.posts.access import KEEPERS
from cocreate.site import queries as site

ALERTED = (Role.MODERATOR, Role.PRODUCT)
# So long a letter is worth being handed over, again where nobody knows whether it arrived: better twice than never.
URGENT_FOR = timedelta(days=30)


def ask(mark: SafetyMark) -> None:
    """Have the team alerted to `mark` once the transaction is committed."""
    defer("alert_safety", mark=mark.id)


@job("alert_safety")
def alert(mark: int) -> None:
    """Write to everybody in the team who was not yet written to about `mark`, unless it was taken away meanwhile.

    Of a held idea only moderators hear, who alone see it; the others once it is published.
    """
    marked = select(SafetyMark.idea_id).where(SafetyMark.id == mark).scalar_subquery()
    query = select(Idea).where(Idea.id == marked, Idea.safety).options(joinedload(Idea.post))
    idea = db.session.scalar(query)
    if idea is None:
        return
    robots.alert(Alert.SAFETY, [(mark, idea.id)])
    for member, address in _team(ALERTED if idea.post.is_visible else KEEPERS):
        row = insert(SafetyAlert).values(mark_id=mark, member_id=member.id, at=clock.now()).on_conflict_do_nothing()
        if db.session.execute(row.returning(SafetyAlert.member_id)).first() is not None:
            _write(member, address, idea)


def _team(roles: Collection[Role]) -> Iterator[tuple[Member, str]]:
    """Each active member with one of `roles` who confirmed an e-mail address, with it."""
    holds = select(RoleGrant.member_id).where(RoleGrant.role.in_(roles), RoleGrant.scope == EVERYWHERE)
    query = (
        select(Member, Identity.sealed)
        .join(Identity, Identity.member_id == Member.id)
        .where(Member.id.in_(holds), Member.state == MemberState.ACTIVE, Identity.kind == IdentityKind.EMAIL)
        .order_by(Member.id, Identity.id)
    )
    for member, sealed in db.session.execute(query).all():
        yield member, sealing.unseal(sealed)


def _write(member: Member, address: str, idea: Idea) -> None:
    settings = current_app.config["COCREATE"]
    locale = member.locale or settings.default_locale
    title = idea.post.title or ""
    with speaking(locale):
        subject = _("Safety: %(title)s", title=title)
    mail.send(
        address,
        locale,
        "safety_alert",
        subject,
        until=clock.now() + URGENT_FOR,
        title=title,
        excerpt=idea.post.excerpt,
        link=f"{settings.base_url}/ideas/{idea.post.public_id}",
        site_name=site.brand().name,
    )

"""Writing to whoever is to drive an idea."""

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import select

from cocreate.ideas.models import Idea
from cocreate.kernel import mail, sealing
from cocreate.kernel.database import db
from cocreate.kernel.i18n import speaking
from cocreate.members.models import Identity, IdentityKind, Member
from cocreate.posts.models import Post
from cocreate.site import queries as site


def ask(idea: Idea, lead: Member) -> None:
    """Have `lead` told, once the transaction is committed, that `idea` is theirs to drive; not without an address."""
    query = select(Identity.sealed).where(Identity.member_id == lead.id, Identity.kind == IdentityKind.EMAIL)
    sealed = db.session.scalar(query.order_by(Identity.id).limit(1))
    if sealed is None:
        return
    post = db.session.get_one(Post, idea.id)
    settings = current_app.config["COCREATE"]
    locale = lead.locale or settings.default_locale
    with speaking(locale):
        subject = _("Yours to drive: %(title)s", title=post.title)
    mail.send(
        sealing.unseal(sealed),
        locale,
        "new_lead",
        subject,
        title=post.title,
        link=f"{settings.base_url}/ideas/{post.public_id}",
        site_name=site.brand().name,
    )

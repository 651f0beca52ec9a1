"""How a member gets in, and what they agreed to."""

from collections.abc import Collection

from sqlalchemy import delete, or_, select

from cocreate.accounts import sign_ins
from cocreate.accounts.models import ApiToken, Challenge, Consent, Password, Session, SignIn
from cocreate.kernel.database import db
from cocreate.kernel.personal import Columns, Row, deleted, kept, rows
from cocreate.kernel.transactions import KeptAnswer
from cocreate.members.models import Member
from cocreate.site.models import LegalText

COLUMNS: Columns = {
    **deleted("passwords", "member_id hash", "How the member signed in."),
    **deleted("sessions", "member_id token_hash device ip_hint", "Where the member was signed in."),
    **deleted("sign_ins", "member_id lookup device ip_hint", "Who came in as the member, and who tried to."),
    **deleted("api_tokens", "member_id token_hash scopes", "What acted for the member."),
    **deleted("challenges", "member_id lookup sealed token_hash code_hash payload", "Links and codes under way."),
    **kept("consents", "member_id", "That some member accepted a text on a day: proof that says of nobody who it was."),
}


def export(member: Member) -> Row:
    """What the member agreed to, where they are and were signed in, what acts for them: no secret is among it."""
    consents = select(LegalText.kind.label("text"), LegalText.version, Consent.at)
    consents = consents.join(Consent, Consent.legal_text_id == LegalText.id).where(Consent.member_id == member.id)
    sessions = select(Session.device, Session.ip_hint.label("network"), Session.created_at, Session.last_seen_at)
    columns = ("scopes", "created_at", "expires_at", "last_used_at")
    tokens = select(*(getattr(ApiToken, name) for name in columns)).where(ApiToken.member_id == member.id)
    came = select(
        SignIn.at,
        SignIn.member_id.is_not(None).label("done"),
        SignIn.way,
        SignIn.device,
        SignIn.ip_hint.label("network"),
    )
    password = select(Password.changed_at).where(Password.member_id == member.id)
    return {
        "consents": rows(consents.order_by(Consent.at, Consent.legal_text_id)),
        "sessions": rows(sessions.where(Session.member_id == member.id).order_by(Session.id)),
        "sign_ins": rows(came.where(sign_ins.of(member)).order_by(SignIn.id)),
        "tokens": rows(tokens.order_by(ApiToken.id)),
        "password": rows(password),
    }


def erase(member: Member, _posts: Collection[int]) -> None:
    """Let nobody in for the member any more. Their identities are still there, so that codes sent to them are found."""
    theirs = or_(Challenge.member_id == member.id, Challenge.lookup.in_(sign_ins.lookups_of(member)))
    db.session.execute(delete(Challenge).where(theirs))
    db.session.execute(delete(SignIn).where(sign_ins.of(member)))
    for table in (Password, Session, ApiToken):
        db.session.execute(delete(table).where(table.member_id == member.id))
    owners = [f"{kind}:{member.id}" for kind in ("page", "api")]
    db.session.execute(delete(KeptAnswer).where(KeptAnswer.owner.in_(owners)))

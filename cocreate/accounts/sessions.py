"""Where a member is signed in: browsers with their sessions, programs with their tokens.

The browser's cookie and the program's header hold a random token, the database its hash. How long a sign-in lasts, and
why so long: docs/decisions/0030-sign-ins.md.
"""

from collections.abc import Collection
from datetime import timedelta
from ipaddress import ip_address, ip_network
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import Select, and_, bindparam, delete, exists, or_, select, update
from sqlalchemy.orm import contains_eager

from cocreate.accounts.models import ApiToken, Scope, Session
from cocreate.kernel import bookkeeping, clock, sealing
from cocreate.kernel.database import Instant, db
from cocreate.kernel.errors import Invalid
from cocreate.kernel.jobs import job
from cocreate.members.models import Member, MemberState, RoleGrant

# A browser stays signed in while it is used within `IDLE`, and no longer than `LASTS` in any case.
IDLE, LASTS = timedelta(days=90), timedelta(days=365)
STAFF_IDLE, STAFF_LASTS = timedelta(days=7), timedelta(days=30)  # for whoever holds a role anywhere
MOST = 20  # browsers of one member; with one more the one unused for longest is signed out
TOKEN_LASTS = timedelta(days=90)
SEEN_EVERY = timedelta(minutes=5)

# What a browser's own description is searched for, the more telling first: several name each other.
_BROWSERS = (
    ("MicroMessenger", "WeChat"), ("Edg", "Edge"), ("OPR/", "Opera"), ("HuaweiBrowser", "Huawei Browser"),
    ("MiuiBrowser", "Mi Browser"), ("SamsungBrowser", "Samsung Internet"), ("Firefox", "Firefox"), ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"), ("Chrome", "Chrome"), ("Safari", "Safari"),
)  # fmt: skip
_SYSTEMS = (
    ("iPhone", "iPhone"), ("iPad", "iPad"), ("HarmonyOS", "HarmonyOS"), ("OpenHarmony", "HarmonyOS"),
    ("Android", "Android"), ("Windows", "Windows"), ("Mac OS X", "macOS"), ("CrOS", "ChromeOS"), ("Linux", "Linux"),
)  # fmt: skip


def begin(member: Member, device: str, ip_hint: str = "") -> str:
    """Sign `member` in on a browser; the token goes into its cookie. See `device_of` and `network_of`."""
    token = sealing.new_token()
    row = Session(member_id=member.id, token_hash=sealing.token_hash(token), device=device, ip_hint=ip_hint)
    db.session.add(row)
    db.session.flush()
    latest = (
        select(Session.id)
        .where(Session.member_id == member.id)
        .order_by(Session.last_seen_at.desc(), Session.id.desc())
    )
    db.session.execute(delete(Session).where(Session.id.in_(latest.offset(MOST))))
    return token


def renew(session: Session) -> str:
    """A new token in place of the old one, so that a stolen cookie is worth nothing."""
    token = sealing.new_token()
    session.token_hash = sealing.token_hash(token)
    db.session.flush()
    return token


def end(member: Member, session_id: int) -> bool:
    """Sign `member` out of one browser; ``False`` when they are not signed in there."""
    gone = delete(Session).where(Session.id == session_id, Session.member_id == member.id)
    return db.session.execute(gone.returning(Session.id)).first() is not None


def end_all(member: Member, but: Session | None = None) -> None:
    """Sign `member` out of every browser `but` one."""
    gone = delete(Session).where(Session.member_id == member.id)
    db.session.execute(gone.where(Session.id != but.id) if but else gone)


def issue_token(member: Member, scopes: Collection[str]) -> tuple[str, ApiToken]:
    """A new API token of `member` and its row; ``staff`` is only for those who hold a role. The token is kept nowhere.

    Raises `Invalid` at ``scopes``. Needs the member's roles loaded.
    """
    wanted = set(scopes)
    if not wanted or wanted - set(Scope) or (Scope.STAFF in wanted and not member.is_staff):
        raise Invalid("scopes", _("Choose among the scopes that are open to you."))
    token = sealing.new_token()
    row = ApiToken(
        member_id=member.id,
        token_hash=sealing.token_hash(token),
        scopes=sorted(wanted),
        expires_at=clock.now() + TOKEN_LASTS,
    )
    db.session.add(row)
    db.session.flush()
    return token, row


def revoke_token(token: ApiToken) -> None:
    """End an API token; a second time changes nothing."""
    db.session.execute(delete(ApiToken).where(ApiToken.id == token.id))


def revoke_tokens(member: Member) -> None:
    """End every API token of `member`."""
    db.session.execute(delete(ApiToken).where(ApiToken.member_id == member.id))


def by_cookie(token: str) -> Session | None:
    """The session of the cookie's `token`, with its active member and their roles, in one statement."""
    values = {"token_hash": sealing.token_hash(token), "instant": clock.now() - IDLE}
    found = db.session.scalars(_BY_COOKIE, values).unique().one_or_none()
    return found if found is not None and _lasts(found) else None


def by_bearer(token: str) -> ApiToken | None:
    """The row of an API `token`, with its active member and their roles, in one statement."""
    values = {"token_hash": sealing.token_hash(token), "instant": clock.now()}
    return db.session.scalars(_BY_BEARER, values).unique().one_or_none()


def see(session: Session) -> None:
    """Note that `session` is in use, at most every `SEEN_EVERY`, on a connection of its own."""
    now = clock.now()
    if session.last_seen_at < now - SEEN_EVERY:
        with bookkeeping.connection() as connection:
            connection.execute(update(Session).where(Session.id == session.id).values(last_seen_at=now))


def see_token(token: ApiToken) -> None:
    """Note that `token` is in use, as `see` does for a session."""
    now = clock.now()
    if token.last_used_at is None or token.last_used_at < now - SEEN_EVERY:
        with bookkeeping.connection() as connection:
            connection.execute(update(ApiToken).where(ApiToken.id == token.id).values(last_used_at=now))


def device_of(agent: str) -> str:
    """A few words for the browser that calls itself `agent`, the same in every language: ``Chrome · Android``."""
    named = (next((name for part, name in names if part in agent), "") for names in (_BROWSERS, _SYSTEMS))
    known = " · ".join(name for name in named if name)
    own_word = "".join(c for c in agent.partition("/")[0] if c.isprintable()).strip()[:40]
    return known or own_word or "?"


def network_of(address: str) -> str:
    """The network of `address` (IPv4 /24, IPv6 /48); empty when it is no address."""
    try:
        version = ip_address(address).version
        return str(ip_network((address, 24 if version == 4 else 48), strict=False))
    except ValueError:
        return ""


@job("forget_sessions", cron="43 * * * *")
def forget_ended() -> None:
    """Remove sessions and tokens whose time is over."""
    now = clock.now()
    over = or_(Session.last_seen_at < now - IDLE, Session.created_at < now - LASTS)
    of_staff = or_(Session.last_seen_at < now - STAFF_IDLE, Session.created_at < now - STAFF_LASTS)
    staff = exists().where(RoleGrant.member_id == Session.member_id)
    db.session.execute(delete(Session).where(or_(over, and_(of_staff, staff))))
    db.session.execute(delete(ApiToken).where(ApiToken.expires_at < now))


def _lasts(session: Session) -> bool:
    """Whether `session`, used within `IDLE`, has not ended otherwise."""
    idle, lasts = (STAFF_IDLE, STAFF_LASTS) if session.member.grants else (IDLE, LASTS)
    now = clock.now()
    return now < session.last_seen_at + idle and now < session.created_at + lasts


def _with_member(kind: Any, live_until: Any) -> Select[Any]:
    """The row of a token still alive at ``instant``. Every signed-in request begins with it, so it is built once."""
    return (
        select(kind)
        .join(kind.member)
        .outerjoin(Member.grants)
        .where(kind.token_hash == bindparam("token_hash"), live_until > bindparam("instant", type_=Instant()))
        .where(Member.state == MemberState.ACTIVE)
        .options(contains_eager(kind.member).contains_eager(Member.grants))
    )


_BY_COOKIE = _with_member(Session, Session.last_seen_at)
_BY_BEARER = _with_member(ApiToken, ApiToken.expires_at)

"""How often something may be done: fixed windows counted by the database, or by Redis where configured.

Counts are bookkeeping: they stay when the request they belong to is refused. Keys are stored as keyed
hashes, so that no address or phone number stands in them.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from ipaddress import IPv6Address, IPv6Network, ip_address
from typing import cast

import redis
from flask import current_app, request
from sqlalchemy import delete, text
from sqlalchemy.orm import Mapped, mapped_column

from cocreate.kernel import bookkeeping, clock, sealing
from cocreate.kernel.database import Base, db
from cocreate.kernel.errors import TooMany
from cocreate.kernel.jobs import job


@dataclass(frozen=True)
class Limit:
    """At most `times` within `per`, for each key under `name`."""

    name: str
    times: int
    per: timedelta


class LimitCount(Base):
    """How often a key was used in its present window. The table is unlogged: a crash forgives everybody."""

    __tablename__ = "limit_counts"

    key: Mapped[str] = mapped_column(primary_key=True)
    count: Mapped[int]
    resets_at: Mapped[datetime] = mapped_column(index=True)

    __table_args__ = ({"prefixes": ["UNLOGGED"]},)


_COUNT = text(
    """
    INSERT INTO limit_counts AS c (key, count, resets_at) VALUES (:key, 1, :now + :per)
    ON CONFLICT (key) DO UPDATE SET
        count = CASE WHEN c.resets_at <= :now THEN 1 ELSE c.count + 1 END,
        resets_at = CASE WHEN c.resets_at <= :now THEN :now + :per ELSE c.resets_at END
    RETURNING count, resets_at
    """
)
_GIVE_BACK = text("UPDATE limit_counts SET count = count - 1 WHERE key = :key AND count > 0")


def use(limit: Limit, key: str) -> None:
    """Count one use of `limit` by `key`; raise `TooMany` when that was one too many."""
    stored = f"{limit.name}:{sealing.lookup(key)}"
    count, wait = _in_redis(limit, stored) if current_app.config["COCREATE"].redis_url else _in_database(limit, stored)
    if count > limit.times:
        raise TooMany(wait)


def give_back(limit: Limit, key: str) -> None:
    """Take back one use of `limit` by `key`: what was guarded against did not happen."""
    stored = f"{limit.name}:{sealing.lookup(key)}"
    if current_app.config["COCREATE"].redis_url:
        _in_redis(limit, stored, -1)
        return
    with bookkeeping.connection() as connection:
        connection.execute(_GIVE_BACK, {"key": stored})


def address() -> str:
    """The caller's network address, as seen behind the trusted proxies.

    In IPv6 that of their network: one subscriber has 2**64 addresses, which must not be as many callers.
    """
    caller = request.remote_addr or "unknown"
    try:
        found = ip_address(caller)
    except ValueError:
        return caller
    if not isinstance(found, IPv6Address):
        return caller
    return str(found.ipv4_mapped or IPv6Network((int(found), 64), strict=False).network_address)


def _in_database(limit: Limit, key: str) -> tuple[int, int]:
    now = clock.now()
    with bookkeeping.connection() as connection:
        count, resets_at = connection.execute(_COUNT, {"key": key, "now": now, "per": limit.per}).one()
    return count, int((resets_at - now).total_seconds()) + 1


def _in_redis(limit: Limit, key: str, change: int = 1) -> tuple[int, int]:
    """The count after `change`, and the seconds it lives. A key without an end would count for ever: each gets one."""
    store = _redis(current_app.config["COCREATE"].redis_url)
    seconds = int(limit.per.total_seconds())
    with store.pipeline() as together:
        together.set(f"cocreate:{key}", 0, ex=seconds, nx=True)
        together.incr(f"cocreate:{key}", change)
        together.ttl(f"cocreate:{key}")
        _, count, wait = together.execute()
    return cast("int", count), cast("int", wait)


@cache
def _redis(url: str) -> redis.Redis:
    return redis.Redis.from_url(url)


@job("forget_limit_counts", cron="23 * * * *")
def forget_limit_counts() -> None:
    """Remove counts whose window is over."""
    db.session.execute(delete(LimitCount).where(LimitCount.resets_at < clock.now()))

"""How often something may be done: fixed windows counted by the database, or by Redis where configured.

Counts are bookkeeping: they stay when the request they belong to is refused. Keys are stored as keyed
hashes, so that no address or phone number stands in them.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from ipaddress import IPv6Address, IPv6Network, ip_address
from itertools import islice
from typing import NamedTuple, cast

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


class Use(NamedTuple):
    """One use of `limit` by `key`."""

    limit: Limit
    key: str


class Counted(NamedTuple):
    """Whether a use was still within its limit, and in how many seconds that is free again."""

    fits: bool
    wait: int


class LimitCount(Base):
    """How often a key was used in its present window. The table is unlogged: a crash forgives everybody."""

    __tablename__ = "limit_counts"

    key: Mapped[str] = mapped_column(primary_key=True)
    count: Mapped[int]
    resets_at: Mapped[datetime] = mapped_column(index=True)

    __table_args__ = ({"prefixes": ["UNLOGGED"]},)


# In the order of the keys, so that no two callers with several of them wait for each other in a ring.
_COUNT = text(
    """
    INSERT INTO limit_counts AS c (key, count, resets_at)
    SELECT key, 1, :now + per * interval '1 second'
    FROM unnest(CAST(:keys AS text[]), CAST(:pers AS bigint[])) AS used (key, per) ORDER BY key
    ON CONFLICT (key) DO UPDATE SET
        count = CASE WHEN c.resets_at <= :now THEN 1 ELSE c.count + 1 END,
        resets_at = CASE WHEN c.resets_at <= :now THEN excluded.resets_at ELSE c.resets_at END
    RETURNING key, count, resets_at
    """
)
_GIVE_BACK = text("UPDATE limit_counts SET count = count - 1 WHERE key = :key AND count > 0")


def use(limit: Limit, key: str) -> None:
    """Count one use of `limit` by `key`; raise `TooMany` when that was one too many."""
    use_all([Use(limit, key)])


def use_all(uses: Collection[Use]) -> None:
    """Count all `uses`, each of another limit; raise `TooMany` when one of them was one too many."""
    waits = [counted.wait for counted in count_all(uses) if not counted.fits]
    if waits:
        raise TooMany(max(waits))


def count_all(uses: Collection[Use]) -> list[Counted]:
    """Count all `uses`, each of another limit, in one errand; answers in their order."""
    stored = {_stored(use.limit, use.key): use.limit for use in uses}
    if len(stored) < len(uses):
        raise ValueError("two uses of one limit by one key")
    counts = _in_redis(stored) if current_app.config["COCREATE"].redis_url else _in_database(stored)
    return [Counted(counts[key][0] <= limit.times, counts[key][1]) for key, limit in stored.items()]


def give_back(limit: Limit, key: str) -> None:
    """Take back one use of `limit` by `key`: what was guarded against did not happen."""
    stored = _stored(limit, key)
    if current_app.config["COCREATE"].redis_url:
        _in_redis({stored: limit}, -1)
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


def _stored(limit: Limit, key: str) -> str:
    return f"{limit.name}:{sealing.lookup(key)}"


def _in_database(limits: dict[str, Limit]) -> dict[str, tuple[int, int]]:
    """Of each key the count after one use of its limit, and the seconds until that begins anew."""
    now = clock.now()
    pers = [int(limit.per.total_seconds()) for limit in limits.values()]
    with bookkeeping.connection() as connection:
        rows = connection.execute(_COUNT, {"keys": list(limits), "pers": pers, "now": now}).all()
    return {key: (count, int((resets_at - now).total_seconds()) + 1) for key, count, resets_at in rows}


def _in_redis(limits: dict[str, Limit], change: int = 1) -> dict[str, tuple[int, int]]:
    """The same after `change`. A key without an end would count for ever: each gets one."""
    with store(current_app.config["COCREATE"].redis_url).pipeline() as together:
        for key, limit in limits.items():
            together.set(f"cocreate:{key}", 0, ex=int(limit.per.total_seconds()), nx=True)
            together.incr(f"cocreate:{key}", change)
            together.ttl(f"cocreate:{key}")
        answers = iter(together.execute())
    return {key: _last_two(answers) for key in limits}


def _last_two(answers: Iterator[object]) -> tuple[int, int]:
    """Of the next three answers the count and the seconds it lives."""
    _set, count, wait = islice(answers, 3)
    return cast("int", count), cast("int", wait)


@cache
def store(url: str) -> redis.Redis:
    """The Redis at `url`; one that does not answer holds a request up for seconds, not for ever."""
    return redis.Redis.from_url(url, socket_timeout=5, socket_connect_timeout=5)


@job("forget_limit_counts", cron="23 * * * *")
def forget_limit_counts() -> None:
    """Remove counts whose window is over."""
    db.session.execute(delete(LimitCount).where(LimitCount.resets_at < clock.now()))

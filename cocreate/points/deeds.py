"""What the deeds of members bring them, for the features that know of the deeds: called where a deed is done or undone.

Whoever has somebody's points locked locks nothing else afterwards, and takes several people's in one order. A verb that
does much at once therefore does it within `together`: what its parts earn and undo is done at its end.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import NamedTuple

from cocreate.points import awards
from cocreate.points.models import RuleKey


class _Deed(NamedTuple):
    """Something earned or undone: by which rules, for whom, asked when it is carried out, and how that is done."""

    rules: Collection[RuleKey]
    concerns: Callable[[], Collection[int]]
    carry_out: Callable[[], object]


_waiting: ContextVar[list[_Deed] | None] = ContextVar("waiting", default=None)


def earned(
    rule: RuleKey, source: str, to: Sequence[int], *,
    when: Callable[[], bool] | None = None, at: datetime | None = None,
) -> None:  # fmt: skip
    """Award the deed `source` to the members `to` as `awards.award` does."""
    _do(_Deed((rule,), lambda: awards.able(to), lambda: awards.award(rule, source, to, when=when, at=at)))


def undone(source: str, rules: Collection[RuleKey], *, of: int | None = None, at: datetime | None = None) -> None:
    """Take back what the deed `source` brought as `awards.revoke` does."""
    _do(_Deed(rules, lambda: awards.having(source), lambda: awards.revoke(source, rules, of=of, at=at)))


@contextmanager
def together() -> Iterator[None]:
    """Do what is earned and undone within the block at its end, in its order; within another such block, at its end.

    What fails has earned nothing: a part that may fail alone, in a savepoint, is a block of its own.
    """
    outer = _waiting.get()
    if outer is not None:
        before = len(outer)
        try:
            yield
        except BaseException:
            del outer[before:]
            raise
        return
    deeds: list[_Deed] = []
    token = _waiting.set(deeds)
    try:
        yield
    finally:
        _waiting.reset(token)
    if deeds:
        concerned = {member_id for deed in deeds for member_id in deed.concerns()}
        awards.hold(concerned, {rule for deed in deeds for rule in deed.rules})
    for deed in deeds:
        deed.carry_out()


def _do(deed: _Deed) -> None:
    waiting = _waiting.get()
    if waiting is None:
        deed.carry_out()
    else:
        waiting.append(deed)

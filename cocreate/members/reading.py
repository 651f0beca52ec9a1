"""Who reads: the one place where views turn the request's user into a member to pass down."""

from typing import cast

from flask_login import current_user

from cocreate.members.models import Member


def reader() -> Member | None:
    """The signed-in member, or ``None`` for a visitor, and for a job, which nobody reads.

    A member who is barred reads what everybody does.
    """
    member = caller()
    return None if member is None or member.is_barred else member


def caller() -> Member | None:
    """The signed-in member, be they barred: for what concerns nobody but themselves."""
    return writer() if current_user and current_user.is_authenticated else None


def writer() -> Member:
    """The signed-in member, on a route that only members reach."""
    return cast("Member", current_user._get_current_object())  # noqa: SLF001 - documented for this

"""What a member may put into one post, by how far they are trusted."""

from typing import Literal
from urllib.parse import urlsplit

from flask import current_app
from flask_babel import gettext as _
from flask_babel import ngettext

from cocreate.kernel import text
from cocreate.kernel.errors import Invalid
from cocreate.members.models import Member
from cocreate.screening.trust import queries
from cocreate.screening.trust.models import Allowance, Excess

Thing = Literal["links", "pictures", "mentions"]


def holds(author: Member, words: str, mentions: int, replaced: str | None = None) -> bool:
    """Whether `words` with so many `mentions` are to be held, as holding more than `author` may put into one post.

    What they held before, as they are `replaced`, may stay. Raises `Invalid` at ``body`` where no more is taken.
    """
    allowance = queries.allowance(author.trust)
    found: dict[Thing, int] = {"mentions": mentions}
    if allowance.links is not None:
        kept = outward_links(replaced) if replaced is not None else set()
        links = outward_links(words)
        found["links"] = len(links) if links - kept else 0
    passed = [thing for thing, number in found.items() if _exceeds(number, getattr(allowance, thing))]
    if passed and allowance.excess is Excess.REFUSE:
        raise Invalid("body", _too_many(allowance, passed[0]), code=f"too-many-{passed[0]}")
    return bool(passed)


def check_pictures(author: Member, number: int, before: int) -> None:
    """Raise `Invalid` at ``pictures`` where `author` may not show so many at a post that had fewer `before`."""
    allowance = queries.allowance(author.trust)
    if number > before and _exceeds(number, allowance.pictures):
        raise Invalid("pictures", _too_many(allowance, "pictures"), code="too-many-pictures")


def outward_links(words: str) -> set[str]:
    """The addresses outside this site that the Markdown `words` lead to or spell out."""
    home = urlsplit(current_app.config["COCREATE"].base_url).netloc.casefold()
    return {link for link in text.links(words) if urlsplit(link).netloc.casefold() != home}


def _exceeds(number: int, most: int | None) -> bool:
    return most is not None and number > most


def _too_many(allowance: Allowance, thing: Thing) -> str:
    """What is allowed, and from which level on it is more."""
    most: int = getattr(allowance, thing)
    limit = _limit(thing, most)
    for higher in queries.allowances():
        more: int | None = getattr(higher, thing)
        if higher.level > allowance.level and (more is None or more > most):
            level = queries.names()[higher.level]
            more_later = _(
                "%(limit)s As “%(level)s” you may have more; “Me” tells what is missing.", limit=limit, level=level
            )
            return str(more_later)
    return limit


def _limit(thing: Thing, most: int) -> str:
    words = {
        "links": ngettext(
            "At your level a post has at most %(num)s link.", "At your level a post has at most %(num)s links.", most
        ),
        "pictures": ngettext(
            "At your level a post has at most %(num)s picture.",
            "At your level a post has at most %(num)s pictures.",
            most,
        ),
        "mentions": ngettext(
            "At your level a post mentions at most %(num)s member.",
            "At your level a post mentions at most %(num)s members.",
            most,
        ),
    }
    return str(words[thing])

"""Telling members what they are trusted with, and saying so when they read it."""

from collections.abc import Sequence

from flask_babel import gettext as _

from cocreate.accounts.forms import ROLES
from cocreate.journal.models import JournalEntry
from cocreate.notices import rules as notices
from cocreate.notices.models import Cause, Why
from cocreate.notices.words import Saying, Told, tells


def entrusted(entry: JournalEntry) -> None:
    """Tell the member of a role that was given to them or taken away."""
    notices.tell(entry, Cause.ROLE, {Why.HOLDER: [entry.subject_id]})


@tells("grant_role", "revoke_role")
def of_roles(told: Sequence[Told], locale: str) -> list[Saying | None]:
    """Which role it is."""
    names = {role.value: str(name) for role, name in ROLES}
    return [Saying(_line(notice.verb, names[notice.data["role"]])) for notice in told]


def _line(verb: str, role: str) -> str:
    if verb == "grant_role":
        return str(_("You now hold the role “%(role)s”", role=role))
    return str(_("You no longer hold the role “%(role)s”", role=role))

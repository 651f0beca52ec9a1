"""Who asks: every kind of person there is."""

from collections.abc import Iterable
from datetime import timedelta

from cocreate.kernel import clock
from cocreate.kernel.database import db
from cocreate.members.models import Member, Role, RoleGrant
from tests import make

TEAM = tuple(role.value for role in Role)
BARRED = ("suspended", "banned")
# The author has written, uploaded, owns and is signed in at whatever an address names. Who is "scoped" holds every
# role, but within one event only.
ACTORS = ("visitor", "member", "owner", "author", "scoped", *TEAM, "silenced", *BARRED)
# Who asks the API beside them: a member's token that may only read, an administrator's without the scope of the team.
TOKENS = (*ACTORS, "reader", "unscoped")
SCOPES = {"reader": ("read",), "unscoped": ("read", "write")}

GROUPS = {
    "keepers": ("moderator", "admin", "unscoped"),
    "brand": ("product", "admin", "unscoped"),
    "triage": ("moderator", "product", "service", "admin", "unscoped"),
    "team": TEAM,
    "strangers": ("visitor", *BARRED),  # who reads what everybody does
}


def named(names: Iterable[str]) -> frozenset[str]:
    """The actors with these `names`, or in the groups that are called so."""
    found = frozenset(actor for name in names for actor in GROUPS.get(name, (name,)))
    assert found <= set(TOKENS), f"nobody is called {', '.join(found - set(TOKENS))}"
    return found


def arrive() -> dict[str, Member]:
    """Make everybody but the visitor."""
    roles = {role: (role,) for role in TEAM} | {"unscoped": ("admin",)}
    members = {who: make.member(roles=roles.get(who, ())) for who in TOKENS if who != "visitor"}
    make.owner(members["owner"])
    members["scoped"].grants.extend(
        RoleGrant(member_id=members["scoped"].id, role=role, scope="event:17") for role in Role
    )
    later = clock.now() + timedelta(days=7)
    members["silenced"].silenced_until = members["suspended"].suspended_until = later
    members["banned"].banned_at = clock.now()
    db.session.flush()
    return members

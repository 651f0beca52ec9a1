"""Makers of robots in chats."""

from collections.abc import Collection

from cocreate.members.models import Member
from cocreate.notices.robots import rules
from cocreate.notices.robots.models import Alert, Robot, RobotKind
from cocreate.notices.robots.rules import Setup
from tests import make

ADDRESS = "https://chat.example.org/hook?key=a-token-0123"


def robot(
    kind: RobotKind = RobotKind.WECOM,
    *,
    by: Member | None = None,
    name: str = "Safety watch",
    address: str = ADDRESS,
    secret: str = "",
    alerts: Collection[Alert] = tuple(Alert),
    active: bool = True,
) -> Robot:
    """A robot that tells everything, set up by an administrator."""
    return rules.add(by or make.member(roles=["admin"]), Setup(name, kind, address, secret, alerts, active))

"""Releases for tests."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from cocreate.ideas.models import Idea
from cocreate.kernel import clock
from cocreate.members.models import Member
from cocreate.posts.models import LinkKind
from cocreate.roadmap.releases import plans, rules, shipping
from cocreate.roadmap.releases.models import Release
from cocreate.roadmap.releases.rules import Content
from cocreate.roadmap.words import Words
from tests import make

CONTENT = Content(
    texts={
        "zh": Words("二〇二六冬季更新", "**预热**提前了。"),
        "en": Words("Winter update 2026", "Preheating starts **earlier**."),
    },
    existing={"zh": "现有车辆同样升级。", "en": "Cars already on the road get it too."},
)


def draft(
    author: Member | None = None,
    ideas: Sequence[Idea] = (),
    *,
    partly: Sequence[Idea] = (),
    models: Sequence[str] = (),
    planned_on: date | None = None,
) -> Release:
    """A draft that ships these ideas."""
    author = author or make.member(roles=["product"])
    made = rules.draft(author, replace(CONTENT, models=models, planned_on=planned_on))
    for idea in ideas:
        shipping.link(author, made, idea, LinkKind.SHIPS)
    for idea in partly:
        shipping.link(author, made, idea, LinkKind.SHIPS_PARTLY)
    return made


def planned(author: Member | None = None, *, days: int = 60, models: Sequence[str] = ()) -> Release:
    """A release that was announced for the day so many `days` from now."""
    author = author or make.member(roles=["product"])
    made = draft(author, models=models, planned_on=clock.local_day(clock.now()) + timedelta(days=days))
    plans.announce(author, made)
    return made


def why(reason: str) -> dict[str, str]:
    """A reason in English, and one in Chinese."""
    return {"zh": "供应商晚了。" if reason else "", "en": reason}

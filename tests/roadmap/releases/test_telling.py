"""What notices of releases say, to whom."""

from datetime import timedelta

import pytest
import time_machine
from flask import Flask

from cocreate.ideas import rules as ideas
from cocreate.kernel import clock
from cocreate.kernel.i18n import speaking
from cocreate.members.models import Member
from cocreate.notices import queries as notices
from cocreate.notices import reading
from cocreate.notices.words import Line
from cocreate.roadmap.releases import plans, rules
from cocreate.vehicles.models import HoldingState
from tests import make
from tests.make import cars, releases


@pytest.fixture
def product(app: Flask) -> Member:
    return make.member(roles=["product"])


def heard(member: Member, language: str = "en") -> list[Line]:
    with speaking(language):
        page = notices.groups(member, language)
        return [line for group in page.items for line in group.section.lines if "update" in line.saying.url]


def test_each_is_told_what_it_is_to_them(product: Member) -> None:
    author, supporter = make.member(), make.member()
    idea = make.idea(author)
    ideas.support(supporter, idea)
    ideas.change_status(product, idea, "adopted", "Soon.")
    rules.publish(product, releases.draft(product, [idea]))
    (to_author,), (to_supporter,) = heard(author), heard(supporter)
    assert to_author.saying.line == "It is there: your idea is part of “Winter update 2026”. Thank you!"
    assert to_supporter.saying.line == "It is there: an idea you support is part of “Winter update 2026”"
    assert to_supporter.saying.words == "Preheating starts earlier."
    assert heard(author, "zh")[0].saying.line == "已实现：你的建议已随“二〇二六冬季更新”发布。谢谢你！"


def test_whoever_waits_for_a_car_hears_every_step(product: Member) -> None:
    waiting = make.member()
    ordered = cars.car(waiting, state=HoldingState.ORDERED)
    ordered.ordered_on = clock.local_day(clock.now()) - timedelta(days=5)
    release = releases.planned(product)
    moved_to = clock.local_day(clock.now()) + timedelta(days=90)
    plans.move(product, release, moved_to, releases.why("The supplier is late."))
    plans.drop(product, release, releases.why("It does not fit."))
    lines = [line.saying.line for line in heard(waiting)]
    assert lines[0] == "“Winter update 2026” was given up"
    assert lines[1].startswith("“Winter update 2026” is now planned for ")
    assert lines[2] == "Announced: “Winter update 2026”"
    for locale, language, reason in (("en", "en", "It does not fit."), ("zh", "zh", "供应商晚了。")):
        saying = heard(waiting, locale)[0].saying
        assert (saying.words, saying.language) == (reason, language)


def test_it_was_announced_so_long_ago_that_notices_are_forgotten(product: Member) -> None:
    waiting = make.member()
    ordered = cars.car(waiting, state=HoldingState.ORDERED)
    ordered.ordered_on = clock.local_day(clock.now())
    release = releases.planned(product, days=500)
    reading.read(waiting, 2**40)
    with time_machine.travel(clock.now() + timedelta(days=480), tick=False):
        for forget in (reading.forget_read, reading.forget_old):
            forget(clock.now() - timedelta(days=90))
        rules.publish(product, release)
    assert heard(waiting)[0].saying.line == "It is there: “Winter update 2026”"


def test_a_release_taken_back_is_told_nobody_any_more(product: Member) -> None:
    author = make.member()
    idea = make.idea(author, status="adopted")
    release = rules.publish(product, releases.draft(product, [idea]))
    rules.take_back(product, release)
    assert heard(author) == []

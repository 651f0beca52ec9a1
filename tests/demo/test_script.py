"""The demo content is whole: everything it names exists, happens in order and is well written."""

import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

import pytest

from cocreate.catalogue.stages import Stage
from cocreate.demo import script
from cocreate.demo.office import Deed
from cocreate.demo.script import Change, Remark, Topic
from cocreate.ideas.models import IdeaKind
from cocreate.kernel import text
from cocreate.members.models import Affiliation, Role

SCRIPT = script.read()
PEOPLE = {person.key: person for person in SCRIPT.people}
TOPICS = [pytest.param(topic, id=topic.key) for topic in SCRIPT.topics]
RUNNING = {"new", "reviewing", "adopted", "in_progress", "partly_shipped"}
# The hour of the day is chosen when the demo is filled, so a day's margin keeps the order.
A_DAY = 1

HAN = "[㐀-鿿]"
HALF_WIDTH = re.compile(rf"(?<={HAN})[,.:;!?()](?={HAN}|\s|$)|[,.:;!?()](?={HAN})")
TYPED_SPACE = re.compile(rf"{HAN} [A-Za-z0-9]|[A-Za-z0-9%] {HAN}")


def words(topic: Topic) -> Iterator[str]:
    yield from (topic.title, topic.body, *topic.tags)
    yield from (remark.text for remark in topic.comments)
    yield from (change.reason for change in topic.changes)


def all_words() -> Iterator[str]:
    for topic in SCRIPT.topics:
        yield from words(topic)
    for person in SCRIPT.people:
        yield from (person.name, person.city, person.bio)
    for one in SCRIPT.office.announcements:
        yield from (one.title_zh, one.body_zh, one.title_en, one.body_en)
    for written in SCRIPT.office.templates:
        yield from (written.body_zh, written.body_en)
    for deed in SCRIPT.office.deeds:
        yield from (getattr(deed, name) for name in ("reason", "text", "note") if hasattr(deed, name))
    yield from (SCRIPT.brand.tagline_zh, SCRIPT.brand.tagline_en, SCRIPT.brand.footer_zh, SCRIPT.brand.footer_en)


def test_it_has_the_promised_size() -> None:
    assert len(SCRIPT.people) == 24
    assert len(SCRIPT.topics) == 63
    assert sum(len(topic.comments) for topic in SCRIPT.topics) >= 240


def test_keys_names_addresses_and_titles_are_unique() -> None:
    for values in (
        [person.key for person in SCRIPT.people],
        [text.fold(person.name) for person in SCRIPT.people],
        [person.email for person in SCRIPT.people],
        [topic.key for topic in SCRIPT.topics],
        [text.fold(topic.title) for topic in SCRIPT.topics],
        [text.fold(remark.text) for topic in SCRIPT.topics for remark in topic.comments],
    ):
        assert [value for value, count in Counter(values).items() if count > 1] == []


def test_every_kind_stage_and_status_is_there() -> None:
    assert {topic.kind for topic in SCRIPT.topics} == set(IdeaKind)
    assert {topic.stage for topic in SCRIPT.topics} == set(Stage)
    assert {topic.changes[-1].to if topic.changes else "new" for topic in SCRIPT.topics} == RUNNING | script.CLOSING


def test_about_two_thirds_are_chinese() -> None:
    languages = Counter(text.language_of(topic.title + topic.body) for topic in SCRIPT.topics)
    assert 36 <= languages["zh"] <= 45
    assert languages["en"] == len(SCRIPT.topics) - languages["zh"]


def test_every_role_has_somebody_and_a_log_in() -> None:
    assert {role for person in SCRIPT.people for role in person.roles} == set(Role)
    assert {person.login for person in SCRIPT.people if person.login} == {"member", *Role}
    assert {person.affiliation for person in SCRIPT.people} == set(Affiliation)


def test_who_shows_a_role_holds_it() -> None:
    for person in SCRIPT.people:
        assert person.login in (None, *(person.roles or ["member"]))


def test_addresses_can_reach_nobody() -> None:
    assert [person.email for person in SCRIPT.people if not person.email.endswith("@example.org")] == []


def test_threads_go_four_deep() -> None:
    def depth(topic: Topic, number: int) -> int:
        parent = topic.comments[number - 1].reply_to
        return 1 + (depth(topic, parent) if parent else 0)

    deepest = [max((depth(topic, n) for n in range(1, len(topic.comments) + 1)), default=0) for topic in SCRIPT.topics]
    assert sum(levels >= 4 for levels in deepest) >= 5


def test_it_tells_of_two_years() -> None:
    ages = [topic.days_ago for topic in SCRIPT.topics]
    assert max(ages) > 600
    assert max(ages) < 731
    assert sum(age < 14 for age in ages) >= 4


@pytest.mark.parametrize("topic", TOPICS)
def test_everybody_it_names_exists_and_had_joined(topic: Topic) -> None:
    done = [change.after for change in topic.changes if change.ends_supports]
    supports_close = min(done, default=topic.days_ago)
    assert PEOPLE[topic.author].joined > topic.days_ago + A_DAY
    for remark in topic.comments:
        assert PEOPLE[remark.by].joined > topic.days_ago - remark.after + A_DAY
    for supporter in topic.supporters:
        assert PEOPLE[supporter].joined > topic.days_ago - supports_close + A_DAY
    assert topic.author not in topic.supporters
    assert len(set(topic.supporters)) == len(topic.supporters)


@pytest.mark.parametrize("topic", TOPICS)
def test_it_happens_in_order_and_in_the_past(topic: Topic) -> None:
    for earlier, later in pairwise(change.after for change in topic.changes):
        assert earlier < later
    moments: list[Remark | Change] = [*topic.comments, *topic.changes]
    for moment in moments:
        assert 0 < moment.after < topic.days_ago - A_DAY
    for remark in topic.comments:
        if remark.reply_to:
            assert topic.comments[remark.reply_to - 1].after < remark.after


@pytest.mark.parametrize("deed", SCRIPT.office.deeds, ids=lambda deed: f"{type(deed).__name__}-{deed.idea}")
def test_a_deed_is_done_to_an_idea_that_is_there_by_somebody_who_may(deed: Deed) -> None:
    topic = next(topic for topic in SCRIPT.topics if topic.key == deed.idea)
    assert 0 < deed.after < topic.days_ago - A_DAY
    if hasattr(deed, "by"):
        assert set(PEOPLE[deed.by].roles) & {"product", "moderator", "service"}


def test_the_crowd_owns_at_least_four_years_of_three_series() -> None:
    years = {tuple(model.split("/")) for model, number in SCRIPT.crowd.owners.items() if number >= 10}
    for car in SCRIPT.cars:
        assert sum(series == car.title.key for series, _year in years) >= 4
    assert set(SCRIPT.crowd.support) <= {topic.key for topic in SCRIPT.topics}


def test_many_ideas_have_pictures_and_most_name_a_model() -> None:
    assert sum(bool(topic.pictures) for topic in SCRIPT.topics) >= 20
    assert sum(bool(topic.models) for topic in SCRIPT.topics) >= 45


@pytest.mark.parametrize("topic", TOPICS)
def test_statuses_are_changed_by_the_product_team_in_the_language_of_the_idea(topic: Topic) -> None:
    language = text.language_of(topic.title + topic.body)
    for change in topic.changes:
        assert "product" in PEOPLE[change.by].roles
        assert text.language_of(change.reason) == language


@pytest.mark.parametrize("topic", TOPICS)
def test_an_answer_is_given_before_an_idea_is_closed(topic: Topic) -> None:
    officials = {person.key for person in SCRIPT.people if {"product", "service"} & set(person.roles)}
    if topic.changes:
        assert any(remark.by in officials for remark in topic.comments)


@pytest.mark.parametrize("topic", TOPICS)
def test_no_mark_of_markdown_is_left_over(topic: Topic) -> None:
    assert "**" not in text.plain(topic.body)
    assert "| " not in text.plain(topic.body)


def test_chinese_is_set_with_full_width_marks_and_without_typed_spaces() -> None:
    wrong = [piece for piece in all_words() if HALF_WIDTH.search(piece) or TYPED_SPACE.search(piece)]
    assert wrong == []


def test_text_is_stored_as_it_is_written() -> None:
    assert [piece for piece in all_words() if text.clean(piece) != piece] == []


def test_why_supports_were_voided_is_told_in_the_language_of_the_idea() -> None:
    burst = SCRIPT.keeping.burst
    (idea,) = (topic for topic in SCRIPT.topics if topic.key == burst.idea)
    assert {text.language_of(part) for part in burst.reason.split("\n\n")} == {text.language_of(idea.body)}

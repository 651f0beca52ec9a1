"""A small demo, for tests that only need some of it."""

from dataclasses import replace

import pytest

from cocreate.demo import script


@pytest.fixture(scope="session")
def few() -> script.Script:
    """A demo of all who write, a few of those who do not, and a few of the ideas."""
    play = script.read()
    topics = tuple(topic for topic in play.topics if topic.stage in ("design", "delivery"))
    keys = {topic.key for topic in topics}
    deeds = tuple(deed for deed in play.office.deeds if deed.idea in keys)
    return replace(
        play,
        topics=topics,
        crowd=replace(play.crowd, owners={"islet/2025": 3}, without_car=1, support={}),
        office=replace(play.office, deeds=deeds),
        shop=replace(play.shop, redeemed=()),  # of so few ideas nobody has the points
    )


@pytest.fixture
def short(few: script.Script, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only a few are filled in."""
    monkeypatch.setattr(script, "read", lambda: few)

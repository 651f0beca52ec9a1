"""What the demo's brand shipped comes after what happened to its ideas on that day, at whatever hour it is filled."""

from datetime import UTC, datetime, timedelta

from flask import Flask

from cocreate.demo import news, script, story
from cocreate.kernel import clock


def test_releases_come_when_the_day_is_over_for_ideas(app: Flask) -> None:
    releases = script.read().releases
    for hour in (1, 9, 17):  # morning, evening and night in Shanghai
        steps = list(news.steps(releases, datetime(2026, 11, 22, hour, tzinfo=UTC)))
        instants = [at.astimezone(clock.site_zone()) for at, step in steps if not isinstance(step, news.Moving)]
        assert min(at.hour for at in instants) > max(story.OPEN_HOURS)
        assert min(instants) < max(instants) - timedelta(days=90)

"""How often something may be done."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from cocreate.kernel import bookkeeping, limits
from cocreate.kernel.database import db
from cocreate.kernel.errors import TooMany
from cocreate.kernel.limits import Limit, LimitCount, Use
from tests.support import redis
from tests.support.race import Real

LIMIT = Limit("trial", 3, timedelta(minutes=10))


def kept() -> list[LimitCount]:
    with bookkeeping.connection() as own:
        return list(own.execute(select(LimitCount)).all())  # type: ignore[arg-type]


def use_up(key: str = "a") -> None:
    for _time in range(LIMIT.times):
        limits.use(LIMIT, key)


def test_one_too_many_is_refused_and_told_when_it_is_free_again(app: Flask) -> None:
    with time_machine.travel(datetime(2026, 3, 1, 12, tzinfo=UTC), tick=False) as clock:
        use_up()
        clock.shift(timedelta(minutes=4))
        with pytest.raises(TooMany) as caught:
            limits.use(LIMIT, "a")
        assert 360 <= caught.value.retry_after <= 361
        clock.shift(timedelta(minutes=6))
        use_up()


def test_keys_and_limits_are_counted_apart(app: Flask) -> None:
    use_up("a")
    use_up("b")
    limits.use(replace(LIMIT, name="other"), "a")
    with pytest.raises(TooMany):
        limits.use(LIMIT, "a")


@pytest.mark.parametrize(
    ("caller", "counted"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:aaaa::1", "2001:db8:1:2::"),
        ("2001:db8:1:2::b", "2001:db8:1:2::"),
        ("2001:db8:1:3::b", "2001:db8:1:3::"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("fe80::1%eth0", "fe80::"),
        ("", "unknown"),
        ("a socket", "a socket"),
    ],
)
def test_the_addresses_of_one_subscriber_are_one_caller(app: Flask, caller: str, counted: str) -> None:
    with app.test_request_context(environ_base={"REMOTE_ADDR": caller}):
        assert limits.address() == counted


def test_no_number_or_address_stands_in_the_table(app: Flask) -> None:
    limits.use(LIMIT, "+8613800138000")
    (row,) = kept()
    assert row.key.startswith("trial:")
    assert "13800138000" not in row.key


def test_a_count_stays_when_the_request_is_refused(app: Flask) -> None:
    limits.use(LIMIT, "a")
    db.session.rollback()
    assert [row.count for row in kept()] == [1]


def test_counts_whose_time_is_over_are_forgotten(app: Flask) -> None:
    with time_machine.travel(datetime(2026, 3, 1, 12, tzinfo=UTC), tick=False) as clock:
        limits.use(LIMIT, "a")
        clock.shift(timedelta(minutes=9))
        limits.use(LIMIT, "b")
        clock.shift(timedelta(minutes=2))
        limits.forget_limit_counts()
        assert len(list(db.session.scalars(select(LimitCount)))) == 1


def test_a_limit_is_exact_whatever_comes_at_once(real: Real) -> None:
    answers = real.together([lambda: limits.use(LIMIT, "a") for _time in range(40)])
    assert answers.count(None) == LIMIT.times
    assert sum(isinstance(answer, TooMany) for answer in answers) == 40 - LIMIT.times


def test_several_limits_are_counted_at_once_and_each_by_itself(app: Flask) -> None:
    other = replace(LIMIT, name="other", times=1)
    both = [Use(LIMIT, "a"), Use(other, "a")]
    assert [counted.fits for counted in limits.count_all(both)] == [True, True]
    assert [counted.fits for counted in limits.count_all(both[::-1])] == [False, True]
    with pytest.raises(TooMany):
        limits.use_all(both)
    assert sorted(row.count for row in kept()) == [3, 3]
    with pytest.raises(ValueError, match="two uses"):
        limits.count_all([Use(LIMIT, "a"), Use(LIMIT, "a")])


def test_limits_that_many_count_in_any_order_are_exact_and_make_nobody_wait_for_ever(real: Real) -> None:
    every = [Use(replace(LIMIT, name=f"trial{number}", times=20), "a") for number in range(6)]
    orders = [every[turn % 6 :] + every[: turn % 6] for turn in range(40)]
    answers = real.together([partial(limits.use_all, order) for order in orders])
    assert answers.count(None) == 20
    assert sum(isinstance(answer, TooMany) for answer in answers) == 20


def test_where_redis_is_set_up_it_counts_for_all_machines(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    with redis.running() as store:
        url = f"redis://127.0.0.1:{store.server_address[1]}"
        monkeypatch.setitem(app.config, "COCREATE", replace(app.config["COCREATE"], redis_url=url))
        use_up("+8613800138000")
        limits.use_all([Use(LIMIT, "another"), Use(replace(LIMIT, name="other"), "another")])
        with pytest.raises(TooMany) as caught:
            limits.use(LIMIT, "+8613800138000")
        limits.store(url).close()  # kept open for the process otherwise
    assert caught.value.retry_after == 600
    assert sorted(store.counts.values()) == [1, 1, 4]
    assert set(store.seconds.values()) == {600}
    assert all(
        key.startswith(("cocreate:trial:", "cocreate:other:")) and "13800138000" not in key for key in store.counts
    )
    assert kept() == []


def test_in_redis_a_use_given_back_after_its_window_leaves_no_count_without_an_end(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    with redis.running() as store:
        url = f"redis://127.0.0.1:{store.server_address[1]}"
        monkeypatch.setitem(app.config, "COCREATE", replace(app.config["COCREATE"], redis_url=url))
        limits.use(LIMIT, "a")
        store.counts.clear()
        store.seconds.clear()
        limits.give_back(LIMIT, "a")
        limits.store(url).close()  # kept open for the process otherwise
    assert set(store.seconds.values()) == {600}
    assert set(store.counts) == set(store.seconds)

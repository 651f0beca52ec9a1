"""Drafts: kept, bounded, never overwritten by a shorter text unseen, forgotten in time."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from cocreate.kernel import clock
from cocreate.kernel.database import db
from cocreate.kernel.errors import Invalid, Refused
from cocreate.members.models import Member
from cocreate.posts.drafts import queries, rules
from cocreate.posts.drafts.models import Draft
from tests import make
from tests.support.race import Real

KEY = "ideas/new"


def said(body: str, title: str = "Seats") -> dict[str, list[str]]:
    return {"title": [title], "body": [body], "pictures": ["a", "b"]}


def body_of(member: Member) -> str | None:
    draft = queries.of(member, KEY)
    return draft.first("body") if draft else None


def test_a_draft_keeps_whatever_the_form_holds_and_comes_back(app: Flask) -> None:
    member = make.member()
    rules.save(member, KEY, said("One\r\ntwo"))
    draft = queries.of(member, KEY)
    assert draft is not None
    assert draft.fields == {"title": ["Seats"], "body": ["One\ntwo"], "pictures": ["a", "b"]}
    assert queries.of(make.member(), KEY) is None


def test_who_knows_the_draft_may_shorten_it(app: Flask) -> None:
    member = make.member()
    first = rules.save(member, KEY, said("A long text of many words"))
    second = rules.save(member, KEY, said("Short"), first.stamp)
    assert body_of(member) == "Short"
    assert second.stamp


def test_another_window_does_not_eat_a_longer_text(app: Flask) -> None:
    member = make.member()
    stamp = rules.save(member, KEY, said("As it was")).stamp
    rules.save(member, KEY, said("A long text of many words"), stamp)
    for known in ("", stamp):
        with pytest.raises(Refused) as refusal:
            rules.save(member, KEY, said("Short"), known)
        assert refusal.value.code == "draft-longer"
    assert body_of(member) == "A long text of many words"
    rules.save(member, KEY, said("A text that is longer by far, written here"), stamp)
    assert body_of(member) == "A text that is longer by far, written here"
    rules.save(member, KEY, said("Short"), stamp, insist=True)
    assert body_of(member) == "Short"


def test_what_was_sent_or_discarded_does_not_come_back_by_itself(app: Flask) -> None:
    member = make.member()
    stamp = rules.save(member, KEY, said("Words")).stamp
    assert rules.discard(member, KEY)
    assert not rules.discard(member, KEY)
    with pytest.raises(Refused) as refusal:
        rules.save(member, KEY, said("Words and more"), stamp)
    assert refusal.value.code == "draft-gone"
    assert body_of(member) is None
    rules.save(member, KEY, said("Words and more"), stamp, insist=True)
    assert body_of(member) == "Words and more"


def test_sending_a_form_leaves_the_longer_draft_of_another_window(app: Flask) -> None:
    member = make.member()
    own = rules.save(member, KEY, said("Short")).stamp
    rules.save(member, KEY, said("Another idea, told at length"))
    rules.finish(member, KEY, said("Short"), own)
    assert body_of(member) == "Another idea, told at length"
    rules.finish(member, KEY, said("Another idea, told at length"), "")
    assert body_of(member) is None


@pytest.mark.parametrize("body", ["a\x00b", "\ud800", "x" * rules.MAX_LENGTH])
def test_what_cannot_be_kept_is_refused_and_the_draft_stays(app: Flask, body: str) -> None:
    member = make.member()
    stamp = rules.save(member, KEY, said("Words")).stamp
    with pytest.raises(Invalid):
        rules.save(member, KEY, said(body), stamp)
    with pytest.raises(Invalid):
        rules.save(member, KEY, {"pictures": ["x"] * (rules.MAX_VALUES + 1)}, stamp)
    assert body_of(member) == "Words"


def test_the_longest_draft_fits_the_database(app: Flask) -> None:
    member = make.member()
    rules.save(member, KEY, {"body": ["🚗" * (rules.MAX_LENGTH // 2) + '"\\' * (rules.MAX_LENGTH // 4)]})
    assert queries.of(member, KEY)


def test_there_is_room_for_so_many(app: Flask) -> None:
    member = make.member()
    for number in range(rules.MAX_DRAFTS):
        rules.save(member, f"ideas/{number}/comment", said("Words"))
    with pytest.raises(Invalid):
        rules.save(member, KEY, said("One more"))
    rules.save(member, "ideas/1/comment", said("Words, changed"))
    assert len(queries.all_of(member)) == rules.MAX_DRAFTS
    rules.save(make.member(), KEY, said("Somebody else"))


def test_old_drafts_are_forgotten_and_doing_it_twice_changes_nothing(app: Flask) -> None:
    member = make.member()
    before = clock.now() - timedelta(days=90)
    rules.save(member, KEY, said("Old")).updated_at = before - timedelta(minutes=1)
    rules.save(member, "ideas/abc/comment", said("New")).updated_at = before + timedelta(hours=1)
    db.session.flush()
    for _time in range(2):
        rules.forget_old_drafts(before)
        assert [draft.excerpt for draft in queries.all_of(member)] == ["New"]


@pytest.mark.parametrize("key", ["", "/ideas", "ideas//new", "Ideas", "ideas/new?x=1", "x" * 81])
def test_a_key_is_a_path(app: Flask, key: str) -> None:
    with pytest.raises(IntegrityError, match="key_is_a_path"):
        rules.save(make.member(), key, said("Words"))


def test_a_member_has_one_draft_of_a_form(app: Flask) -> None:
    member = make.member()
    rules.save(member, KEY, said("Words"))
    db.session.add(Draft(member_id=member.id, key=KEY, fields={}))
    with pytest.raises(IntegrityError, match="uq_drafts_member_id_key"):
        db.session.flush()


def test_the_database_bounds_the_size(app: Flask) -> None:
    db.session.add(Draft(member_id=make.member().id, key=KEY, fields={"body": ["x" * 400_001]}))
    with pytest.raises(IntegrityError, match="fields_size"):
        db.session.flush()


def test_of_many_windows_at_once_the_longest_text_remains(real: Real) -> None:
    member_id = real.commit(lambda: make.member().id)
    texts = ["x" * (length * 7 % 40 + 1) for length in range(40)]

    def save(body: str) -> Draft:
        return rules.save(db.session.get_one(Member, member_id), KEY, said(body))

    outcomes = real.together([partial(save, body) for body in texts])
    refused = [one for one in outcomes if isinstance(one, Exception)]
    assert {getattr(one, "code", one) for one in refused} <= {"draft-longer"}
    kept = real.commit(lambda: [draft.first("body") for draft in db.session.scalars(select(Draft))])
    assert kept == ["x" * 40]


def test_many_first_drafts_at_once_keep_to_the_bound(real: Real) -> None:
    member_id = real.commit(lambda: make.member().id)

    def save(number: int) -> Draft:
        return rules.save(db.session.get_one(Member, member_id), f"ideas/{number}/comment", said("Words"))

    works = [partial(save, number) for number in range(rules.MAX_DRAFTS + 10)]
    outcomes = real.together(works)
    assert sum(isinstance(one, Invalid) for one in outcomes) == 10
    assert real.commit(lambda: db.session.scalar(select(func.count()).select_from(Draft))) == rules.MAX_DRAFTS


def test_what_is_sent_or_discarded_while_it_is_kept_is_gone(real: Real) -> None:
    member_id = real.commit(lambda: make.member().id)

    def member() -> Member:
        return db.session.get_one(Member, member_id)

    for end in (partial(rules.finish, fields=said("Words"), stamp=""), rules.discard):
        stamp = real.commit(lambda: rules.save(member(), KEY, said("Words")).stamp)

        def save(_number: int, stamp: str = stamp) -> Draft:
            return rules.save(member(), KEY, said("Words"), stamp)

        def forget(_number: int, end: Callable[..., object] = end) -> None:
            end(member(), KEY)

        outcomes = real.together([partial(work, number) for number in range(8) for work in (save, forget)])
        failed = {getattr(one, "code", one) for one in outcomes if isinstance(one, Exception)}
        assert failed <= {"draft-gone"}
        assert real.commit(lambda: queries.of(member(), KEY)) is None

"""Pictures under many hands at once."""

from collections.abc import Callable, Sequence
from functools import partial

from sqlalchemy import func, select, update

from cocreate.kernel import clock
from cocreate.kernel.database import db
from cocreate.kernel.errors import Invalid
from cocreate.members import queries as members
from cocreate.posts.models import Post
from cocreate.posts.pictures import audit, queries, rules
from cocreate.posts.pictures.models import MOST, Picture
from tests import make
from tests.make.pictures import drawn
from tests.support.race import Real


def build(real: Real, posts: int, pictures: int) -> tuple[int, list[int], list[str]]:
    """A member, the keys of their posts, the public ids of their pictures."""

    def work() -> tuple[int, list[int], list[str]]:
        member = make.member()
        ideas = [make.idea(member).id for _number in range(posts)]
        return member.id, ideas, [rules.add(member, drawn(40, 40)).public_id for _number in range(pictures)]

    return real.commit(work)


def attach(member: int, post: int, ids: Sequence[str]) -> Callable[[], bool]:
    return lambda: rules.attach(db.session.get_one(Post, post), members.by_id(member), ids)


def shown(real: Real, post: int) -> list[str]:
    return real.commit(lambda: [one.public_id for one in queries.of(db.session.get_one(Post, post))])


def sound(real: Real) -> bool:
    return real.commit(lambda: list(audit.check())) == []


def test_one_picture_goes_to_one_post(real: Real) -> None:
    member, posts, (picture,) = build(real, 8, 1)
    answers = real.together([attach(member, post, [picture]) for post in posts])
    assert answers.count(True) == 1
    assert sum(isinstance(answer, Invalid) for answer in answers) == 7
    assert [shown(real, post) for post in posts].count([picture]) == 1
    assert sound(real)


def test_of_many_changes_at_once_one_is_how_it_is(real: Real) -> None:
    member, (post,), ids = build(real, 1, 12)
    sets = [ids[start : start + MOST] for start in (0, 3, 6)] + [ids[:MOST][::-1]]
    answers = real.together([attach(member, post, chosen) for chosen in sets])
    assert all(answer is True or isinstance(answer, Invalid) for answer in answers)
    assert shown(real, post) in sets
    assert sound(real)


def test_seven_pictures_pushed_onto_one_post_are_six(real: Real) -> None:
    """Past the rule: each takes the next free place, and the database alone keeps the number."""
    _member, (post,), ids = build(real, 1, MOST + 1)

    def push(public_id: str) -> None:
        taken = db.session.scalar(select(func.count()).where(Picture.post_id == post))
        free = update(Picture).where(Picture.public_id == public_id, Picture.post_id.is_(None))
        db.session.execute(free.values(post_id=post, position=taken))

    for _round in range(MOST + 1):
        real.together([partial(push, public_id) for public_id in ids])
    assert len(shown(real, post)) == MOST
    assert sound(real)


def test_what_is_taken_while_it_is_swept_is_kept_or_refused(real: Real) -> None:
    member, posts, ids = build(real, 6, 6)
    real.commit(lambda: db.session.execute(update(Picture).values(created_at=clock.now() - 2 * rules.KEPT_FOR)))
    works = [attach(member, post, [picture]) for post, picture in zip(posts, ids, strict=True)]
    answers = real.together([*works[:3], rules.remove_unattached, rules.remove_unattached, *works[3:]])
    assert all(answer in (True, None) or isinstance(answer, Invalid) for answer in answers)
    kept = [picture for post in posts for picture in shown(real, post)]
    assert len(kept) == answers.count(True)
    assert real.commit(lambda: db.session.scalar(select(func.count()).select_from(Picture))) == len(kept)
    assert sound(real)


def remove(public_id: str) -> Callable[[], None]:
    def work() -> None:
        picture = db.session.scalars(select(Picture).where(Picture.public_id == public_id)).one()
        rules.remove(members.by_id(picture.uploader_id), picture)

    return work


def test_pictures_taken_off_one_by_one_at_once_leave_no_gap(real: Real) -> None:
    member, (post,), ids = build(real, 1, MOST)
    real.commit(attach(member, post, ids))
    assert real.together([remove(public_id) for public_id in ids[:4]]) == [None] * 4
    assert shown(real, post) == ids[4:]
    assert sound(real)


def test_a_picture_is_removed_or_taken_by_a_post_never_both(real: Real) -> None:
    member, (post,), ids = build(real, 1, 6)
    for public_id in ids:
        present = shown(real, post)
        real.together([remove(public_id), attach(member, post, [*present, public_id])])
        kept = real.commit(lambda: db.session.scalars(select(Picture.public_id).where(Picture.post_id.is_(None))).all())
        assert public_id not in kept
    assert sound(real)

"""Deciding: what each action does, what it is recorded as, and how it is taken back."""

from collections.abc import Callable, Collection, Iterable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, select

from cocreate.cli.audit import CHECKS
from cocreate.comments import rules as comments
from cocreate.kernel import clock
from cocreate.kernel.database import db
from cocreate.kernel.errors import Invalid, Refused
from cocreate.members import queries as members
from cocreate.members.models import BarredIdentity, Identity, IdentityKind, Member, MemberState, Trust
from cocreate.moderation.decisions import subjects, undoing
from cocreate.moderation.decisions.models import Action, Decision
from cocreate.moderation.decisions.rules import decide, remove_the_rest
from cocreate.moderation.models import Reason
from cocreate.moderation.reports.models import Outcome, Report
from cocreate.moderation.reports.rules import report
from cocreate.posts import standing
from cocreate.posts.models import Post, PostState
from cocreate.screening.models import Case
from tests import make
from tests.make.leaving import erased

pytestmark = pytest.mark.usefixtures("english")
LATER = timedelta(days=3)


@pytest.fixture(autouse=True)
def adds_up(app: Flask) -> Iterable[None]:
    """Whatever a test does, nothing differs in the end."""
    yield
    db.session.flush()
    assert [difference for check in CHECKS for difference in check()] == []


def open_cases() -> int:
    return len(db.session.scalars(select(Case).where(Case.closed_at.is_(None))).all())


def test_what_each_action_makes_of_a_post(moderator: Member) -> None:
    went = {
        Action.APPROVE: PostState.VISIBLE,
        Action.APPROVE_TRUST: PostState.VISIBLE,
        Action.HIDE: PostState.HIDDEN,
        Action.REMOVE: PostState.REMOVED,
        Action.EDIT: PostState.VISIBLE,
        Action.WARN: PostState.HELD,
    }
    for action, state in went.items():
        author = make.member(trust=Trust.NEWCOMER)
        post = make.held(author).post
        (decision,) = decide(moderator, action, posts=[post], reason=Reason.SPAM, note="Too loud.")
        assert (post.state, decision.member_id, decision.post_id) == (state, post.author_id, post.id), action
        assert (decision.to_state or PostState.HELD) is state
        assert author.trust is (Trust.SETTLED if action is Action.APPROVE_TRUST else Trust.NEWCOMER)
    assert open_cases() == 1  # whoever is warned still waits for their post


def test_what_is_done_to_a_member_and_what_that_means(moderator: Member) -> None:
    ends = clock.now() + LATER
    for action in (Action.WARN, Action.SILENCE, Action.SUSPEND, Action.BAN):
        until = ends if action in (Action.SILENCE, Action.SUSPEND) else None
        member, author = make.member(), make.member()
        post = make.idea(author).post
        made = decide(moderator, action, members=[member], posts=[post], reason=Reason.INSULT, until=until)
        assert {one.member_id: one.post_id for one in made} == {member.id: None, author.id: post.id}
        for person in (member, author):
            assert person.is_silenced is (action is Action.SILENCE), action
            assert person.is_barred is (action in (Action.SUSPEND, Action.BAN)), action
        assert post.is_visible


def test_whoever_is_banned_does_not_sign_up_again_until_that_is_undone(moderator: Member) -> None:
    member = make.member(email="noise@example.org")
    (ban,) = decide(moderator, Action.BAN, members=[member], reason=Reason.SPAM)
    assert members.is_barred_identity(IdentityKind.EMAIL, "noise@example.org")
    undoing.undo(moderator, ban)
    assert not member.is_barred
    assert not members.is_barred_identity(IdentityKind.EMAIL, "noise@example.org")


def test_of_several_silences_the_last_one_counts_and_what_is_undone_does_not(moderator: Member) -> None:
    member, now = make.member(), clock.now()
    (first,) = decide(moderator, Action.SILENCE, members=[member], reason=Reason.SPAM, until=now + 3 * LATER)
    (second,) = decide(moderator, Action.SILENCE, members=[member], reason=Reason.SPAM, until=now + LATER)
    assert member.silenced_until == second.until
    undoing.undo(moderator, second)
    assert member.silenced_until == first.until
    decide(moderator, Action.RESTORE, members=[member])
    assert member.silenced_until is None


def test_blocking_removes_all_and_undoing_the_ban_brings_it_back_as_it_was(moderator: Member) -> None:
    member = make.member()
    shown, waiting = make.idea(member).post, make.held(member).post
    comment = make.comment(author=member)
    hidden = make.idea(member).post
    decide(moderator, Action.HIDE, posts=[hidden], reason=Reason.OFF_TOPIC)
    ban, *parts = decide(moderator, Action.BLOCK_ALL, members=[member], reason=Reason.SPAM)
    every = [shown, waiting, comment.post, hidden]
    assert {post.state for post in every} == {PostState.REMOVED}
    assert {part.part_of_id for part in parts} == {ban.id}
    undoing.undo(moderator, ban)
    assert [post.state for post in every] == [
        PostState.VISIBLE, PostState.HELD, PostState.VISIBLE, PostState.HIDDEN,
    ]  # fmt: skip
    assert open_cases() == 1


def test_what_is_undone_is_as_if_it_had_not_been(moderator: Member) -> None:
    for action in (Action.HIDE, Action.REMOVE, Action.APPROVE, Action.APPROVE_TRUST, Action.WARN):
        author = make.member(trust=Trust.NEWCOMER)
        post = make.held(author).post
        reported = report(make.member(roles=["moderator"]), post=post, reason=Reason.SPAM)
        (decision,) = decide(moderator, action, posts=[post], reason=Reason.SPAM)
        db.session.refresh(reported)
        assert reported.outcome is (
            Outcome.NOT_UPHELD if action in (Action.APPROVE, Action.APPROVE_TRUST) else Outcome.UPHELD
        )
        (undone,) = undoing.undo(moderator, decision)
        assert (undone.undoes_id, post.state, author.trust_floor) == (decision.id, PostState.HELD, Trust.NEWCOMER)
        assert db.session.scalars(select(Report.outcome).where(Report.id == reported.id)).one() is None
        with pytest.raises(Refused):
            undoing.undo(moderator, decision)
    assert open_cases() == 5


def test_what_was_decided_upon_since_is_not_undone(moderator: Member) -> None:
    post = make.idea().post
    (hidden,) = decide(moderator, Action.HIDE, posts=[post], reason=Reason.SPAM)
    decide(moderator, Action.REMOVE, posts=[post], reason=Reason.ILLEGAL)
    with pytest.raises(Refused):
        undoing.undo(moderator, hidden)


def test_restoring_goes_back_one_decision_at_a_time_and_never_past_the_author(moderator: Member) -> None:
    author = make.member()
    post = make.idea(author).post
    decide(moderator, Action.HIDE, posts=[post], reason=Reason.SPAM)
    decide(moderator, Action.REMOVE, posts=[post], reason=Reason.SPAM)
    decide(moderator, Action.RESTORE, posts=[post])
    assert (post.state is PostState.HIDDEN, post.is_visible) == (True, False)
    decide(moderator, Action.RESTORE, posts=[post])
    assert post.is_visible
    comment = make.comment(author=author)
    comments.remove(author, comment)
    with pytest.raises(Refused):
        decide(moderator, Action.RESTORE, posts=[comment.post])


def test_what_waited_is_seen_once_somebody_restores_it(moderator: Member) -> None:
    post = make.held().post
    decide(moderator, Action.HIDE, posts=[post], reason=Reason.SPAM)
    decide(moderator, Action.RESTORE, posts=[post])
    assert post.is_visible


def test_of_many_what_cannot_be_decided_is_left_out(moderator: Member) -> None:
    first, second = make.idea().post, make.idea().post
    decide(moderator, Action.HIDE, posts=[first], reason=Reason.SPAM)
    made = decide(moderator, Action.HIDE, posts=[first, second], reason=Reason.SPAM)
    assert [one.post_id for one in made] == [second.id]
    with pytest.raises(Refused):
        decide(moderator, Action.HIDE, posts=[first, second], reason=Reason.SPAM)


def test_what_was_changed_since_somebody_looked_is_left_out(moderator: Member) -> None:
    post, looked = make.idea().post, clock.now()
    decide(moderator, Action.WARN, posts=[post], reason=Reason.SPAM)
    with pytest.raises(Refused):
        decide(moderator, Action.HIDE, posts=[post], reason=Reason.SPAM, as_of=looked)


def test_what_is_missing_is_said_at_its_field(moderator: Member) -> None:
    post, member, now = make.idea().post, make.member(), clock.now()
    cases: list[tuple[dict[str, Any], str]] = [
        ({"action": Action.HIDE}, "posts"),
        ({"action": Action.HOLD, "posts": [post]}, "action"),
        ({"action": Action.HIDE, "members": [member], "reason": Reason.SPAM}, "action"),
        ({"action": Action.HIDE, "posts": [post]}, "reason"),
        ({"action": Action.HIDE, "posts": [post], "reason": Reason.OTHER}, "note"),
        ({"action": Action.EDIT, "posts": [post], "reason": Reason.SPAM}, "note"),
        ({"action": Action.HIDE, "posts": [post], "reason": Reason.SPAM, "note": "x" * 2001}, "note"),
        ({"action": Action.HIDE, "posts": [post], "reason": Reason.SPAM, "until": now + LATER}, "until"),
        ({"action": Action.SILENCE, "members": [member], "reason": Reason.SPAM}, "until"),
        ({"action": Action.SUSPEND, "members": [member], "reason": Reason.SPAM, "until": now - LATER}, "until"),
        ({"action": Action.SUSPEND, "members": [member], "reason": Reason.SPAM, "until": now + 9999 * LATER}, "until"),
    ]
    for said, field in cases:
        with pytest.raises(Invalid) as refused:
            decide(moderator, **said)
        assert refused.value.field == field, said
    assert db.session.scalars(select(Decision)).all() == []


def test_identities_of_the_banned_outlive_them(moderator: Member) -> None:
    member = make.member(email="gone@example.org")
    decide(moderator, Action.BAN, members=[member], reason=Reason.SPAM)
    db.session.execute(delete(Identity).where(Identity.member_id == member.id))
    member.state, member.name = MemberState.ERASED, "-"
    db.session.flush()
    assert members.is_barred_identity(IdentityKind.EMAIL, "gone@example.org")
    assert db.session.scalars(select(BarredIdentity.member_id)).all() == [member.id]


def test_what_is_erased_is_not_brought_back(moderator: Member) -> None:
    member = make.member()
    post = make.idea(member).post
    (removed,) = decide(moderator, Action.REMOVE, posts=[post], reason=Reason.SPAM)
    erased(member)
    for again in (partial(undoing.undo, moderator, removed), partial(decide, moderator, Action.RESTORE, posts=[post])):
        with pytest.raises(Refused) as refused:
            again()
        assert refused.value.code == "erased"
    assert post.state is PostState.REMOVED


def test_a_post_and_whoever_wrote_it_are_restored_together(moderator: Member) -> None:
    member = make.member()
    first, second = make.idea(member).post, make.idea(member).post
    decide(moderator, Action.BLOCK_ALL, members=[member], reason=Reason.SPAM)
    made = decide(moderator, Action.RESTORE, posts=[first], members=[member])
    assert (first.state, second.state, member.is_barred, len(made)) == (PostState.VISIBLE, PostState.VISIBLE, False, 3)


def test_what_its_author_takes_away_meanwhile_is_left_out_of_a_ban(
    moderator: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    member = make.member()
    comment, post, lock = make.comment(author=member), make.idea(member).post, standing.lock

    def late(post_ids: Collection[int]) -> dict[int, Post]:
        monkeypatch.undo()
        comments.remove(member, comment)
        return lock(post_ids)

    monkeypatch.setattr(standing, "lock", late)
    _ban, *parts = decide(moderator, Action.BLOCK_ALL, members=[member], reason=Reason.SPAM)
    assert ([part.post_id for part in parts], comment.post.state) == ([post.id], PostState.REMOVED)


def test_whoever_two_vouched_for_is_trusted_until_both_take_it_back(moderator: Member) -> None:
    for first_back in (0, 1):
        author = make.member(trust=Trust.NEWCOMER)
        made = [decide(moderator, Action.APPROVE_TRUST, posts=[make.held(author).post])[0] for _number in range(2)]
        undoing.undo(moderator, made[first_back])
        assert (author.trust_floor, author.trust) == (Trust.SETTLED, Trust.SETTLED)
        undoing.undo(moderator, made[1 - first_back])
        assert (author.trust_floor, author.trust) == (Trust.NEWCOMER, Trust.NEWCOMER)


def test_of_many_posts_the_last_go_at_once_and_the_rest_by_jobs_and_come_back_so(
    moderator: Member, monkeypatch: pytest.MonkeyPatch, run_jobs: Callable[[], list[str]]
) -> None:
    monkeypatch.setattr(subjects, "MOST_AT_ONCE", 2)
    member = make.member()
    posts = [make.idea(member).post for _number in range(5)]

    def seen() -> int:
        return sum(post.is_visible for post in posts)

    ban, *parts = decide(moderator, Action.BLOCK_ALL, members=[member], reason=Reason.SPAM)
    assert [part.post_id for part in parts] == [post.id for post in posts[3:]]
    run_jobs()
    more = partial(remove_the_rest, moderator.id, member.id, Reason.SPAM.value)
    for _time in range(2):
        more()
    assert seen() == 0
    removals = db.session.scalars(select(Decision).where(Decision.part_of_id == ban.id)).all()
    assert {(one.action, one.reason) for one in removals} == {(Action.REMOVE, Reason.SPAM)}
    assert len(removals) == 5
    back, *parts = undoing.undo(moderator, ban)
    more()  # that was under way when the ban was taken back
    assert (seen(), [part.post_id for part in parts]) == (2, [post.id for post in posts[3:]])
    again, *_none = decide(moderator, Action.BLOCK_ALL, members=[member], reason=Reason.INSULT)
    run_jobs()
    assert seen() == 0  # what the first ban removed stays away with the second
    undoing.undo(moderator, again)
    run_jobs()
    undoing.bring_back_the_rest(moderator.id, member.id, exact=True, after=0)  # done already
    assert seen() == 5
    restored = db.session.scalars(select(Decision.undoes_id).where(Decision.part_of_id == back.id)).all()
    assert set(restored) == {one.id for one in removals}

"""What the database refuses, whoever asks."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from cocreate.kernel import clock
from cocreate.kernel.database import db
from cocreate.members.models import Member, Trust
from cocreate.moderation import queries
from cocreate.moderation.appeals.models import Appeal, AppealState
from cocreate.moderation.decisions.models import Action, ChainEnd, Decision, DecisionNote
from cocreate.moderation.decisions.rules import decide
from cocreate.moderation.models import ModerationSettings, Reason
from cocreate.moderation.reports.models import Outcome, Report
from cocreate.moderation.reports.rules import report
from cocreate.posts.models import PostState
from tests import make

SOON = timedelta(days=1)


def refused(row: Any, constraint: str) -> None:
    with pytest.raises(IntegrityError, match=constraint):
        _add(row)


def _add(row: Any) -> None:
    with db.session.begin_nested():
        db.session.add(row)
        db.session.flush()


def test_reports(moderator: Member) -> None:
    post, reporter, member = make.idea().post, make.member(), make.member()
    report(reporter, post=post, reason=Reason.SPAM)
    report(reporter, member=member, reason=Reason.SPAM)
    sound = {"reporter_id": make.member().id, "post_id": post.id, "reason": Reason.SPAM, "weight": 1.0}
    cases: list[tuple[dict[str, Any], str]] = [
        ({"post_id": None}, "of_one_thing"),
        ({"member_id": member.id}, "of_one_thing"),
        ({"post_id": None, "member_id": sound["reporter_id"]}, "of_somebody_else"),
        ({"reason": Reason.OTHER, "note": ""}, "other_is_told"),
        ({"note": "x" * 1001}, "note_length"),
        ({"weight": 0.0}, "weight_is_positive"),
        ({"outcome": Outcome.UPHELD}, "settled_by_a_decision"),
        ({"reporter_id": reporter.id}, "one_open_of_a_post"),
        ({"reporter_id": reporter.id, "post_id": None, "member_id": member.id}, "one_open_of_a_member"),
    ]
    for said, constraint in cases:
        refused(Report(**{**sound, **said}), constraint)


def test_decisions(moderator: Member) -> None:
    post, member, now = make.idea().post, make.member(), clock.now()
    (warning,) = decide(moderator, Action.WARN, members=[member], reason=Reason.SPAM)
    (hidden,) = decide(moderator, Action.HIDE, posts=[post], reason=Reason.SPAM)
    decide(moderator, Action.RESTORE, posts=[post])
    sound = {
        "id": hidden.id + 1000, "action": Action.WARN, "actor_id": moderator.id, "member_id": member.id,
        "reason": Reason.SPAM, "at": now, "previous_hash": "a" * 64, "hash": "b" * 64,
    }  # fmt: skip
    restore = {"action": Action.RESTORE, "undoes_id": warning.id}
    moved = {"from_state": PostState.VISIBLE, "to_state": PostState.HIDDEN}
    cases: list[tuple[dict[str, Any], str]] = [
        ({"action": Action.BLOCK_ALL}, "one_thing_at_a_time"),
        ({"actor_id": member.id}, "upon_somebody_else"),
        ({"actor_id": None}, "by_somebody"),
        ({"action": Action.HOLD}, "held_by_itself"),
        ({"reason": None}, "for_a_reason"),
        ({**moved, "to_state": None, "post_id": post.id}, "moves_a_post"),
        (moved, "moves_a_post"),
        ({**moved, "to_state": PostState.VISIBLE, "post_id": post.id}, "moves_a_post"),
        ({"until": now + SOON}, "until_later"),
        ({"action": Action.SILENCE, "until": now - SOON}, "until_later"),
        ({"action": Action.SILENCE}, "until_later"),
        ({"trust_before": Trust.NEWCOMER}, "trust_by_approving"),
        ({"action": Action.RESTORE}, "restores_something"),
        ({"undoes_id": warning.id}, "restores_something"),
        ({**restore, "id": warning.id - 1}, "restores_something"),
        ({**restore, "undoes_id": hidden.id}, "uq_decisions_undoes_id"),
        ({"part_of_id": warning.id, "id": warning.id - 1}, "part_of_an_earlier_one"),
        ({"hash": "b"}, "hashes"),
        ({"hash": hidden.hash}, "uq_decisions_hash"),
        ({"previous_hash": hidden.previous_hash}, "uq_decisions_previous_hash"),
    ]
    for said, constraint in cases:
        refused(Decision(**{**sound, **said}), constraint)
    refused(DecisionNote(decision_id=warning.id, salt="", text=""), "text_length")
    refused(ChainEnd(id=2, last_hash=""), "only_one")


def test_appeals(moderator: Member) -> None:
    member, now = make.member(), clock.now()
    (decision,) = decide(moderator, Action.WARN, members=[member], reason=Reason.SPAM)
    sound = {"decision_id": decision.id, "member_id": member.id, "against_id": moderator.id, "text": "Why?"}
    decided = {"state": AppealState.DECLINED, "decided_at": now, "decided_by_id": make.member().id}
    cases: list[tuple[dict[str, Any], str]] = [
        ({"text": ""}, "text_length"),
        ({"answer": "x" * 2001}, "answer_length"),
        ({"state": AppealState.UPHELD}, "decided_by_somebody"),
        ({"decided_at": now}, "decided_by_somebody"),
        ({**decided, "decided_by_id": None}, "decided_by_somebody"),
        ({**decided, "decided_by_id": moderator.id}, "decided_by_another"),
        ({**decided, "decided_by_id": member.id}, "decided_by_another"),
        ({"claimed_by": moderator.id}, "claimed_by_somebody"),
        ({**decided, "claimed_by": moderator.id, "claimed_until": now}, "decided_is_not_claimed"),
    ]
    for said, constraint in cases:
        refused(Appeal(**{**sound, **said}), constraint)
    db.session.add(Appeal(**sound))
    db.session.flush()
    refused(Appeal(**sound), "uq_appeals_decision_id")


def test_settings(moderator: Member) -> None:
    refused(ModerationSettings(id=2), "only_one")
    assert queries.settings().hold_weight == 3.0
    for change, constraint in (
        ("hold_weight = 0.5", "held_by_more_than_a_whisper"),
        ("appeal_days = 0", "appeals_within_a_year"),
        ("reports_per_day = 0", "some_reports_a_day"),
        ("claim_minutes = 0", "claimed_for_hours_at_most"),
    ):
        with pytest.raises(IntegrityError, match=constraint), db.session.begin_nested():
            db.session.execute(text(f"UPDATE moderation_settings SET {change}"))

"""Tiers follow from contribution alone; the leaderboard shows who wants to be shown."""

import pytest
from flask import Flask
from sqlalchemy import select

from cocreate.journal.models import JournalEntry
from cocreate.kernel import clock
from cocreate.kernel.database import db
from cocreate.kernel.errors import Invalid
from cocreate.members.models import Affiliation, Member, RoleGrant
from cocreate.points import awards
from cocreate.points.leaderboard import queries as leaderboard
from cocreate.points.leaderboard import rules as leaving
from cocreate.points.leaderboard.queries import LATELY, Period
from cocreate.points.models import RuleKey
from cocreate.points.tiers import queries, rules
from cocreate.points.tiers.rules import Said
from tests import make


def contributor(ideas: int, name: str | None = None) -> Member:
    """A member of whose ideas so many were adopted: fifty contribution each."""
    member = make.member(name)
    for number in range(ideas):
        awards.award(RuleKey.IDEA_ADOPTED, f"idea:{member.id}{number}", [member.id])
    return member


def test_a_tier_is_reached_and_lost_with_its_contribution(app: Flask) -> None:
    member = contributor(4)
    assert queries.reached(member.id) == {"companion", "cocreator"}
    assert [tier.key for tier in [queries.of(member.id)] if tier] == ["cocreator"]
    standing = queries.standing(200, queries.every())
    assert standing.following
    assert (standing.following.key, standing.missing) == ("pioneer", 400)
    awards.revoke(f"idea:{member.id}0")
    assert queries.reached(member.id) == {"companion"}
    assert queries.reached(make.member().id) == set()
    assert queries.of(make.member().id) is None


def test_tiers_are_written_with_a_history(app: Flask, english: None) -> None:
    admin = make.member(roles=["admin"])
    said = Said(120, "老友", "Old friend", " 优先报名 \n\n", "First to register")
    tier = rules.add(admin, "friend", said)
    assert tier.benefits("zh") == ["优先报名"]
    assert rules.change(admin, tier, said._replace(from_contribution=130))
    assert not rules.change(admin, tier, said._replace(from_contribution=130))
    rules.remove(admin, tier)
    noted = db.session.scalars(select(JournalEntry).where(JournalEntry.subject_kind == "tier")).all()
    assert [one.verb for one in noted] == ["add_tier", "change_tier", "remove_tier"]
    assert noted[1].data == {"key": "friend", "fields": ["from_contribution"], "before": 120, "after": 130}


@pytest.mark.parametrize(
    ("key", "change", "field"),
    [
        ("Friend", {}, "key"),
        ("companion", {}, "key"),
        ("friend", {"from_contribution": 0}, "from_contribution"),
        ("friend", {"from_contribution": 50}, "from_contribution"),
        ("friend", {"name_zh": ""}, "name_zh"),
        ("friend", {"name_en": "x" * 41}, "name_en"),
    ],
)
def test_what_no_tier_can_say(app: Flask, key: str, change: dict[str, object], field: str) -> None:
    said = {"from_contribution": 120, "name_zh": "老友", "name_en": "Friend", "benefits_zh": "", "benefits_en": ""}
    with pytest.raises(Invalid) as caught:
        rules.add(make.member(roles=["admin"]), key, Said(**{**said, **change}))  # type: ignore[arg-type]
    assert caught.value.field == field


def test_the_preview_counts_who_would_move(app: Flask) -> None:
    for ideas in (0, 1, 2, 2, 4):
        contributor(ideas)
    tiers = queries.every()
    assert list(queries.members().values()) == [3, 1, 0, 0]
    moves = queries.moves(tiers, rules.instead(tiers, tiers[1], 100))
    assert [(one.before and one.before.key, one.after and one.after.key, one.members) for one in moves] == [
        ("companion", "cocreator", 2)
    ]
    gone = queries.moves(tiers, rules.instead(tiers, tiers[0], None))
    assert [(one.before and one.before.key, one.after, one.members) for one in gone] == [("companion", None, 3)]
    assert queries.moves(tiers, tiers) == []


def test_the_leaderboard_shows_members_who_want_it_and_pages(app: Flask) -> None:
    people = [contributor(ideas) for ideas in (3, 2, 2, 1)]
    hidden = [contributor(5) for _number in range(6)]
    hidden[0].affiliation = Affiliation.DEALER
    hidden[1].banned_at = hidden[2].leaves_at = clock.now()
    db.session.add(RoleGrant(member_id=hidden[3].id, role="moderator", scope="site"))
    leaving.leave(hidden[4])
    leaving.leave(hidden[4])
    hidden[5].state = type(hidden[5].state).PLACEHOLDER
    db.session.flush()
    for period in Period:
        first = leaderboard.places(period, limit=2)
        assert [(one.rank, one.contribution) for one in first.items] == [(1, 150), (2, 100)]
        rest = leaderboard.places(period, first.next_cursor, limit=9)
        assert [(one.rank, one.contribution) for one in rest.items] == [(2, 100), (4, 50)]
        assert rest.next_cursor is None
        assert leaderboard.own(people[3], period) == (False, 50, 4)
        assert leaderboard.own(hidden[4], period) == (True, 250, None)
    leaving.come_back(hidden[4])
    assert leaderboard.own(hidden[4], Period.ALL).rank == 1


def test_what_was_earned_long_ago_counts_in_the_long_run_alone(app: Flask) -> None:
    member = make.member()
    awards.award(RuleKey.IDEA_ADOPTED, "idea:1", [member.id], at=clock.now() - LATELY * 2)
    assert leaderboard.own(member, Period.ALL).rank == 1
    assert leaderboard.own(member, Period.LATELY) == (False, 0, None)

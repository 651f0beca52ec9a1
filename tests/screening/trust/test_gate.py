"""What members may put into one post, by how far they are trusted."""

import pytest
from flask import Flask
from sqlalchemy import select, update

from cocreate.ideas import rules as ideas
from cocreate.ideas.models import Idea
from cocreate.kernel.database import db
from cocreate.kernel.errors import Invalid
from cocreate.members.models import Member, MemberState, Trust
from cocreate.posts.models import PostState
from cocreate.posts.pictures import rules as pictures
from cocreate.screening.models import Case, Cause
from cocreate.screening.trust import gate, queries
from cocreate.screening.trust.models import Allowance, Excess
from tests import make
from tests.make.pictures import drawn

pytestmark = pytest.mark.usefixtures("english")


def links(number: int) -> str:
    return " ".join(f"[see]( https://example{each}.org/ )" for each in range(number))


def takes(member: Member, body: str, mentions: int = 0) -> bool:
    """Whether so much is published; all levels hold what is too much, so that nothing is refused."""
    db.session.execute(update(Allowance).values(excess=Excess.HOLD))
    return not gate.holds(member, body, mentions)


def test_what_each_level_may_put_into_a_text(app: Flask) -> None:
    most = {Trust.NEWCOMER: (2, 3), Trust.SETTLED: (5, 5), Trust.REGULAR: (10, 10)}
    for level, (most_links, most_mentions) in most.items():
        member = make.member(trust=level)
        assert takes(member, links(most_links), most_mentions), level
        assert not takes(member, links(most_links + 1)), level
        assert not takes(member, "Words.", most_mentions + 1), level
    assert takes(make.member(trust=Trust.TRUSTED), links(200), 200)


def test_only_links_that_lead_away_count_and_each_once(app: Flask) -> None:
    member = make.member(trust=Trust.NEWCOMER)
    here = "[one](/ideas) [two](#top) http://localhost/ideas <http://LOCALHOST/x> [three](//localhost/y)"
    twice = "https://a.example/ https://a.example/, www.b.example and again www.b.example."
    assert gate.outward_links(f"{here} {twice}") == {"https://a.example/", "www.b.example"}
    assert takes(member, f"{here} {twice}")
    for more in ("mailto:me@c.example", "[x](//c.example)", "`https://c.example`", "[r]\n\n[r]: https://c.example"):
        assert not takes(
            member, f"{twice} [m](mailto:me@c.example)" if more.startswith("mailto") else f"{twice} {more}"
        )


def test_the_refusal_says_how_many_it_may_be_and_from_when_on_more(app: Flask) -> None:
    with pytest.raises(Invalid, match=r"at most 2 links\. As “Settled” you may have more") as caught:
        gate.holds(make.member(trust=Trust.NEWCOMER), links(3), 0)
    assert caught.value.code == "too-many-links"
    db.session.execute(update(Allowance).values(mentions=1))
    with pytest.raises(Invalid, match=r"^At your level a post mentions at most 1 member\.$"):
        gate.holds(make.member(trust=Trust.NEWCOMER), "Words.", 2)


def test_an_edit_may_keep_the_links_there_were_but_add_none(app: Flask) -> None:
    member = make.member(trust=Trust.NEWCOMER)
    assert not gate.holds(member, f"Better. {links(5)}", 0, replaced=links(6))
    with pytest.raises(Invalid):
        gate.holds(member, f"{links(6)} https://more.example", 0, replaced=links(6))


def test_an_idea_with_too_many_links_is_refused_at_its_body_or_held(app: Flask) -> None:
    author = make.member(trust=Trust.NEWCOMER)
    with pytest.raises(Invalid, match="at most 2 links"):
        make.idea(author, body=links(3))
    assert db.session.scalar(select(Idea)) is None
    queries.allowance(Trust.NEWCOMER).excess = Excess.HOLD
    held = make.idea(author, body=links(3))
    assert held.post.state is PostState.HELD
    case = db.session.scalars(select(Case).where(Case.post_id == held.id)).one()
    assert Cause.TRUST in case.causes


def test_an_idea_that_is_edited_into_too_many_links_is_held_where_the_level_says_so(app: Flask) -> None:
    author = make.member(trust=Trust.SETTLED)
    idea = make.idea(author)
    queries.allowance(Trust.SETTLED).excess = Excess.HOLD
    ideas.edit(author, idea, idea.post.title or "", links(6), idea.stage, idea.kind)
    assert idea.post.state is PostState.HELD


def test_members_named_in_a_comment_are_counted(app: Flask) -> None:
    author, named = make.member(trust=Trust.NEWCOMER), [make.member(f"Guest{number}") for number in range(4)]
    idea = make.idea()
    make.comment(idea, author, " ".join(f"@{each.name}" for each in named[:3]))
    with pytest.raises(Invalid, match="mentions at most 3"):
        make.comment(idea, author, " ".join(f"@{each.name}" for each in named))


def test_pictures_beyond_the_level_are_refused_and_those_that_are_there_may_stay(app: Flask) -> None:
    author = make.member(trust=Trust.NEWCOMER)
    ids = [pictures.add(author, drawn()).public_id for _number in range(4)]
    post = make.idea(author).post
    with pytest.raises(Invalid, match="at most 3 pictures") as caught:
        pictures.attach(post, author, ids)
    assert caught.value.field == "pictures"
    assert pictures.attach(post, author, ids[:3])
    queries.allowance(Trust.NEWCOMER).pictures = 1
    assert pictures.attach(post, author, ids[:2])
    assert not pictures.attach(post, author, ids[:2])


def test_staff_and_what_is_brought_in_pass_unmeasured(app: Flask) -> None:
    db.session.execute(update(Allowance).values(links=0, pictures=0, mentions=0))
    for author in (
        make.member(roles=["service"], trust=Trust.NEWCOMER),
        make.member(state=MemberState.PLACEHOLDER, trust=Trust.NEWCOMER),
    ):
        made = make.idea(author, body=links(9))
        assert pictures.attach(made.post, author, [pictures.add(author, drawn()).public_id])
        assert made.post.is_visible


def test_somebody_looks_at_the_first_post_of_a_newcomer_and_at_no_other(app: Flask) -> None:
    author = make.member(trust=Trust.NEWCOMER)
    first, second = make.idea(author), make.idea(author)
    make.idea(make.member(trust=Trust.SETTLED))
    opened = db.session.execute(select(Case.post_id, Case.causes)).all()
    assert [tuple(row) for row in opened] == [(first.id, ["first"])]
    assert first.post.is_visible
    assert second.post.is_visible


def test_where_the_first_posts_wait_the_next_waits_until_they_were_approved(app: Flask) -> None:
    queries.allowance(Trust.NEWCOMER).waits = 1
    author = make.member(trust=Trust.NEWCOMER)
    first, second = make.idea(author), make.idea(author)
    assert [first.post.state, second.post.state] == [PostState.HELD] * 2
    first.post.published_at, first.post.state = first.post.created_at, PostState.VISIBLE
    db.session.flush()
    assert make.idea(author).post.is_visible

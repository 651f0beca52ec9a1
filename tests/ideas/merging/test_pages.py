"""Merging on pages."""

import pytest
from sqlalchemy import select, update

from cocreate.comments.models import Follow
from cocreate.ideas import rules as ideas
from cocreate.ideas.models import Idea
from cocreate.kernel.database import db
from cocreate.members.models import Member
from cocreate.posts.models import Post, PostState
from tests import make
from tests.make.answers import problem, proposal
from tests.make.groups import apart, counts, differences, key, merged
from tests.support.browser import Client
from tests.support.page import Page


@pytest.fixture
def moderator(client: Client) -> Member:
    member = make.member("Mo", roles=["moderator"], locale="en")
    client.sign_in(member)
    return member


def address(idea: Idea) -> str:
    return f"/ideas/{key(idea)}"


def hide(idea: Idea) -> None:
    db.session.execute(update(Post).where(Post.id == idea.id).values(state=PostState.HIDDEN))


def text(client: Client, path: str) -> str:
    client.set_cookie("lang", "en")
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def test_a_merged_ideas_page_leads_to_its_target_which_says_so(client: Client) -> None:
    target, source = make.idea(title="The target"), make.idea(make.member("Lin"), title="The source")
    merged(source, target)
    answer = client.get(address(source))
    assert answer.status_code == 302
    assert answer.location == f"{address(target)}-the-target?merged={key(source)}"
    page = text(client, answer.location)
    assert "“The source” by" in page
    assert "1 idea is merged into this one" in page
    assert "Lin" in page
    assert "“The source” by" not in text(client, f"{address(target)}?merged={key(make.idea())}")


def test_the_link_to_a_comment_of_a_merged_idea_leads_to_it_under_the_target(client: Client) -> None:
    target, source = make.idea(), make.idea(title="The source")
    comment = make.comment(source, body="Said at the source.")
    merged(source, target)
    said = comment.post.public_id
    answer = client.get(f"/comments/{said}")
    led = client.get(answer.location)
    assert led.status_code == 302
    assert led.location.startswith(address(target))
    assert led.location.endswith(f"#c-{said}")
    page = text(client, led.location)
    assert "Said at the source." in page
    assert "From the merged idea “The source”" in page


def test_what_is_hidden_shows_nowhere_under_its_target(client: Client) -> None:
    target, source = make.idea(), make.idea(title="A secret")
    make.comment(source, body="A secret word.")
    merged(source, target)
    hide(source)
    page = text(client, address(target))
    assert "secret" not in page
    assert client.get(address(source)).status_code == 404


def test_a_target_nobody_sees_leaves_what_is_merged_where_it_was(client: Client) -> None:
    target, source = make.idea(title="Gone"), make.idea(title="Still here")
    merged(source, target)
    hide(target)
    page = text(client, address(source))
    assert "Still here" in page
    assert "Gone" not in page


def test_lists_and_feeds_leave_out_what_is_merged(client: Client) -> None:
    target, source = make.idea(title="The target"), make.idea(title="The source")
    merged(source, target)
    for path in ("/ideas", "/ideas?sort=new", "/ideas.atom", "/roadmap.atom", "/sitemap.xml", "/"):
        assert key(source) not in text(client, path), path
    assert key(source) in text(client, "/ideas?status=merged")
    apart(source)
    assert key(source) in text(client, "/ideas")


def test_its_texts_and_its_evidence_stay_readable(client: Client) -> None:
    target, source = make.idea(), make.idea(title="The source", supporters=2)
    merged(source, target)
    for part in ("history", "evidence"):
        page = text(client, f"{address(source)}/{part}")
        assert "The source" in page
        assert "where its supports count:" in page
    assert "<dd>2</dd>" in text(client, f"{address(source)}/evidence")


def test_who_follows_what_is_merged_follows_the_target_and_can_leave(client: Client) -> None:
    member, target = make.member(locale="en"), make.idea()
    source = make.idea(member)
    merged(source, target)
    client.sign_in(member)
    assert "Stop following" in text(client, address(target))
    client.post(f"{address(target)}/follow/end")
    assert "Stop following" not in text(client, address(target))
    assert db.session.scalars(select(Follow.post_id).where(Follow.member_id == member.id)).all() == []


def test_the_target_is_found_looked_at_and_merged_into(client: Client, moderator: Member) -> None:
    target, source = make.idea(title="Heated seats"), make.idea(make.member("Lin"), supporters=3)
    both = make.member()
    for idea in (target, source):
        ideas.support(both, idea)
    assert f"{address(source)}/merge" in text(client, address(source))
    found = text(client, f"{address(source)}/merge?direction=into&others=heated")
    choice = f"{address(source)}/merge?direction=into&others={key(target)}"
    assert choice in Page(found).links
    look = text(client, choice)
    assert "<strong>4</strong> supporters, <strong>1</strong> in both → <strong>3</strong> new" in look
    assert "Lin" in look
    form = next(form for form in Page(look).forms if form.method == "post" and form.action.endswith("/merge"))
    refused = client.post(form.action, data=form.values | {"reason": ""})
    assert refused.status_code == 422
    assert client.post(form.action, data=form.values | {"reason": "The same wish."}).status_code == 303
    assert counts(target) == (4, 0)
    assert differences() == []


def test_several_are_merged_into_this_one_by_their_addresses(client: Client, moderator: Member) -> None:
    target, one, other = make.idea(), make.idea(supporters=1), make.idea(supporters=1)
    typed = f"http://localhost{address(one)}-a-slug {key(other)} nothing"
    data = {"direction": "here", "others": typed, "reason": "All the same."}
    assert client.post(f"{address(target)}/merge", data=data).status_code == 303
    assert counts(target) == (2, 0)


@pytest.mark.parametrize("others", ["", "no words", "2222222222", "\x00", "\u202e"])
def test_what_is_no_idea_is_said_at_its_field(client: Client, moderator: Member, others: str) -> None:
    idea = make.idea()
    if others.isprintable():
        assert client.get(f"{address(idea)}/merge", query_string={"others": others}).status_code == 200
    answer = client.post(f"{address(idea)}/merge", data={"direction": "into", "others": others, "reason": "So."})
    assert answer.status_code == 422


def test_what_stands_against_it_is_said_and_nothing_typed_is_lost(client: Client, moderator: Member) -> None:
    target, source, other = make.idea(title="Whole"), make.idea(), make.idea()
    merged(source, target)
    data = {"direction": "into", "others": key(source), "reason": "They are alike."}
    answer = client.post(f"{address(other)}/merge", data=data)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert "Merge into that one." in page
    assert "They are alike." in page


def test_undoing_it_shows_what_leaves(client: Client, moderator: Member) -> None:
    target, source = make.idea(), make.idea(supporters=2)
    both = make.member()
    for idea in (target, source):
        ideas.support(both, idea)
    merged(source, target)
    assert f"{address(source)}/unmerge" in text(client, address(target))
    look = text(client, f"{address(source)}/unmerge")
    assert "<strong>3</strong> supporters go back, <strong>1</strong> stay as well → <strong>2</strong> leave" in look
    assert client.post(f"{address(source)}/unmerge", data={"reason": ""}).status_code == 422
    assert client.post(f"{address(source)}/unmerge", data={"reason": "Not the same."}).status_code == 303
    assert client.get(f"{address(source)}/unmerge").status_code == 409
    assert counts(source) == (3, 0)


def test_a_proposed_merge_is_confirmed_on_the_page(client: Client) -> None:
    source, target = problem(safety=True), problem()
    for role in ("moderator", "product"):
        client.sign_in(make.member(roles=[role], locale="en"))
        if role == "moderator":
            data = {"direction": "into", "others": key(target), "reason": "The same door."}
            assert client.post(f"{address(source)}/merge", data=data).status_code == 303
        else:
            led = client.post(f"{address(source)}/proposal/confirm", follow_redirects=True)
            assert led.request.path.startswith(address(target))
            assert "1 idea is merged into this one." in led.get_data(as_text=True)
    db.session.refresh(source)
    assert source.status_key == "merged"
    assert differences() == []


def test_a_proposal_of_another_kind_is_still_confirmed_as_it_was(client: Client) -> None:
    idea = problem(safety=True)
    proposal(idea)
    client.sign_in(make.member(roles=["product"]))
    assert client.post(f"{address(idea)}/proposal/confirm").status_code == 303
    db.session.refresh(idea)
    assert idea.status.category.value in ("done", "closed")


@pytest.mark.parametrize("role", ["service", "organiser"])
def test_others_of_the_team_do_not_merge(client: Client, role: str) -> None:
    client.sign_in(make.member(roles=[role]))
    idea = make.idea()
    assert client.get(f"{address(idea)}/merge").status_code == 403
    assert client.post(f"{address(idea)}/merge").status_code == 403
    assert client.post(f"{address(idea)}/unmerge").status_code == 403
    assert f"{address(idea)}/merge" not in text(client, address(idea))


def test_the_front_page_tells_who_followed_what_is_merged_of_the_target(client: Client) -> None:
    member, target, product = make.member(locale="en"), make.idea(title="The target"), make.member(roles=["product"])
    source = make.idea(member, title="The source")
    ideas.change_status(product, target, "reviewing", "Before they were one.")
    merged(source, target)
    ideas.change_status(product, target, "adopted", "Since they are one.")
    client.sign_in(member)
    page = text(client, "/")
    assert "Since they are one." in page
    assert "Before they were one." not in page

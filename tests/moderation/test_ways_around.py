"""Ways around what moderators decided, each of which somebody has tried."""

from datetime import timedelta
from unittest.mock import patch

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import joinedload

from cocreate.accounts import identities, profiles
from cocreate.accounts import rules as accounts
from cocreate.accounts.leaving import erasing
from cocreate.accounts.profiles import Profile
from cocreate.catalogue.stages import Stage
from cocreate.comments import rules as comments
from cocreate.comments.calm import rules as calm
from cocreate.comments.calm.models import MeasureKind
from cocreate.comments.models import Comment
from cocreate.ideas import rules as ideas
from cocreate.ideas.models import IdeaKind
from cocreate.kernel import clock
from cocreate.kernel.database import db
from cocreate.kernel.errors import Refused
from cocreate.members import queries as members
from cocreate.members.models import IdentityKind, Member, Trust
from cocreate.moderation.decisions.models import Action
from cocreate.moderation.decisions.rules import decide
from cocreate.moderation.models import Reason
from cocreate.moderation.reports.rules import report
from cocreate.posts import rules as posts
from cocreate.posts.models import Post, PostState
from cocreate.posts.pictures import rules as pictures
from cocreate.posts.queries import revisions
from cocreate.screening.models import Case
from cocreate.screening.protection import rules as protection
from tests import make
from tests.make.pictures import drawn
from tests.support.browser import Client
from tests.support.race import Real


@pytest.mark.usefixtures("english")
@pytest.mark.usefixtures("english")
def test_whose_turn_is_over_while_writing_loses_nothing(client: Client, moderator: Member) -> None:
    silenced, member = make.member("Lin", locale="en"), make.member("Wei", locale="en")
    silenced.silenced_until = clock.now() + timedelta(days=3)
    here, shut, done = make.idea(), make.idea(), make.idea(status="declined")
    calm.take(moderator, shut.post, MeasureKind.CLOSED, "Let us rest.")
    done.status.may_comment = False
    db.session.flush()
    said = (
        (silenced, here, "You cannot publish anything at present"),
        (member, shut, "Nobody writes here for the time being"),
        (member, done, "This idea takes no more comments"),
    )
    tried = [(author, f"/ideas/{idea.post.public_id}/comments", why) for author, idea, why in said]
    for author, path, why in tried:
        client.sign_in(author)
        refused = client.post(path, data={"body": "Typed for an hour."})
        assert (refused.status_code, why in refused.text, "Typed for an hour." in refused.text) == (409, True, True)
    assert db.session.scalars(select(Comment.id)).all() == []


@pytest.mark.usefixtures("english")
def test_a_silenced_member_changes_nothing_and_is_offered_nothing_to_change(client: Client) -> None:
    author = make.member("Lin")
    idea = make.idea(author)
    comment, picture = make.comment(idea, author), pictures.add(author, drawn())
    author.silenced_until = clock.now() + timedelta(days=3)
    db.session.flush()
    post = idea.post
    for way in (
        lambda: ideas.edit(author, idea, post.title or "", post.body, Stage.DRIVING, IdeaKind.WISH, ["said"]),
        lambda: ideas.edit(author, idea, post.title or "", post.body, Stage.SALES, IdeaKind.PROBLEM),
        lambda: profiles.edit(author, Profile("Lin says")),
        lambda: profiles.edit(author, Profile("Lin", bio="Said here.")),
        lambda: pictures.upload(author, drawn()),
        lambda: comments.edit(author, comment, comment.post.body, [picture.public_id]),
    ):
        with pytest.raises(Refused) as refusal:
            way()
        assert refusal.value.code == "silenced"
    profiles.edit(author, Profile("Lin", bio=""))
    client.sign_in(author)
    here, said = f"/ideas/{post.public_id}", f"/comments/{comment.post.public_id}"
    offered = (f"{here}/edit", f"{said}/edit", "reply_to=")
    shown = client.get(here).text
    assert [link for link in (*offered, f"{said}/remove") if link in shown] == [f"{said}/remove"]
    db.session.execute(update(Member).values(silenced_until=None))
    shown = client.get(here).text
    assert [link for link in offered if link not in shown] == []


@pytest.mark.usefixtures("english")
def test_who_was_banned_comes_back_by_no_other_spelling_and_no_second_account(moderator: Member) -> None:
    banned, number = make.member(email="gone+one@example.org"), identities.phone("13800138000")
    accounts.confirm(banned, IdentityKind.PHONE, number)
    decide(moderator, Action.BAN, members=[banned], reason=Reason.SPAM)
    for address in ("gone+one@example.org", "gone+two@example.org", "gone@example.org"):
        assert members.is_barred_identity(IdentityKind.EMAIL, address), address
    assert not members.is_barred_identity(IdentityKind.EMAIL, "one@example.org")
    erasing.erase(erasing.hold(banned.id), posts_too=False)
    with pytest.raises(Refused):
        accounts.confirm(make.member(), IdentityKind.PHONE, number)


@pytest.mark.usefixtures("english")
def test_a_protected_member_is_reached_by_no_change_of_a_comment(moderator: Member) -> None:
    kept, new = make.member("Kept"), make.member(trust=Trust.NEWCOMER)
    protection.protect(moderator, kept, 5, "So many new accounts.")
    elsewhere, here = make.comment(make.idea(), new), make.comment(make.idea(kept), new)
    decide(moderator, Action.APPROVE, posts=[here.post])
    for comment, words in ((elsewhere, "@Kept, you again."), (here, "You again.")):
        comments.edit(new, comment, words)
        assert db.session.get_one(Post, comment.id).state is PostState.HELD


@pytest.mark.usefixtures("english")
def test_what_was_replaced_before_a_post_was_seen_is_no_part_of_its_public_history(moderator: Member) -> None:
    author = make.member()
    idea = make.held(author, "What nobody was to read.")
    title = idea.post.title or ""
    ideas.edit(author, idea, title, "Said kindly.", Stage.DRIVING, IdeaKind.WISH)
    decide(moderator, Action.APPROVE, posts=[idea.post])
    ideas.edit(author, idea, title, "Said better.", Stage.DRIVING, IdeaKind.WISH)
    post = db.session.scalars(select(Post).where(Post.id == idea.id).options(joinedload(Post.author))).one()
    both = ["Said better.", "Said kindly."]
    for reader in (None, make.member()):
        page = revisions(post, reader=reader)
        assert ([view.body for view in page.items], page.items[-1].before) == (both, None)
    for reader in (author, moderator):
        assert [view.body for view in revisions(post, reader=reader).items] == [*both, "What nobody was to read."]


@pytest.mark.usefixtures("english")
def test_what_was_taken_away_or_put_right_is_no_part_of_a_public_history(client: Client, moderator: Member) -> None:
    author, said = make.member(), ("What was seen.", "What broke the rules.", "Call 13800000000.", "Said kindly.")
    idea = make.idea(author, body=said[0])
    title = idea.post.title or ""
    ideas.edit(author, idea, title, said[1], Stage.DRIVING, IdeaKind.WISH)
    decide(moderator, Action.HIDE, posts=[idea.post], reason=Reason.INSULT)
    ideas.edit(author, idea, title, said[2], Stage.DRIVING, IdeaKind.WISH)
    decide(moderator, Action.APPROVE, posts=[idea.post])
    report(make.member(), post=idea.post, reason=Reason.PRIVACY)
    case = db.session.scalars(select(Case.public_id).where(Case.post_id == idea.id)).one()
    client.sign_in(moderator)
    right = {"title": title, "body": said[3], "reason": "privacy", "note": "No numbers, please."}
    assert client.post(f"/moderation/cases/{case}/edit", data=right).status_code == 303
    post = db.session.scalars(select(Post).where(Post.id == idea.id).options(joinedload(Post.author))).one()
    assert [view.body for view in revisions(post).items] == [said[3], said[0]]
    assert [view.number for view in revisions(post).items] == [4, 1]
    assert [view.body for view in revisions(post, reader=author).items] == [*reversed(said)]


def test_a_change_that_is_held_and_reports_do_not_wait_in_a_ring(real: Real) -> None:
    author = real.commit(lambda: make.member().id)
    comment = real.commit(lambda: make.comment(author=members.by_id(author)).id)
    reporters = [real.commit(lambda: make.member().id) for _number in range(4)]

    def changing() -> None:
        query = select(Comment).where(Comment.id == comment).options(joinedload(Comment.post))
        comments.edit(members.by_id(author), db.session.scalars(query).one(), "Something else.")

    def reporting(who: int) -> None:
        report(members.by_id(who), post=db.session.get_one(Post, comment), reason=Reason.SPAM)

    works = [changing, *(lambda who=who: reporting(who) for who in reporters)]
    with patch.object(posts, "screen", make.holding):
        answers = real.together(works)
    assert [answer for answer in answers if isinstance(answer, Exception) and not isinstance(answer, Refused)] == []

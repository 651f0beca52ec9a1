"""One thing done to many ideas: a look first, what is refused told, the rest done, and all of it once."""

from datetime import date

import pytest
from sqlalchemy import func, select

from cocreate.catalogue.stages import Stage
from cocreate.comments.models import Comment
from cocreate.desk import bulk
from cocreate.desk.bulk import Change
from cocreate.desk.forms import MOST
from cocreate.ideas import rules as ideas
from cocreate.ideas.models import Idea, IdeaKind
from cocreate.ideas.triage import departments, templates
from cocreate.ideas.triage import rules as triage
from cocreate.ideas.triage.models import Triage
from cocreate.ideas.triage.rules import Driving
from cocreate.kernel.database import db
from cocreate.members.models import Member
from cocreate.posts.models import Post, PostState
from tests import make
from tests.support.browser import Client
from tests.support.page import Page


@pytest.fixture
def product(client: Client) -> Member:
    member = make.member("Qing", roles=["product"], locale="en")
    client.sign_in(member)
    return member


def ids(*wanted: Idea) -> list[str]:
    return [idea.post.public_id for idea in wanted]


def answers(idea_id: int) -> list[str]:
    query = select(Post.body).join(Comment, Comment.id == Post.id).where(Comment.thread_id == idea_id, Comment.official)
    return list(db.session.scalars(query))


def test_each_idea_is_answered_in_its_own_language(product: Member) -> None:
    chinese, english = make.idea(title="座椅加热", body="冬天早上座椅太冷了。"), make.idea(title="A warmer seat")
    template = templates.write(product, "Thanks", "谢谢您！", "Thank you!")
    report = bulk.answer(product, [chinese, english], "", template)
    assert len(report.done) == 2
    assert (answers(chinese.id), answers(english.id)) == (["谢谢您！"], ["Thank you!"])


def test_what_is_refused_is_told_and_the_rest_is_done(product: Member) -> None:
    fine, praise = make.idea(title="Fine"), make.idea(title="Lovely", kind=IdeaKind.PRAISE)
    already = make.idea(title="Already", status="adopted")
    report = bulk.change_status(product, [fine, praise, already], "adopted", "We build it.", official=True)
    assert [name.title for name in report.done] == ["Fine"]
    assert [name.title for name, _reason in report.refused] == ["Lovely", "Already"]
    assert all(reason for _name, reason in report.refused)
    assert [db.session.get_one(Idea, idea.id).status_key for idea in (fine, praise)] == ["adopted", "new"]


def test_closing_a_safety_problem_is_proposed(product: Member) -> None:
    problem = ideas.post(make.member(), "Brakes squeal", "Loudly.", Stage.DRIVING, IdeaKind.PROBLEM, safety=True)
    report = bulk.change_status(product, [problem, make.idea()], "declined", "Worn out.", official=True)
    assert ([name.title for name in report.proposed], len(report.done)) == (["Brakes squeal"], 1)
    assert db.session.get_one(Idea, problem.id).status_key == "new"


def test_only_the_part_that_was_chosen_changes(product: Member) -> None:
    charging, software = departments.add(product, "充电", "Charging"), departments.add(product, "软件", "Software")
    first, second = make.idea(), make.idea()
    triage.drive(product, first, Driving(charging, product, date(2027, 1, 1), "CHG-17"))
    assert len(bulk.drive(product, [first, second], Change(department=(software,))).done) == 2
    kept = db.session.get_one(Triage, first.id)
    assert (kept.department_id, kept.lead_id, kept.due_on, kept.ticket) == (
        software.id, product.id, date(2027, 1, 1), "CHG-17",
    )  # fmt: skip
    bulk.drive(product, [first], Change(lead=(), due_on=()))
    assert (kept.department_id, kept.lead_id, kept.due_on) == (software.id, None, None)


def test_a_department_that_is_closed_refuses_only_those_it_does_not_drive(product: Member) -> None:
    closed = departments.add(product, "旧", "Old")
    driven, other = make.idea(title="Driven"), make.idea(title="Other")
    triage.drive(product, driven, Driving(closed))
    departments.change(product, closed, "旧", "Old", closed=True)
    report = bulk.drive(product, [driven, other], Change(department=(closed,)))
    assert ([name.title for name in report.done], [name.title for name, _ in report.refused]) == (["Driven"], ["Other"])


def test_what_the_reader_does_not_see_is_not_among_the_chosen(product: Member) -> None:
    seen, removed = make.idea(), make.idea()
    removed.post.state = PostState.REMOVED
    db.session.flush()
    assert bulk.chosen([*ids(seen, removed), "2222222222"], product) == [seen]


def test_a_batch_is_looked_at_then_done_once(client: Client, product: Member) -> None:
    wanted = [make.idea(), make.idea()]
    keys = [idea.id for idea in wanted]
    page = client.get("/desk/bulk/answer", query_string={"idea": ids(*wanted), "back": "/desk?pile=all"})
    ticked = ids(*(_whole(key) for key in keys))
    assert all(f'name="idea" value="{each}"' in page.text for each in ticked)
    said = {**Page(page.text).form("body").values, "idea": ticked, "body": "We look."}
    look = client.post("/desk/bulk/answer", data=said)
    assert look.status_code == 200
    assert "Answer 2 ideas?" in look.text
    assert "We look." in look.text
    assert answers(keys[0]) == []
    values = {**Page(look.text).form("body").values, "idea": said["idea"], "confirmed": "yes"}
    first, second = (client.post("/desk/bulk/answer", data=values) for _time in range(2))
    assert (first.status_code, second.status_code) == (201, 201)
    assert "2 ideas are done" in first.text
    assert first.text == second.text
    assert [answers(key) for key in keys] == [["We look."], ["We look."]]
    assert 'href="/desk?pile=all"' in first.text


def _whole(key: int) -> Idea:
    """The idea with its post, after a request has forgotten both."""
    idea = db.session.get_one(Idea, key)
    db.session.refresh(idea, ["post"])
    return idea


def test_one_may_go_back_and_change_something(client: Client, product: Member) -> None:
    said = {"idea": ids(make.idea()), "body": "We loook.", "template": "", "back": "/desk", "change": "yes"}
    page = client.post("/desk/bulk/answer", data=said)
    assert page.status_code == 200
    assert Page(page.text).form("body").values["body"] == "We loook."


@pytest.mark.parametrize(
    ("act", "said", "field"),
    [
        ("answer", {"body": "", "template": ""}, "body"),
        ("answer", {"body": "x", "template": "2222222222"}, "template"),
        ("status", {"status": "", "reason": "Because."}, "status"),
        ("status", {"status": "adopted", "reason": " "}, "reason"),
        ("drive", {"department": "2222222222", "lead": ""}, "department"),
        ("drive", {"department": "", "lead": "", "due_on": "soon"}, "due_on"),
    ],
)
def test_what_is_wrong_is_told_at_its_field_and_the_ticks_stay(
    client: Client, product: Member, act: str, said: dict[str, str], field: str
) -> None:
    wanted = ids(make.idea())
    answer = client.post(f"/desk/bulk/{act}", data={**said, "idea": wanted, "confirmed": "yes"})
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text
    assert wanted[0] in answer.text


@pytest.mark.parametrize("number", [0, MOST + 1])
def test_none_and_too_many_are_refused(client: Client, product: Member, number: int) -> None:
    wanted = ids(make.idea()) * number
    answer = client.post("/desk/bulk/answer", data={"idea": wanted, "body": "x", "template": "", "confirmed": "yes"})
    assert answer.status_code == 422
    assert 'id="idea-error"' in answer.text
    assert db.session.scalar(select(func.count(Comment.id))) == 0


@pytest.mark.parametrize(("role", "act", "status"), [
    ("service", "answer", 422), ("moderator", "drive", 200), ("service", "status", 403), (None, "answer", 403),
    ("organiser", "drive", 403),
])  # fmt: skip
def test_who_may_do_what(client: Client, role: str | None, act: str, status: int) -> None:
    client.sign_in(make.member(roles=[role] if role else []))
    said = {"idea": ids(make.idea()), "department": "", "lead": ""} if act == "drive" else {"idea": ids(make.idea())}
    assert client.post(f"/desk/bulk/{act}", data=said).status_code == status


def test_nobody_is_sent_elsewhere_afterwards(client: Client, product: Member) -> None:
    page = client.get("/desk/bulk/answer", query_string={"idea": ids(make.idea()), "back": "//evil.example"})
    assert 'href="//' not in page.text
    assert Page(page.text).form("back").values["back"] == "/desk"


def test_several_are_merged_into_one_of_them_after_a_look(client: Client, product: Member) -> None:
    target, one, praise = make.idea(), make.idea(supporters=2), make.idea(kind=IdeaKind.PRAISE)
    into, title = target.post.public_id, praise.post.title or ""
    data = {"idea": ids(target, one, praise), "into": f"/ideas/{into}-slug", "reason": "The same wish."}
    assert client.get("/desk/bulk/merge", query_string={"idea": data["idea"]}).status_code == 200
    look = client.post("/desk/bulk/merge", data=data)
    assert "2 supporters, 0 in both → 2 new" in look.get_data(as_text=True)
    report = client.post("/desk/bulk/merge", data=data | {"confirmed": "yes"})
    page = report.get_data(as_text=True)
    assert report.status_code == 201
    assert "1 idea is done" in page
    assert title in page
    assert "Praise can only be merged into praise." in page
    assert db.session.scalars(select(Idea.supports).where(Idea.id == target.id)).one() == 2


@pytest.mark.parametrize("into", ["", "nothing", "2222222222"])
def test_into_what_is_no_idea_nothing_is_merged(client: Client, product: Member, into: str) -> None:
    data = {"idea": ids(make.idea()), "into": into, "reason": "The same wish."}
    assert client.post("/desk/bulk/merge", data=data).status_code == 422

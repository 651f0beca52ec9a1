"""Questions for people: the list and its filters, reading, asking, answering, saying what helped."""

import re
from html import unescape

import pytest
from sqlalchemy import select

from cocreate.comments.helpful import rules as helpful
from cocreate.kernel import paging
from cocreate.kernel.database import db
from cocreate.posts import standing
from cocreate.posts.models import PostState
from cocreate.questions import rules
from cocreate.questions.models import Answer, Question
from tests import make
from tests.make import questions
from tests.support.browser import Client
from tests.support.page import Page

SAID = {"title": "Why does it charge slowly in the cold?", "body": "Minus ten.", "stage": "driving", "tags": "winter"}


@pytest.fixture
def english(client: Client) -> Client:
    client.set_cookie("lang", "en")
    return client


def path(question: Question, rest: str = "") -> str:
    return f"/questions/{question.post.public_id}{rest}"


def titles(page: str) -> list[str]:
    return [unescape(title) for title in re.findall(r'class="row-title"[^>]*><a[^>]*>([^<]*)</a>', page)]


def test_an_empty_list_invites(english: Client) -> None:
    assert "Nobody has asked anything yet" in english.get("/questions").text
    assert "Every question has an answer" in english.get("/questions?status=unanswered").text
    assert "Nothing matches this choice" in english.get("/questions?stage=repair").text


def test_the_list_is_narrowed_and_ordered(english: Client) -> None:
    make.series("lan-5")
    open_one = questions.question(title="Which tyres?", tags=["tyres"], models=["lan-5"])
    questions.answer(questions.question(title="Which wipers?"))
    solved, _answer = questions.accepted()
    questions.answer(open_one)
    best = solved.post.title
    listed = english.get("/questions").text
    assert titles(listed)[0] == "Which tyres?", "the latest activity first"
    assert titles(english.get("/questions?sort=new").text)[0] == best
    assert titles(english.get("/questions?status=solved").text) == [best]
    assert sorted(titles(english.get("/questions?status=answered").text)) == ["Which tyres?", "Which wipers?"]
    for query in ("tag=tyres", "model=lan-5/2024", "q=tyres", "model=lan-5&stage=driving&q=tyres&sort=new"):
        assert titles(english.get(f"/questions?{query}").text) == ["Which tyres?"], query


def test_pages_follow_one_another(english: Client) -> None:
    asker = make.member()
    for number in range(23):
        questions.question(asker, f"Question number {number}?")
    first = english.get("/questions").text
    more = re.search(r'<li class="more"><a class="button" href="([^"]*)"', first)
    assert more
    second = english.get(unescape(more[1])).text
    assert len(titles(first) + titles(second)) == 23


def test_asking_from_the_form_to_the_page(english: Client) -> None:
    english.sign_in(make.member())
    assert "your question" in english.get("/questions/new").text.lower()
    refused = english.post("/questions", data=SAID | {"stage": ""})
    assert refused.status_code == 422
    assert "Why does it charge slowly" in refused.text
    asked = english.post("/questions", data=SAID, follow_redirects=True)
    assert "Your question is published" in asked.text
    assert "Nobody has answered yet." in asked.text
    assert "Hear nothing more about it" in asked.text


def test_what_was_asked_before_is_shown_with_and_without_a_script(english: Client) -> None:
    questions.question(title="Slow charging in winter, why?")
    english.sign_in(make.member())
    typed = english.post("/questions/similar", data={"title": "charging slowly in winter"}).text
    assert "Slow charging in winter" in typed
    assert "1 question like this was asked before" in typed
    page = english.post("/questions", data=SAID | {"similar": "1"}).text
    assert "Slow charging in winter" in page
    assert db.session.query(Question).count() == 1


def test_a_draft_comes_back(english: Client) -> None:
    english.sign_in(make.member())
    here = path(questions.question())
    english.post("/questions/new/draft", data={"title": "Half a question"})
    assert "Half a question" in english.get("/questions/new").text
    english.post(f"{here}/answer/draft", data={"body": "Half an answer"})
    assert "Half an answer" in english.get(here).text
    assert english.get(f"{here}/answer").status_code == 303


def test_answering_and_changing_the_answer(english: Client) -> None:
    here, member = path(questions.question()), make.member()
    assert "Sign in to answer" in english.get(here).text
    english.sign_in(member)
    assert english.post(f"{here}/answers", data={"body": ""}).status_code == 422
    told = english.post(f"{here}/answers", data={"body": "Warm it **first**."}, follow_redirects=True)
    assert "Warm it <strong>first</strong>." in told.text
    public_id = questions.public_id(db.session.scalars(select(Answer.id)).one())
    english.post(f"/answers/{public_id}/edit", data={"body": "Warm it *well* first."})
    assert "Warm it <em>well</em> first." in english.get(here).text
    history = english.get(f"/answers/{public_id}/history").text
    assert "<ins>" in history
    assert english.get(f"/answers/{public_id}").headers["Location"].endswith(f"#a-{public_id}")
    english.post(f"/answers/{public_id}/remove", data={})
    assert "Nobody has answered yet" in english.get(here).text


def test_moderators_calm_the_talk_under_a_question(english: Client) -> None:
    question, keeper, member = questions.question(), make.member(roles=["moderator"]), make.member()
    here, said = path(question), {"minutes": "15", "until": "6", "reason": "Please listen to each other."}
    english.sign_in(keeper)
    assert english.post(f"{here}/calm", data={**said, "kind": "slow", "reason": ""}).status_code == 422
    english.post(f"{here}/calm", data={**said, "kind": "slow"})
    english.sign_in(member)
    english.post(f"{here}/answers", data={"body": "The first."})
    given = questions.public_id(db.session.scalars(select(Answer.id)).one())
    early = english.post(f"{here}/answers", data={"body": "And another thing."})
    assert (early.status_code, "And another thing." in early.text) == (429, True)
    english.sign_in(keeper).post(f"{here}/calm", data={**said, "kind": "closed"})
    english.sign_in(member)
    assert f'action="{here}/answers#write"' not in english.get(here).text
    assert english.post(f"/answers/{given}/edit", data={"body": "What now?"}).status_code == 409
    for kind in ("slow", "closed"):
        english.sign_in(keeper).post(f"{here}/calm/end", data={"kind": kind})
    assert english.sign_in(member).post(f"{here}/answers", data={"body": "At last."}).status_code == 303


def test_the_asker_says_what_helped_and_may_change_their_mind(english: Client) -> None:
    question = questions.question()
    here, asker = path(question), question.post.author
    answer = questions.answer(question)
    accept = f"/answers/{answer.post.public_id}/accept"
    assert english.sign_in(make.member()).post(accept).status_code == 403
    english.sign_in(asker)
    assert "This solved it" in english.get(here).text
    assert "Best answer" in english.post(accept, follow_redirects=True).text
    assert "Solved" in english.get("/questions").text
    page = english.post(f"{here}/accepted/end", follow_redirects=True).text
    assert "Best answer" not in page


def test_a_reader_finds_an_answer_helpful(english: Client) -> None:
    question = questions.question()
    here, answer = path(question), questions.answer(question).post
    ids = (answer.public_id, make.comment().post.public_id)
    english.sign_in(make.member())
    for post in ids:
        pressed = english.post(f"/posts/{post}/helpful", headers={"HX-Request": "true"}).text
        assert 'aria-pressed="true"' in pressed
        assert english.post(f"/posts/{post}/helpful").status_code == 303
        assert 'aria-pressed="false"' in english.post(f"/posts/{post}/helpful/end", headers={"HX-Request": "true"}).text
    helpful.vote(make.member(), answer)
    assert 'helpful-count">1<' in english.get(here).text


def test_only_its_author_and_moderators_see_what_is_hidden(english: Client) -> None:
    question = questions.question()
    hidden = questions.answer(question, body="Not to be read.")
    hidden.post.state = PostState.HIDDEN
    question.answers = 0
    db.session.flush()
    here, there, author = path(question), f"/answers/{hidden.post.public_id}", hidden.post.author
    assert "Not to be read." not in english.get(here).text
    assert english.get(there).status_code == 404
    english.sign_in(author)
    assert "Hidden by the moderators" in english.get(here).text


def test_the_answers_to_a_question_that_is_held_are_seen_nowhere(english: Client) -> None:
    question, expert = questions.question(), make.member()
    answer = questions.answer(question, expert, body="The zebra way.").post.public_id
    here, found = path(question), "/search?q=zebra&kind=answer"
    assert answer in english.get(found).text
    standing.move(standing.lock([question.id])[question.id], PostState.HELD)
    assert answer not in english.get(found).text
    assert answer not in english.get(f"/members/{expert.public_id}").text
    english.sign_in(make.member())
    for address in (here, f"/answers/{answer}", f"/answers/{answer}/history", f"/posts/{answer}/report"):
        assert english.get(address).status_code == 404, address
    assert english.post(f"/posts/{answer}/helpful").status_code == 404


def test_a_cursor_may_name_numbers_that_no_row_has(english: Client) -> None:
    here = path(questions.question())
    for address, place in (("/ideas?sort=top", (2**62, 2**62, 1)), (f"{here}?", (1, 1, 2**62, 1))):
        assert english.get(f"{address}&cursor={paging.encode(*place)}").status_code == 200, address


def test_one_of_many_answers_is_shown_alone(english: Client) -> None:
    question = questions.question()
    given = [questions.answer(question) for _number in range(22)]
    here, last = path(question), given[-1].post.public_id
    alone = english.get(f"{here}?answer={last}").text
    assert alone.count('class="thread"') == 1
    assert "All answers" in alone
    assert english.get(f"{here}?answer=2222222222").status_code == 404


def test_the_feed_holds_new_questions(english: Client) -> None:
    questions.question(title="Which <b>tyres</b>?")
    feed = english.get("/questions.atom")
    assert feed.mimetype == "application/atom+xml"
    assert "Which &lt;b&gt;tyres&lt;/b&gt;?" in feed.text


def test_search_finds_questions_and_answers(english: Client) -> None:
    question = questions.question(title="Which quagga tyres are quiet?")
    answer = questions.answer(question, body="The zebra ones.")
    rules.accept(question.post.author, question, answer)
    there = f"?answer={answer.post.public_id}#a-"
    found = english.get("/search?q=quagga&kind=question").text
    assert "Which <mark>quagga</mark> tyres are quiet?" in found
    assert "Solved" in found
    assert there in english.get("/search?q=zebra&kind=answer").text


def test_ideas_and_questions_are_a_pair(english: Client) -> None:
    for address in ("/ideas", "/questions"):
        page = Page(english.get(address).text)
        assert {"/ideas", "/questions"} <= set(page.links)


def test_what_is_mine(english: Client) -> None:
    member = make.member()
    title, answer = questions.question(member).post.title or "", questions.answer(author=member, body="It is the fuse.")
    there, profile = answer.post.public_id, f"/members/{member.public_id}"
    english.sign_in(member)
    assert title in unescape(english.get("/me?tab=questions").text)
    mine = english.get("/me?tab=answers").text
    assert "It is the fuse." in mine
    assert there in mine
    assert "<dt>Answers</dt><dd>1</dd>" in english.get(profile).text

"""Questions and answers for programs."""

from tests import make
from tests.api.conftest import Start, program
from tests.make import questions

__all__ = ["program"]
NEW = {"title": "Why does it charge slowly in the cold?", "stage": "driving", "tags": ["winter"]}


def test_from_the_question_to_the_answer_that_helped(program: Start) -> None:
    asker, expert = program(make.member()), program(make.member())
    asked = asker("POST /questions", NEW)
    assert asked.status_code == 201
    question = f"questions/{asked.json['id']}"
    assert asked.headers["Location"].endswith(f"/api/v1/{question}")
    assert (asked.json["answers"], asked.json["accepted"], asked.json["tags"]) == (0, None, ["winter"])
    given = expert(f"POST /{question}/answers", {"body": "Warm it **first**."}).json
    assert (given["html"].strip(), given["official"]) == ("<p>Warm it <strong>first</strong>.</p>", False)
    helped = asker(f"PUT /posts/{given['id']}/helpful").json
    assert helped == {"helpful": 1, "helpful_to_me": True}
    assert asker(f"PUT /{question}/accepted", {"answer": given["id"]}).json["accepted"] == given["id"]
    assert expert(f"PUT /{question}/accepted", {"answer": given["id"]}).status_code == 403
    (listed,) = program()(f"GET /{question}/answers").json["items"]
    assert (listed["accepted"], listed["helpful"], listed["helpful_to_me"]) == (True, 1, False)
    assert [item["id"] for item in program()("GET /questions?status=solved&tag=winter").json["items"]] == [
        asked.json["id"]
    ]
    assert asker(f"DELETE /{question}/accepted").json["accepted"] is None
    assert asker(f"DELETE /posts/{given['id']}/helpful").json == {"helpful": 0, "helpful_to_me": False}
    assert asker(f"PATCH /{question}", {"title": "Why does it charge so slowly?"}).json["tags"] == ["winter"]
    assert expert(f"PATCH /answers/{given['id']}", {"body": "Drive first."}).json["body"] == "Drive first."
    assert asker(f"DELETE /{question}").status_code == 409
    assert expert(f"DELETE /answers/{given['id']}").status_code == 204
    assert asker(f"DELETE /{question}").status_code == 204


def test_an_answer_to_another_question_is_not_accepted(program: Start) -> None:
    question, other = questions.question(), questions.answer()
    address = f"PUT /questions/{question.post.public_id}/accepted"
    refused = program(question.post.author)(address, {"answer": other.post.public_id})
    assert refused.status_code == 422
    assert "answer" in refused.json["errors"]


def test_similar_questions(program: Start) -> None:
    question = questions.question(title="Slow charging in winter, why?").post.public_id
    make.idea(title="Faster charging in winter")
    found = program()("GET /questions/similar?title=charging+slowly+in+winter").json["items"]
    assert [item["id"] for item in found] == [question]


def test_a_list_costs_the_same_for_many_as_for_few(program: Start, statements: object) -> None:
    asker = make.member()
    counted = []
    for number in (3, 30):
        for _turn in range(number):
            questions.question(asker, tags=["seat"])
        with statements() as seen:  # type: ignore[operator]
            program()("GET /questions?limit=100")
        counted.append(len(seen))
    assert counted[0] == counted[1] <= 5, counted

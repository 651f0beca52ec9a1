"""Comments and following for programs: each call's contract."""

from cocreate.comments.models import Comment
from cocreate.ideas.models import Idea
from cocreate.posts.models import PostState
from tests import make
from tests.api.conftest import Start
from tests.support.program import Program


def thread(idea: Idea) -> str:
    return f"/ideas/{idea.post.public_id}/comments"


def path(comment: Comment) -> str:
    return f"/comments/{comment.post.public_id}"


def test_an_item_tells_everything_of_a_comment(anybody: Program) -> None:
    author, idea = make.member("Wei", roles=["service"]), make.idea()
    top = make.comment(idea)
    comment = make.comment(idea, author, "We *looked*.", answers=top)
    expected = {
        "id": comment.post.public_id,
        "url": f"http://localhost/comments/{comment.post.public_id}",
        "body": "We *looked*.",
        "html": "<p>We <em>looked</em>.</p>\n",
        "language": "en",
        "author": {"id": author.public_id, "name": "Wei", "affiliation": "none", "state": "active", "is_owner": False},
        "official": True,
        "reply_to": top.post.public_id,
        "orphaned": False,
        "pictures": [],
        "merged_from": None,
        "helpful": 0,
        "helpful_to_me": False,
        "published_at": comment.post.created_at.isoformat(),
        "edited_at": None,
        "state": "visible",
    }
    assert anybody(f"GET {thread(idea)}").json["items"][1] == expected


def test_a_thread_is_read_in_pages_in_order_of_time(anybody: Program) -> None:
    idea = make.idea()
    call = f"GET {thread(idea)}?limit=3"
    made = [make.comment(idea).post.public_id for _number in range(5)]
    first = anybody(call).json
    rest = anybody(f"{call}&cursor={first['next_cursor']}").json
    assert [item["id"] for item in first["items"] + rest["items"]] == made
    assert rest["next_cursor"] is None


def test_a_reply_keeps_its_real_parent(program: Start) -> None:
    idea = make.idea()
    call, mine, idea_id = f"POST {thread(idea)}", program(make.member()), idea.post.public_id
    top = mine(call, {"body": "First.", "reply_to": None})
    assert top.status_code == 201
    reply = mine(call, {"body": "Second.", "reply_to": top.json["id"]})
    deeper = mine(call, {"body": "Third.", "reply_to": reply.json["id"]})
    assert (top.json["reply_to"], deeper.json["reply_to"]) == (None, reply.json["id"])
    assert deeper.headers["Location"] == deeper.json["url"]
    assert mine(f"GET /ideas/{idea_id}").json["comments"] == 3


def test_a_reply_to_a_comment_elsewhere_is_bad_input(program: Start) -> None:
    call, mine = f"POST {thread(make.idea())}", program(make.member())
    for named in (make.comment().post.public_id, "2222222222", ""):
        answer = mine(call, {"body": "Hm.", "reply_to": named})
        assert (answer.status_code, list(answer.json["errors"])) == (422, ["reply_to"])


def test_a_status_may_close_the_talk(program: Start) -> None:
    idea = make.idea()
    idea.status.may_comment = False
    answer = program(make.member())(f"POST {thread(idea)}", {"body": "Still."})
    assert (answer.status_code, answer.json["type"]) == (409, "urn:cocreate:takes-no-comments")


def test_its_author_changes_a_comment(program: Start) -> None:
    author = make.member()
    comment = make.comment(author=author)
    answer = program(author)(f"PATCH {path(comment)}", {"body": "Better said."})
    assert (answer.status_code, answer.json["body"]) == (200, "Better said.")
    assert answer.json["edited_at"] is not None


def test_a_removed_comment_is_gone_from_the_thread_and_from_the_count(program: Start, anybody: Program) -> None:
    idea, author = make.idea(), make.member()
    call, read, mine = f"DELETE {path(make.comment(idea, author))}", f"GET {thread(idea)}", program(author)
    assert mine(call).status_code == 204
    assert mine(call).status_code == 404
    assert anybody(read).json["items"] == []
    assert anybody("GET /ideas").json["items"][0]["comments"] == 0


def test_a_comment_under_what_one_may_not_see_is_not_there(program: Start) -> None:
    author, idea = make.member(), make.idea()
    comment = make.comment(idea, author)
    idea.post.state = PostState.HIDDEN
    edit, follow, mine = f"PATCH {path(comment)}", f"PUT /posts/{idea.post.public_id}/follow", program(author)
    assert mine(edit, {"body": "Hm."}).status_code == 404
    assert mine(follow).status_code == 404


def test_following_and_stopping_are_said_as_often_as_one_likes(program: Start) -> None:
    mine, post = program(make.member()), make.idea().post.public_id
    for method, following in (("PUT", True), ("PUT", True), ("DELETE", False), ("DELETE", False)):
        answer = mine(f"{method} /posts/{post}/follow")
        assert (answer.status_code, answer.json) == (200, {"following": following})

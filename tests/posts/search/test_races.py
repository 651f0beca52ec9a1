"""Entries while several things happen at once, on real connections."""

from functools import partial

from cocreate.catalogue.stages import Stage
from cocreate.ideas import rules as ideas
from cocreate.ideas.models import Idea, IdeaKind
from cocreate.kernel.database import db
from cocreate.members.models import Member
from cocreate.members.queries import by_id
from cocreate.posts.search import asking, audit, matching, queries, rules
from tests import make
from tests.support.race import Real


def _ids(real: Real) -> tuple[list[int], int, int]:
    def make_them() -> tuple[list[int], int, int]:
        author, product = make.member(), make.member(roles=["product"])
        return [make.idea(author).id for _number in range(6)], author.id, product.id

    return real.commit(make_them)


def _edit(editor_id: int, idea_id: int, number: int) -> None:
    idea = db.session.get_one(Idea, idea_id)
    tags = [f"tag{number}"]
    ideas.edit(by_id(editor_id), idea, f"Edit {number}", f"Words {number}", Stage.REPAIR, IdeaKind.WISH, tags)


def _move(product_id: int, idea_id: int) -> None:
    ideas.change_status(by_id(product_id), db.session.get_one(Idea, idea_id), "reviewing", "We look at it.")


def test_edits_and_changes_of_status_while_all_is_rebuilt(real: Real) -> None:
    idea_ids, author_id, product_id = _ids(real)
    edits = [partial(_edit, author_id, idea_id, number) for number, idea_id in enumerate(idea_ids)]
    moves = [partial(_move, product_id, idea_id) for idea_id in idea_ids]
    rebuilds = [partial(rules.next_batch, 0) for _turn in range(6)]
    works = [work for three in zip(edits, rebuilds, moves, strict=True) for work in three]
    outcomes = real.together(works, width=9)
    assert not [one for one in outcomes if isinstance(one, Exception)]
    assert real.commit(lambda: list(audit.check())) == []
    assert real.commit(lambda: len(_found("status:reviewing stage:repair"))) == len(idea_ids)


def test_tags_and_status_changed_at_once_are_both_found(real: Real) -> None:
    idea_ids, author_id, product_id = _ids(real)
    works = [partial(_edit, author_id, idea_ids[0], number) for number in range(5)]
    outcomes = real.together([*works, partial(_move, product_id, idea_ids[0])])
    assert not [one for one in outcomes if isinstance(one, Exception)]
    assert real.commit(lambda: list(audit.check())) == []
    assert real.commit(lambda: _found("status:reviewing")) == [idea_ids[0]]


def _found(asked: str, reader: Member | None = None) -> list[int]:
    return queries.find(matching.query(asking.read(asked)), reader).posts

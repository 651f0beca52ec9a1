"""What a decision will do, told before it happens: to how many posts, to whom."""

from collections.abc import Collection
from typing import NamedTuple

from sqlalchemy import func, select

from cocreate.kernel.database import plain, read
from cocreate.members import queries as members
from cocreate.members.models import Member
from cocreate.members.queries import Person
from cocreate.moderation.decisions import subjects
from cocreate.posts.models import Post


class Concerned(NamedTuple):
    """Somebody whom a decision concerns, and how many posts of theirs there are to remove, by kind."""

    person: Person
    posts: dict[str, int]

    @property
    def number(self) -> int:
        """How many posts these are."""
        return sum(self.posts.values())


def concerned(member_ids: Collection[int]) -> list[Concerned]:
    """These members, and what they have published that is not removed, as members do. Two statements."""
    people = {
        row.id: Person(*row[:5])
        for row in read(select(*members.columns(), Member.id).where(Member.id.in_(member_ids)).order_by(Member.id))
    }
    query = (
        select(Post.author_id, plain(Post.kind).label("kind"), func.count().label("number"))
        .where(Post.id.in_(subjects.written_by(member_ids)))
        .group_by(Post.author_id, Post.kind)
        .order_by(Post.kind)
    )
    posts: dict[int, dict[str, int]] = {key: {} for key in people}
    for row in read(query):
        posts[row.author_id][row.kind] = row.number
    return [Concerned(person, posts[key]) for key, person in people.items()]

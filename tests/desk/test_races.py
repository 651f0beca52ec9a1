"""Many ideas at once, on real connections."""

from collections.abc import Callable

from cocreate.desk import bulk
from cocreate.desk.bulk import Report
from cocreate.members import queries as members
from tests import make
from tests.make.groups import differences
from tests.support.race import Real


def test_batches_that_lock_the_same_ideas_do_not_wait_in_a_ring(real: Real) -> None:
    def build() -> tuple[int, list[str]]:
        return make.member(roles=["product"]).id, [make.idea().post.public_id for _number in range(6)]

    staff, keys = real.commit(build)

    def merge() -> Report:
        actor = members.by_id(staff)
        chosen = bulk.chosen(keys, actor)
        return bulk.merge(actor, chosen, chosen[-1], "The same.")

    def review() -> Report:
        actor = members.by_id(staff)
        return bulk.change_status(actor, bulk.chosen(keys, actor), "reviewing", "We look at it.", official=True)

    works: list[Callable[[], Report]] = [merge, review]
    answers = real.together(works * 4)
    assert not [one for one in answers if isinstance(one, Exception)]
    assert {len(merged.done) for merged in answers[::2]} == {len(keys) - 1}
    assert real.commit(differences) == []

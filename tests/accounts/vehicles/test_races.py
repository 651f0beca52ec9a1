"""Cars, owners and marks under threads on real connections."""

from collections.abc import Callable
from datetime import date, datetime, time

import pytest
from sqlalchemy import func, select

from cocreate.accounts import roles
from cocreate.accounts import rules as accounts
from cocreate.accounts.vehicles import audit, deciding, documents, earning, owner_list, rules, verification, voiding
from cocreate.accounts.vehicles.owner_list import Details, Line
from cocreate.accounts.vehicles.rules import Car
from cocreate.ideas import audit as ideas_audit
from cocreate.ideas import rules as ideas
from cocreate.ideas.models import Idea
from cocreate.kernel import clock
from cocreate.kernel.database import db
from cocreate.kernel.errors import Refused
from cocreate.ledger.models import Unit
from cocreate.ledger.queries import balances
from cocreate.members import queries as members
from cocreate.members.models import Affiliation, IdentityKind, Member
from cocreate.vehicles import queries as vehicles
from cocreate.vehicles.models import Dispute, Holding, HoldingState, Use, Vehicle
from tests import make
from tests.make import cars
from tests.support.race import Real

Work = Callable[[], object]


def found(real: Real) -> list[str]:
    return real.commit(lambda: [*audit.check(), *ideas_audit.check()])


def verified(real: Real) -> int:
    owners = select(func.count()).where(Holding.state == HoldingState.OWNER, Holding.verified_at.is_not(None))
    return real.commit(lambda: db.session.scalars(owners).one())


def number(real: Real, model: type) -> int:
    return real.commit(lambda: db.session.scalars(select(func.count()).select_from(model)).one())


def adding(member: int, vin: str, model: tuple[int, int | None]) -> Work:
    return lambda: rules.add(members.by_id(member), Car(*model, vin=vin)).id


def matching(car: int) -> Work:
    return lambda: verification.match([db.session.get_one(Holding, car)])


def voting(verb: Callable[[Member, Idea], bool], member: int, idea: int) -> Work:
    return lambda: verb(members.by_id(member), db.session.get_one(Idea, idea))


def prepared(real: Real, people: int, vin: str = "", listed: int = 0) -> tuple[list[int], tuple[int, int | None]]:
    """So many members with phones, of whom the first `listed` stand on one list for the car `vin`; and a model."""

    def build() -> tuple[list[int], tuple[int, int | None]]:
        model, crowd, at = cars.model(), [make.member() for _member in range(people)], clock.now()
        for place, member in enumerate(crowd):
            phone = cars.phone(member)
            if place < listed:
                cars.record(vin, phone).imported_at = at
        return [member.id for member in crowd], (model.series_id, model.model_year_id)

    return real.commit(build)


def test_of_twenty_who_claim_one_car_one_is_its_owner_and_the_rest_are_disputes(real: Real) -> None:
    vin = cars.vin()
    people, model = prepared(real, 20, vin, listed=20)
    answers = real.together([adding(member, vin, model) for member in people])
    assert all(isinstance(answer, int) for answer in answers), answers
    assert (verified(real), number(real, Vehicle), number(real, Dispute)) == (1, 1, 19)
    assert found(real) == []


def test_only_who_is_on_the_list_wins_the_race(real: Real) -> None:
    vin = cars.vin()
    people, model = prepared(real, 20, vin, listed=1)
    real.together([adding(member, vin, model) for member in reversed(people)])
    owner = real.commit(lambda: db.session.scalars(select(Member.id).where(Member.is_owner)).all())
    assert (owner, number(real, Dispute)) == ([people[0]], 19)
    assert found(real) == []


def test_one_member_adding_a_car_ten_times_at_once_has_it_once(real: Real) -> None:
    vin = cars.vin()
    (member,), model = prepared(real, 1, vin, listed=1)
    answers = real.together([adding(member, vin, model)] * 10)
    assert sum(isinstance(answer, Refused) for answer in answers) == 9
    assert (verified(real), number(real, Holding)) == (1, 1)
    assert found(real) == []


def test_phone_list_and_vin_at_once_make_one_owner(real: Real) -> None:
    vin, phone = cars.vin(), "+8613900000001"
    people, model = prepared(real, 1)
    line = Line(vin, phone, Details(*model))

    def imported() -> int:
        owner_list.put(line, clock.now())
        return owner_list.look_for([line])

    def confirmed() -> None:
        accounts.confirm(members.by_id(people[0]), IdentityKind.PHONE, phone)

    answers = real.together([adding(people[0], vin, model), imported, confirmed])
    assert not [answer for answer in answers if isinstance(answer, Exception)]
    real.commit(imported)  # what none of three at once could see yet, the next run of the import finds
    assert verified(real) == 1
    assert found(real) == []


def test_verifying_cars_while_supporting_leaves_every_support_of_an_owner_marked(real: Real) -> None:
    def build() -> tuple[list[int], list[int], list[int]]:
        cars.model()
        crowd = [make.member() for _member in range(6)]
        numbers = {member.id: cars.phone(member) for member in crowd}
        held = []
        for member in crowd:
            vin = cars.vin()
            held.append(cars.car(member, vin).id)
            cars.record(vin, numbers[member.id])
        return [make.idea().id for _idea in range(4)], [member.id for member in crowd], held

    topics, crowd, held = real.commit(build)
    works = [voting(ideas.support, member, idea) for idea in topics for member in crowd]
    works[7:7] = [matching(car) for car in held]
    works += [voting(ideas.withdraw, member, topics[0]) for member in crowd]
    answers = real.together(works)
    assert not [answer for answer in answers if isinstance(answer, Exception)]
    assert found(real) == []
    assert real.commit(lambda: [db.session.get_one(Idea, idea).owners for idea in topics[1:]]) == [6, 6, 6]


def test_affiliation_against_verification_against_support_adds_up(real: Real) -> None:
    def build() -> tuple[int, int, list[int]]:
        cars.model()
        member = make.member()
        phone, held = cars.phone(member), []
        for _car in range(3):
            vin = cars.vin()
            held.append(cars.car(member, vin).id)
            cars.record(vin, phone)
        return make.idea().id, member.id, held

    idea, member, held = real.commit(build)

    def affiliated(affiliation: Affiliation) -> Work:
        return lambda: roles.affiliate(members.by_id(member), members.by_id(member), affiliation)

    works: list[Work] = [affiliated(one) for one in (Affiliation.STAFF, Affiliation.NONE, Affiliation.DEALER)]
    works += [matching(car) for car in held]
    works += [voting(ideas.support, member, idea)] * 2
    answers = real.together(works)
    assert not [answer for answer in answers if isinstance(answer, Exception)]
    assert found(real) == []


def test_of_two_decisions_about_one_dispute_one_stands(real: Real) -> None:
    vin = cars.vin()
    people, model = prepared(real, 2, vin, listed=1)
    for member in people:
        real.commit(adding(member, vin, model))
    staff = real.commit(lambda: make.member().id)

    def decided(verdict: Callable[[Member, Dispute, str], None]) -> Work:
        return lambda: verdict(members.by_id(staff), db.session.scalars(select(Dispute)).one(), "Because.")

    answers = real.together([decided(deciding.uphold), decided(deciding.reject)] * 3)
    assert sum(isinstance(answer, Refused) for answer in answers) == 5
    assert verified(real) == 1
    assert found(real) == []


def test_two_documents_for_one_car_make_one_owner(real: Real, picture: bytes) -> None:
    vin = cars.vin()
    people, model = prepared(real, 2)
    claims = [real.commit(adding(member, vin, model)) for member in people]
    for member, claim in zip(people, claims, strict=True):

        def sent(member: int = member, claim: object = claim) -> None:
            documents.send(members.by_id(member), db.session.get_one(Holding, claim), picture)

        real.commit(sent)
    staff = real.commit(lambda: make.member().id)

    def approved(claim: object) -> Work:
        return lambda: deciding.approve(
            members.by_id(staff), db.session.get_one(Holding, claim), Use.PRIVATE, first_owner=True, delivered_on=None
        )

    answers = real.together([approved(claim) for claim in claims])
    assert sum(isinstance(answer, Refused) for answer in answers) == 1
    assert verified(real) == 1
    assert found(real) == []


def test_selling_against_a_transfer_ends_the_holding_once(real: Real) -> None:
    vin = cars.vin()
    people, model = prepared(real, 2, vin, listed=1)
    first, _claim = [real.commit(adding(member, vin, model)) for member in people]
    staff = real.commit(lambda: make.member().id)

    def sold() -> None:
        rules.sell(members.by_id(people[0]), db.session.get_one(Holding, first))

    def upheld() -> None:
        deciding.uphold(members.by_id(staff), db.session.scalars(select(Dispute)).one(), "Because.")

    answers = real.together([sold, upheld])
    assert all(answer is None or isinstance(answer, Refused) for answer in answers)
    assert real.commit(lambda: db.session.scalars(select(Member.id).where(Member.is_owner)).all()) == [people[1]]
    assert real.commit(lambda: vehicles.owned_model_years(people[1])) == [model[1]]
    assert found(real) == []


def voiding_of(car: int, staff: int) -> Work:
    return lambda: voiding.void(members.by_id(staff), db.session.get_one(Holding, car), "It was another car.")


def test_voiding_against_supports_leaves_no_mark_of_an_owner(real: Real) -> None:
    vin = cars.vin()
    (owner,), model = prepared(real, 1, vin, listed=1)
    car = real.commit(adding(owner, vin, model))
    staff, topics = real.commit(lambda: (make.member().id, [make.idea().id for _idea in range(6)]))
    works = [voting(ideas.support, owner, idea) for idea in topics]
    works[3:3] = [voiding_of(int(str(car)), staff)] * 2
    works += [voting(ideas.withdraw, owner, topics[0])]
    answers = real.together(works)
    assert [type(answer) for answer in answers if isinstance(answer, Exception)] == [Refused]
    assert found(real) == []
    assert real.commit(lambda: [db.session.get_one(Idea, idea).owners for idea in topics]) == [0] * 6


def test_voiding_against_a_transfer_leaves_the_claimant_the_owner(real: Real) -> None:
    vin = cars.vin()
    people, model = prepared(real, 2, vin, listed=1)
    first, _claim = [real.commit(adding(member, vin, model)) for member in people]
    staff = real.commit(lambda: make.member().id)

    def upheld() -> None:
        deciding.uphold(members.by_id(staff), db.session.scalars(select(Dispute)).one(), "Because.")

    answers = real.together([voiding_of(int(str(first)), staff), upheld])
    assert answers == [None, None]
    assert real.commit(lambda: db.session.scalars(select(Member.id).where(Member.is_owner)).all()) == [people[1]]
    assert real.commit(lambda: db.session.get_one(Holding, first).is_verified) is False
    assert found(real) == []


@pytest.mark.parametrize("voided_first", [True, False])
def test_the_day_of_a_car_found_false_at_that_moment_brings_nothing(real: Real, voided_first: bool) -> None:
    def build() -> tuple[int, int, int]:
        member, moderator, vin = make.member(), make.member(roles=["moderator"]), cars.vin()
        cars.record(vin, cars.phone(member), delivered_on=date(2023, 5, 3))
        return member.id, moderator.id, cars.car(member, vin).id

    member, moderator, held = real.commit(build)

    def void() -> None:
        voiding.void(members.by_id(moderator), db.session.get_one(Holding, held), "The invoice names another car.")

    def award() -> None:
        with clock.telling(datetime.combine(date(2026, 5, 3), time(12), clock.site_zone())):
            earning.award_anniversaries()

    answers = real.behind(*((void, award) if voided_first else (award, void)))
    assert answers == [None, None]
    assert real.commit(lambda: balances(member, Unit.POINTS).balance) == 0
    assert found(real) == []

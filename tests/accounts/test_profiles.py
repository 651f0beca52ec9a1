"""What members change about themselves."""

import pytest
from flask import Flask
from sqlalchemy import select

from cocreate.accounts import profiles, rules, sessions, sign_ins
from cocreate.accounts.models import Password
from cocreate.accounts.profiles import Profile
from cocreate.kernel.database import db
from cocreate.kernel.errors import Invalid, Refused, TooMany
from cocreate.ledger.models import Unit
from cocreate.ledger.queries import balances
from cocreate.members import queries as members
from cocreate.members.models import Affiliation, Identity, IdentityKind, Member
from tests import make
from tests.accounts.conftest import Outbox, path_in

OLD, NEW = "the sentence of last year", "quite another sentence"


def with_password(email: str = "lin@example.org") -> Member:
    return rules.add_member(email, "Lin", OLD)


def identity(member: Member, kind: IdentityKind) -> int:
    query = select(Identity.id).where(Identity.member_id == member.id, Identity.kind == kind)
    return db.session.scalars(query).one()


class TestProfile:
    def test_said_is_kept(self, app: Flask) -> None:
        member = make.member()
        profiles.edit(member, Profile("林 工", "Two cars, one cat", "Tianjin", "zh"))
        assert (member.name, member.name_folded) == ("林 工", members.folded("林 工"))
        assert (member.bio, member.city, member.locale) == ("Two cars, one cat", "Tianjin", "zh")

    def test_a_complete_one_is_paid_for_once_in_a_life(self, app: Flask) -> None:
        member = make.member()
        for said in (Profile("Lin", bio="Two cars"), Profile("Lin", "Two cars", "Tianjin"), Profile("Lin")):
            profiles.edit(member, said)
        profiles.edit(member, Profile("Lin", "One car", "Tianjin"))
        assert balances(member.id, Unit.POINTS).balance == 50

    @pytest.mark.parametrize(
        ("said", "field"),
        [
            (Profile(""), "name"),
            (Profile("官方"), "name"),
            (Profile("Lin", bio="b" * 501), "bio"),
            (Profile("Lin", city="c" * 41), "city"),
            (Profile("Lin", locale="fr"), "locale"),
        ],
    )
    def test_what_cannot_be_taken_is_told_at_its_field(self, app: Flask, said: Profile, field: str) -> None:
        member = make.member("Wei")
        with pytest.raises(Invalid) as refusal:
            profiles.edit(member, said)
        assert refusal.value.field == field
        assert member.name == "Wei"

    def test_staff_may_sound_official(self, app: Flask) -> None:
        member = make.member(affiliation=Affiliation.STAFF)
        profiles.edit(member, Profile("官方 小林"))
        assert member.name == "官方 小林"

    def test_name_that_is_kept_is_not_judged_again(self, app: Flask) -> None:
        member = make.member("Admin")
        profiles.edit(member, Profile("Admin", city="Tianjin"))
        assert member.city == "Tianjin"


class TestPassword:
    def test_change_ends_every_other_session(self, app: Flask) -> None:
        member = with_password()
        here, there = sessions.begin(member, "Firefox"), sessions.begin(member, "Chrome")
        profiles.change_password(member, OLD, NEW, sessions.by_cookie(here))
        assert sessions.by_cookie(here)
        assert sessions.by_cookie(there) is None
        assert rules.check_password("lin@example.org", NEW) is member

    def test_change_ends_programs_and_links_too(self, outbox: Outbox) -> None:
        member = with_password()
        bearer, _row = sessions.issue_token(member, ["read"])
        rules.request_reset("lin@example.org")
        link = outbox.token()
        profiles.change_password(member, OLD, NEW, None)
        assert sessions.by_bearer(bearer) is None
        with pytest.raises(Refused):
            rules.resetting(link)

    def test_present_password_is_asked(self, app: Flask) -> None:
        member = with_password()
        with pytest.raises(Invalid) as refusal:
            profiles.change_password(member, "wrong", NEW, None)
        assert refusal.value.field == "current"
        assert rules.check_password("lin@example.org", OLD) is member

    def test_guessing_the_present_password_is_limited_and_read_by_its_member(self, app: Flask) -> None:
        member = with_password()
        for _try in range(10):
            with pytest.raises(Invalid):
                profiles.change_password(member, "wrong", NEW, None)
        assert [(row.done, row.way) for row in sign_ins.latest(member)] == [(False, "password")] * sign_ins.TRIES_SHOWN
        with pytest.raises(TooMany):
            profiles.change_password(member, OLD, NEW, None)

    def test_common_password_is_refused(self, app: Flask) -> None:
        with pytest.raises(Invalid) as refusal:
            profiles.change_password(with_password(), OLD, "12345678", None)
        assert refusal.value.field == "password"

    def test_who_has_none_changes_none(self, app: Flask) -> None:
        with pytest.raises(Invalid):
            profiles.change_password(make.member(), "", NEW, None)


class TestIdentities:
    def test_phone_is_added_with_its_code(self, outbox: Outbox) -> None:
        member = make.member()
        token = profiles.request_phone(member, "13800138000")
        (code,) = outbox.codes()
        profiles.confirm_phone(member, token, code)
        assert members.by_identity(IdentityKind.PHONE, "+8613800138000") is member

    def test_code_of_somebody_else_adds_nothing(self, outbox: Outbox) -> None:
        member, other = make.member(), make.member()
        token = profiles.request_phone(member, "13800138000")
        (code,) = outbox.codes()
        with pytest.raises(Invalid):
            profiles.confirm_phone(other, token, code)
        assert members.by_identity(IdentityKind.PHONE, "+8613800138000") is None

    def test_code_to_sign_in_adds_nothing(self, outbox: Outbox) -> None:
        token = rules.request_code("13800138000")
        (code,) = outbox.codes()
        with pytest.raises(Invalid):
            profiles.confirm_phone(make.member(), token, code)

    def test_number_of_somebody_else_is_refused_once_proven(self, outbox: Outbox) -> None:
        rules.confirm(make.member(), IdentityKind.PHONE, "+8613800138000")
        member = make.member()
        token = profiles.request_phone(member, "13800138000")
        (code,) = outbox.codes()
        with pytest.raises(Refused) as refusal:
            profiles.confirm_phone(member, token, code)
        assert refusal.value.code == "identity-taken"

    def test_adding_twice_is_adding_once(self, outbox: Outbox) -> None:
        member = make.member()
        for _time in range(2):
            token = profiles.request_phone(member, "13800138000")
            (code,) = outbox.codes()
            profiles.confirm_phone(member, token, code)
        assert identity(member, IdentityKind.PHONE)

    def test_address_is_added_with_its_link(self, outbox: Outbox) -> None:
        member = make.member()
        profiles.request_email(member, "New@example.org")
        profiles.confirm_email(member, outbox.token())
        assert members.by_identity(IdentityKind.EMAIL, "new@example.org") is member

    def test_link_of_somebody_else_adds_nothing(self, outbox: Outbox) -> None:
        profiles.request_email(make.member(), "new@example.org")
        with pytest.raises(Refused):
            profiles.confirm_email(make.member(), outbox.token())

    def test_address_of_somebody_else_hears_so_itself(self, outbox: Outbox) -> None:
        make.member(email="taken@example.org")
        profiles.request_email(make.member(), "taken@example.org")
        (letter,) = outbox.mails()
        assert path_in(letter) == "/sign-in"

    def test_last_identity_stays(self, app: Flask) -> None:
        member = make.member()
        with pytest.raises(Refused) as refusal:
            profiles.remove_identity(member, identity(member, IdentityKind.EMAIL))
        assert refusal.value.code == "last-identity"

    def test_identity_of_somebody_else_stays(self, app: Flask) -> None:
        other = make.member()
        assert not profiles.remove_identity(make.member(), identity(other, IdentityKind.EMAIL))
        assert identity(other, IdentityKind.EMAIL)

    def test_with_the_last_address_goes_the_password(self, app: Flask) -> None:
        member = with_password()
        rules.confirm(member, IdentityKind.PHONE, "+8613800138000")
        assert profiles.remove_identity(member, identity(member, IdentityKind.EMAIL))
        assert db.session.get(Password, member.id) is None

    def test_with_another_address_the_password_stays(self, app: Flask) -> None:
        member = with_password()
        first = identity(member, IdentityKind.EMAIL)
        rules.confirm(member, IdentityKind.EMAIL, "second@example.org")
        assert profiles.remove_identity(member, first)
        assert rules.check_password("second@example.org", OLD) is member

"""Every text, picture and name passes the site's provider; closed for newcomers, open for others when it is down."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import select

from cocreate.accounts import names, profiles
from cocreate.accounts.profiles import Profile
from cocreate.catalogue.stages import Stage
from cocreate.ideas import rules as ideas
from cocreate.kernel.database import db
from cocreate.kernel.errors import Invalid
from cocreate.members.models import Member, MemberState, Trust
from cocreate.posts import queries as posts
from cocreate.posts.models import PostState
from cocreate.posts.pictures import rules as pictures
from cocreate.screening import providers
from cocreate.screening.judgements import Blocked, Judgement
from cocreate.screening.models import Case, Cause
from cocreate.screening.providers import LOCAL, Unavailable
from cocreate.screening.words.models import WordAction
from tests import make
from tests.make.pictures import drawn
from tests.make.words import watched


class Down:
    """A provider nobody can reach."""

    def check_text(self, title: str | None, body: str) -> Judgement:
        raise Unavailable

    def check_picture(self, content: bytes) -> bool:
        raise Unavailable

    def check_name(self, name: str) -> bool:
        raise Unavailable


class Strict:
    """A provider that takes nothing."""

    def check_text(self, title: str | None, body: str) -> Judgement:
        return replace(LOCAL.check_text(title, body), blocked=Blocked("body", "Not this."))

    def check_picture(self, content: bytes) -> bool:
        return False

    def check_name(self, name: str) -> bool:
        return False


@pytest.fixture
def ask(app: Flask) -> Iterator[Callable[[providers.Provider], None]]:
    """Let the site ask a provider for the time of a test."""
    yield lambda provider: providers.use(app, provider)
    providers.use(app, LOCAL)


def member(trust: Trust) -> Member:
    return make.member(trust=trust)


def refused(work: Callable[[], object]) -> str:
    """The field at which `work` is refused."""
    with pytest.raises(Invalid) as error:
        work()
    return error.value.field


def causes(post_id: int) -> list[str]:
    return db.session.scalar(select(Case.causes).where(Case.post_id == post_id)) or []


def test_watched_words_are_asked_unless_another_provider_is_named(app: Flask) -> None:
    watched("quagga", WordAction.BLOCK)
    watched("gnu", WordAction.HOLD)
    watched("emu", WordAction.FLAG)
    watched("okapi", WordAction.CENSOR)
    author = member(Trust.REGULAR)
    assert refused(lambda: make.idea(author, title="A quagga")) == "title"
    assert refused(lambda: make.idea(author, body="A quagga")) == "body"
    assert refused(lambda: make.idea(author, tags=["seat", "gnu"])) == "tags"
    held, flagged, covered = (
        make.idea(author, body="A gnu"),
        make.idea(author, body="An emu"),
        make.idea(author, body="okapi"),
    )
    assert [one.post.state for one in (held, flagged, covered)] == [
        PostState.HELD,
        PostState.VISIBLE,
        PostState.VISIBLE,
    ]
    assert [causes(one.id) for one in (held, flagged, covered)] == [[Cause.WORD], [Cause.WORD], []]
    assert (covered.post.body, "okapi" in covered.post.html) == ("■■■■■", False)


def test_what_the_team_and_people_from_elsewhere_write_is_not_screened(app: Flask) -> None:
    watched("quagga", WordAction.BLOCK)
    for author in (make.member(roles=["service"]), make.member(state=MemberState.PLACEHOLDER)):
        assert make.idea(author, body="A quagga", tags=["quagga"]).post.state is PostState.VISIBLE


def test_an_edit_passes_the_same_door(app: Flask) -> None:
    watched("gnu", WordAction.HOLD)
    watched("quagga", WordAction.BLOCK)
    author = member(Trust.REGULAR)
    idea = make.idea(author, title="A seat")
    said = ("A seat", "A gnu", Stage.DRIVING, idea.kind)
    assert refused(lambda: ideas.edit(author, idea, "A seat", "A quagga", Stage.DRIVING, idea.kind)) == "body"
    ideas.edit(author, idea, *said)
    assert idea.post.state is PostState.HELD
    comment = make.comment(None, author, "Two gnus, one gnu.")
    assert comment.post.state is PostState.HELD


def test_a_word_gives_an_idea_its_tag_as_long_as_there_is_room(app: Flask) -> None:
    watched("charging pile", WordAction.TAG, "Charging")
    author = member(Trust.REGULAR)

    def tags(body: str, typed: list[str]) -> list[str]:
        return posts.tags(make.idea(author, body=body, tags=typed).post)

    assert tags("More charging piles, one charging pile", ["seat"]) == ["seat", "Charging"]
    assert tags("A charging pile", ["charging"]) == ["Charging"]
    assert tags("A charging pile", list("abcde")) == list("abcde")
    assert tags("A seat", []) == []


@pytest.mark.parametrize("action", [WordAction.BLOCK, WordAction.HOLD, WordAction.CENSOR])
def test_names_profiles_and_words_about_pictures_have_no_such_words(app: Flask, action: WordAction) -> None:
    watched("quagga", action)
    someone = member(Trust.TRUSTED)
    picture = pictures.upload(someone, drawn(), "A seat")
    described = {picture.public_id: "A quagga"}
    for field, work in (
        ("name", lambda: names.check("The Quagga")),
        ("name", lambda: profiles.edit(someone, Profile("Q.u.a.g.g.a"))),
        ("bio", lambda: profiles.edit(someone, Profile("Lin", bio="A quagga"))),
        ("city", lambda: profiles.edit(someone, Profile("Lin", city="Quagga"))),
        ("alt", lambda: pictures.upload(someone, drawn(), "A quagga")),
        ("alt", lambda: pictures.describe(someone, picture, "A quagga")),
        ("pictures", lambda: ideas.post(someone, "A seat", "Warm.", Stage.DRIVING, pictures=described)),
    ):
        assert refused(work) == field
    profiles.edit(someone, Profile("Lin", bio="I drive.", city="Wuhan"))


def test_another_provider_has_its_say(ask: Callable[[providers.Provider], None]) -> None:
    ask(Strict())
    author = member(Trust.TRUSTED)
    assert refused(lambda: make.idea(author)) == "body"
    assert refused(lambda: names.check("Lin")) == "name"
    assert refused(lambda: profiles.edit(author, Profile(author.name, bio="Hello"))) == "bio"
    assert refused(lambda: pictures.upload(author, drawn())) == "picture"


def test_when_the_provider_is_down_newcomers_wait(ask: Callable[[providers.Provider], None], english: None) -> None:
    author = member(Trust.NEWCOMER)
    ask(Down())
    idea = make.idea(author)
    assert idea.post.state is PostState.HELD
    assert Cause.PROVIDER in causes(idea.id)
    for field, work in (
        ("name", lambda: names.check("Lin")),
        ("name", lambda: profiles.edit(author, Profile("Lin"))),
        ("bio", lambda: profiles.edit(author, Profile(author.name, bio="Hello"))),
        ("picture", lambda: pictures.upload(author, drawn())),
    ):
        with pytest.raises(Invalid, match="try again in a few minutes") as error:
            work()
        assert error.value.field == field


def test_when_the_provider_is_down_who_is_trusted_notices_nothing(ask: Callable[[providers.Provider], None]) -> None:
    watched("quagga", WordAction.BLOCK)
    author = member(Trust.SETTLED)
    ask(Down())
    idea = make.idea(author)
    assert (idea.post.state, Cause.PROVIDER in causes(idea.id)) == (PostState.VISIBLE, False)
    profiles.edit(author, Profile("Lin", bio="Hello"))
    assert pictures.upload(author, drawn()).uploader_id == author.id
    assert refused(lambda: make.idea(author, body="A quagga")) == "body"
    assert refused(lambda: profiles.edit(author, Profile("Quagga"))) == "name"
    assert refused(lambda: profiles.edit(author, Profile("Lin", bio="A quagga"))) == "bio"
    assert make.idea(make.member(roles=["product"])).post.state is PostState.VISIBLE

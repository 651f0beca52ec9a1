"""Public ids and slugs."""

import pytest
from flask import Flask
from werkzeug.exceptions import NotFound

from cocreate.kernel import ids


def test_ids_are_long_and_have_no_letters_that_look_alike() -> None:
    made = {ids.new_public_id() for _number in range(2000)}
    assert len(made) == 2000
    assert set("".join(made)) == set(ids.ALPHABET)
    assert not set(ids.ALPHABET) & set("01loi")
    assert {len(one) for one in made} == {ids.LENGTH}


@pytest.mark.parametrize(
    ("title", "slug"),
    [("Café in the Cabin!", "cafe-in-the-cabin"), ("座椅通风", ""), ("A/B: 50% faster?", "a-b-50-faster"), ("", "")],
)
def test_a_slug_has_the_latin_words_of_a_title(title: str, slug: str) -> None:
    assert ids.slug(title) == slug


def test_a_slug_is_not_endless() -> None:
    assert len(ids.slug("word " * 100)) <= 60


@pytest.mark.parametrize("tail", ["", "-any-words", "-", "-字"])
def test_an_address_with_any_slug_names_the_same_thing(app: Flask, tail: str) -> None:
    endpoint, values = app.url_map.bind("localhost").match(f"/ideas/23456789ab{tail}")
    assert (endpoint, values) == ("ideas.show", {"public_id": "23456789ab"})


@pytest.mark.parametrize("name", ["23456789a", "23456789abc", "23456789a0", "23456789aB", "23456789ab_x", ".."])
def test_what_is_no_id_names_nothing(app: Flask, name: str) -> None:
    with pytest.raises(NotFound):
        app.url_map.bind("localhost").match(f"/ideas/{name}")

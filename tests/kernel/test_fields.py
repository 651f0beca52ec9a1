"""Input: what the database cannot hold is refused at its field, and what was typed stays."""

import pytest
from flask import Flask
from marshmallow import ValidationError
from wtforms import DateField, DateTimeLocalField, SelectField, SelectMultipleField
from wtforms.validators import DataRequired, Length, Optional

from cocreate.kernel import schemas
from cocreate.kernel.errors import Invalid
from cocreate.kernel.fields import Line, Paragraphs, Secret, Whole
from cocreate.kernel.forms import Form

BROKEN = ["a\x00b", "a\x07b", "a\u202eb"]


class Trial(Form):
    """A field of each kind."""

    line = Line(validators=[DataRequired(), Length(max=10)])
    text = Paragraphs()
    secret = Secret()
    number = Whole(default=0)
    day = DateField(validators=[Optional()])
    at = DateTimeLocalField(format=["%Y-%m-%dT%H:%M"], validators=[Optional()])
    one = SelectField(choices=[], validate_choice=False)
    some = SelectMultipleField(choices=[], validate_choice=False)


def sent(app: Flask, **said: str) -> tuple[Trial, bool]:
    with app.test_request_context(method="POST", data={"line": "x", "number": "1", **said}):
        form = Trial()
        return form, form.validate()


def test_what_is_typed_is_cleaned(app: Flask) -> None:
    form, sound = sent(app, line="  a \t b\u3000c ", text=" a\r\n\r\nb ", secret="  pass word ")
    assert sound
    assert (form.line.data, form.text.data, form.secret.data) == ("a b c", "a\n\nb", "  pass word ")


@pytest.mark.parametrize(("field", "chosen"), [("one", None), ("some", [])])
def test_a_choice_that_cannot_be_stored_chooses_nothing(app: Flask, field: str, chosen: object) -> None:
    form, sound = sent(app, **{field: "a\x00b"})
    assert not sound
    assert (list(form.errors), form[field].data) == ([field], chosen)


@pytest.mark.parametrize("field", ["line", "text"])
@pytest.mark.parametrize("words", BROKEN)
def test_what_cannot_be_stored_is_refused_at_its_field_and_kept(app: Flask, field: str, words: str) -> None:
    form, sound = sent(app, **{field: words})
    assert not sound
    assert (list(form.errors), form[field].data) == ([field], words)


def test_a_password_may_hold_anything_but_nul(app: Flask) -> None:
    assert sent(app, secret="\u202e\x07 ok")[1]
    assert not sent(app, secret="a\x00")[1]


@pytest.mark.parametrize(
    ("number", "sound"), [(str(2**63 - 1), True), (str(2**63), False), ("1.5", False), ("９", True)]
)
def test_a_number_fits_the_database(app: Flask, number: str, sound: bool) -> None:
    assert sent(app, number=number)[1] is sound


@pytest.mark.parametrize("year", ["0001", "1899", "2201", "9999"])
def test_a_day_and_an_instant_are_of_a_year_somebody_can_mean(app: Flask, year: str) -> None:
    form, sound = sent(app, day=f"{year}-12-31", at=f"{year}-01-01T00:00")
    assert not sound
    assert sorted(form.errors) == ["at", "day"]
    assert sent(app, day="1900-01-01", at="2200-12-31T23:59")[1]
    said = {"line": "x", "day": f"{year}-12-31", "at": f"{year}-01-01T00:00:00+08:00"}
    with pytest.raises(ValidationError) as caught:
        TrialSchema().load(said)
    assert sorted(caught.value.messages_dict) == ["at", "day"]
    assert TrialSchema().load({"line": "x", "day": "1900-01-01", "at": None})


def test_a_field_the_form_does_not_have_is_refused(app: Flask) -> None:
    form, sound = sent(app, author_id="1")
    assert not sound
    assert "author_id" in form.form_errors[0]
    assert sent(app, csrf_token="x", idempotency_key="y", next="/")[1]


def test_the_library_speaks_the_language_of_the_page(shared_app: Flask) -> None:
    said = {}
    for language in ("en", "zh"):
        with shared_app.test_request_context(
            method="POST", data={"line": "x" * 11}, headers={"Cookie": f"lang={language}"}
        ):
            form = Trial()
            assert not form.validate()
            said[language] = str(form.line.errors[0])
    assert "longer than 10" in said["en"]
    assert any("一" <= character <= "鿿" for character in said["zh"])


def test_an_error_of_a_rule_stands_at_its_field_or_above_the_form(app: Flask) -> None:
    form, _sound = sent(app)
    form.refuse(Invalid("line", "Not this one."))
    form.refuse(Invalid("elsewhere", "Nor that."))
    assert (form.line.errors, form.form_errors) == (["Not this one."], ["Nor that."])


class TrialSchema(schemas.InputSchema):
    """The same by API, and days and instants too."""

    line = schemas.Text(required=True)
    text = schemas.Text(lines=True)
    day = schemas.Day()
    at = schemas.Moment(allow_none=True)


@pytest.mark.parametrize("words", [*BROKEN, "a\ud800b"])
def test_programs_are_refused_the_same(app: Flask, words: str) -> None:
    for name in ("line", "text"):
        with pytest.raises(ValidationError) as caught:
            TrialSchema().load({"line": "x", name: words})
        assert list(caught.value.messages_dict) == [name]


def test_programs_are_cleaned_the_same(app: Flask) -> None:
    assert TrialSchema().load({"line": " a \n b", "text": "a\r\nb "}) == {"line": "a b", "text": "a\nb"}


@pytest.mark.parametrize("said", [{"line": "x", "author_id": 1}, {"line": 1}, {"line": None}, {"line": ["x"]}, {}])
def test_programs_send_what_is_asked_for_and_nothing_else(app: Flask, said: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        TrialSchema().load(said)

"""Shape of what the desk types about the catalogue; what may stand there is for the rules to say."""

from wtforms import DateField, SelectField
from wtforms.validators import DataRequired, InputRequired, Optional

from cocreate.kernel.fields import Line, Whole
from cocreate.kernel.forms import Form


class NamesForm(Form):
    """What something is called; its key stays."""

    name_zh = Line()
    name_en = Line()


class TitleForm(NamesForm):
    """The key and names of something new."""

    key = Line(validators=[DataRequired()])


class PlatformForm(Form):
    """What a model year is built on; the choices are those of the catalogue."""

    platform = SelectField(validate_choice=False)


class YearForm(PlatformForm):
    """A new model year."""

    year = Whole(validators=[InputRequired()])


class ReleaseForm(Form):
    """When a version of the software came out."""

    released_on = DateField(validators=[Optional()])


class SoftwareForm(ReleaseForm):
    """A new version of the software."""

    name = Line(validators=[DataRequired()])


class PlaceForm(Form):
    """Which way something goes in its row."""

    place = SelectField(choices=[("before", ""), ("after", "")])


class RemovalForm(Form):
    """Nothing but the wish."""

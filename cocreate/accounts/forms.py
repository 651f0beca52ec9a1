"""Shape of what is typed to sign in, join and change one's settings."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, SelectField, StringField
from wtforms.validators import DataRequired, InputRequired, Length

from cocreate.accounts.identities import LONGEST_EMAIL, LONGEST_PHONE
from cocreate.accounts.names import LONGEST as LONGEST_NAME
from cocreate.accounts.profiles import LONGEST_BIO, LONGEST_CITY
from cocreate.kernel.fields import Line, Paragraphs, Secret, Whole
from cocreate.kernel.forms import Form
from cocreate.members.models import Affiliation, Role

LANGUAGES = [("", _l("As the site")), ("zh", "中文"), ("en", "English")]
ROLES = [
    (Role.MODERATOR, _l("Community team")),
    (Role.PRODUCT, _l("Product team")),
    (Role.ORGANISER, _l("Organiser")),
    (Role.TREASURER, _l("Treasurer")),
    (Role.SERVICE, _l("Service team")),
    (Role.ADMIN, _l("Administrator")),
]
AFFILIATIONS = [
    (Affiliation.NONE, _l("Nobody: a member like others")),
    (Affiliation.STAFF, _l("Staff")),
    (Affiliation.DEALER, _l("Dealer")),
]


def _name() -> StringField:
    return Line(validators=[DataRequired(_l("What shall others call you?")), Length(max=LONGEST_NAME)])


def _email() -> StringField:
    return Line(validators=[DataRequired(_l("Give your e-mail address.")), Length(max=LONGEST_EMAIL)])


def _phone() -> StringField:
    return Line(validators=[DataRequired(_l("Give your phone number.")), Length(max=LONGEST_PHONE)])


def _password() -> StringField:
    return Secret(validators=[DataRequired(_l("Give a password."))])


def _accept() -> BooleanField:
    return BooleanField(validators=[DataRequired(_l("We need your agreement to this."))])


class PhoneForm(Form):
    """A phone number that gets a code."""

    phone = _phone()


class CodeForm(Form):
    """The six digits that came by SMS."""

    code = Line(validators=[DataRequired(_l("Give the six digits."))])


class EmailForm(Form):
    """An e-mail address that gets a link."""

    email = _email()


class SignInForm(Form):
    """E-mail address and password."""

    email = _email()
    password = _password()


class CompleteForm(Form):
    """What is still missing of a newcomer whose number is proven; `invitation` is a code, or the link with it."""

    name = _name()
    invitation = Line(validators=[Length(max=200)])
    accept_terms = _accept()
    accept_privacy = _accept()


class SignUpForm(CompleteForm):
    """A newcomer with an e-mail address."""

    email = _email()
    password = _password()


class JoinForm(Form):
    """The password chosen when signing up, asked again on another browser."""

    password = _password()


class NewPasswordForm(Form):
    """The password that takes the place of a forgotten one."""

    password = _password()


class PasswordForm(NewPasswordForm):
    """A new password, asked for with the present one."""

    current = Secret(validators=[DataRequired(_l("Give your present password."))])


class ProveForm(Form):
    """The present password, so that nobody else changes how the member gets in."""

    password = Secret(validators=[DataRequired(_l("Give your present password."))])


class NumberForm(Form):
    """One of the member's own numbers, by its key, to get a code."""

    number = Whole(validators=[InputRequired()])


class ProfileForm(Form):
    """What a member says of themselves."""

    name = _name()
    bio = Paragraphs(validators=[Length(max=LONGEST_BIO)])
    city = Line(validators=[Length(max=LONGEST_CITY)])
    locale = SelectField(choices=LANGUAGES)


class Confirm(Form):
    """A button, and nothing typed."""


class RoleForm(Form):
    """A role to grant or to take away."""

    role = SelectField(choices=ROLES)


class AffiliationForm(Form):
    """For whom a member works."""

    affiliation = SelectField(choices=AFFILIATIONS)


class ClaimForm(Form):
    """The public id of the placeholder that turned out to be the member."""

    placeholder = Line(validators=[DataRequired(_l("Give the id of the placeholder.")), Length(max=80)])

"""E-mail addresses and phone numbers: one normal form for each, and how to show them to their owner.

Whoever looks an identity up, an import as well as sign-in, brings it to its normal form here first.
"""

import re

import phonenumbers
from flask_babel import gettext as _

from cocreate.kernel.errors import Invalid
from cocreate.kernel.text import fold
from cocreate.members.models import IdentityKind

# Numbers typed without a country's prefix belong here.
REGION = "CN"
LONGEST_EMAIL = 254  # RFC 3696, erratum 1690
_LONGEST_LOCAL = 64  # RFC 5321, 4.5.3.1.1
LONGEST_PHONE = 40
_ADDRESS = re.compile(r"([a-z0-9.!#$%&'*+/=?^_`{|}~-]+)@([^@\s]+)")
_DOMAIN = re.compile(r"([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]")


def normal(kind: IdentityKind, typed: str) -> str:
    """The normal form of an identity of `kind`; raises `Invalid` at the field called like the kind."""
    return email(typed) if kind is IdentityKind.EMAIL else phone(typed)


def email(typed: str) -> str:
    """The normal form of an e-mail address: folded, the domain in ASCII. Raises `Invalid` at ``email``."""
    match = _ADDRESS.fullmatch(fold(typed)) if len(typed) <= LONGEST_EMAIL else None
    domain = _ascii(match.group(2)) if match else ""
    if match is None or len(match.group(1)) > _LONGEST_LOCAL or not _DOMAIN.fullmatch(domain):
        raise Invalid("email", _("This is not an e-mail address. It looks like name@example.com."))
    return f"{match.group(1)}@{domain}"


def phone(typed: str) -> str:
    """The normal form of a phone number (E.164, as ``+8613800138000``). Raises `Invalid` at ``phone``."""
    try:
        number = phonenumbers.parse(typed[:LONGEST_PHONE], REGION)
    except phonenumbers.NumberParseException:
        number = None
    if number is None or len(typed) > LONGEST_PHONE or not phonenumbers.is_valid_number(number):
        raise Invalid(
            "phone", _("This is not a phone number. From outside mainland China, begin with + and the country code.")
        )
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def spaced(value: str) -> str:
    """The identity `value` in full, a phone number in the groups its country writes it in."""
    if "@" in value:
        return value
    return phonenumbers.format_number(phonenumbers.parse(value), phonenumbers.PhoneNumberFormat.INTERNATIONAL)


def masked(value: str) -> str:
    """The identity `value` with its middle hidden: enough for its owner to know it, too little for others."""
    if "@" not in value:
        return f"{value[:-8]}••••{value[-4:]}"
    local, _at, domain = value.partition("@")
    return f"{local[0]}•••@{domain}"


def _ascii(domain: str) -> str:
    try:
        return domain.encode("idna").decode()
    except UnicodeError:
        return ""

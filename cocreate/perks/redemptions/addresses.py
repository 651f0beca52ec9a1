"""Where something is shipped to: checked, sealed, read again, forgotten some time after."""

import json
from dataclasses import asdict, dataclass
from datetime import datetime

import phonenumbers
from flask_babel import gettext as _
from sqlalchemy import select, update

from cocreate.kernel import sealing
from cocreate.kernel.database import db
from cocreate.kernel.errors import Invalid
from cocreate.members.models import Member
from cocreate.perks.redemptions.models import Redemption

# Numbers typed without a country's prefix belong here, as where members sign in.
_COUNTRY = "CN"
LONGEST_PHONE = 40
# Of each part, in the order in which it is asked for: from how many characters to how many.
LENGTHS = {"name": (1, 40), "phone": (1, LONGEST_PHONE), "region": (2, 80), "street": (4, 200)}
LONGEST = 300  # of one that is said in a single line


@dataclass(frozen=True)
class Address:
    """Who gets it, under which number the carrier reaches them, and where. One told by a program in a single line is
    in `street` alone."""

    name: str
    phone: str
    region: str
    street: str

    @property
    def parts(self) -> list[str]:
        """What is said of it, each part in a line, the phone number as people read it."""
        return [part for part in (self.name, readable(self.phone), self.region, self.street) if part]

    @property
    def line(self) -> str:
        """All of it in one line."""
        return " ".join(filter(None, (self.name, self.phone, self.region, self.street)))


def checked(said: Address) -> Address:
    """`said` with its phone number in the form that a carrier dials. Raises `Invalid` at the first part that is wrong,
    with all of them among its errors."""
    found = wrong(said)
    for part, words in found.items():
        error = Invalid(part, words)
        error.extra = {"errors": {each: [message] for each, message in found.items()}}
        raise error
    return Address(said.name, _phone(said.phone), said.region, said.street)


def wrong(said: Address) -> dict[str, str]:
    """What is wrong with each part of `said`, in the order in which they are asked for."""
    found = {}
    for part, (least, most) in LENGTHS.items():
        length = len(getattr(said, part))
        if length == 0:
            found[part] = _("This is needed.")
        elif length < least:
            found[part] = _("That is too short to find you by.")
        elif length > most:
            found[part] = _("At most %(count)s characters, please.", count=most)
        elif part == "phone" and not _phone(said.phone):
            found[part] = _(
                "This is not a phone number. From outside mainland China, begin with + and the country code."
            )
    return found


def readable(phone: str) -> str:
    """The number in groups, without the country's prefix where it is the usual one; as it is if it is none."""
    try:
        number = phonenumbers.parse(phone, _COUNTRY)
    except phonenumbers.NumberParseException:
        return phone
    usual = phonenumbers.country_code_for_region(_COUNTRY)
    form = phonenumbers.PhoneNumberFormat
    return phonenumbers.format_number(number, form.NATIONAL if number.country_code == usual else form.INTERNATIONAL)


def single(line: str) -> Address:
    """An address said in one `line`. Raises `Invalid` at ``address``."""
    if len(line) < LENGTHS["street"][0]:
        raise Invalid("address", _("That is too short to find you by."))
    if len(line) > LONGEST:
        raise Invalid("address", _("At most %(count)s characters, please.", count=LONGEST))
    return Address("", "", "", line)


def seal(address: Address) -> str:
    """`address` as it is stored."""
    return sealing.seal(json.dumps(asdict(address), ensure_ascii=False))


def unseal(sealed: str) -> Address:
    """The address inside what `seal` made."""
    return Address(**json.loads(sealing.unseal(sealed)))


def last_of(member: Member) -> Address | None:
    """Where something was last shipped to `member`, as long as that is kept."""
    query = select(Redemption.address).where(Redemption.member_id == member.id, Redemption.address.is_not(None))
    sealed = db.session.scalar(query.order_by(Redemption.id.desc()).limit(1))
    return unseal(sealed) if sealed else None


def forget_old(before: datetime) -> None:
    """Forget where was shipped to what was fulfilled or cancelled before that instant."""
    over = (Redemption.address.is_not(None), Redemption.resolved_at < before)
    due = select(Redemption.id).where(*over).order_by(Redemption.id).with_for_update(skip_locked=True)
    ids = db.session.scalars(due).all()
    db.session.execute(update(Redemption).where(Redemption.id.in_(ids)).values(address=None, tracking=""))


def _phone(typed: str) -> str:
    """The number as a carrier dials it; empty where it is none."""
    try:
        number = phonenumbers.parse(typed, _COUNTRY)
    except phonenumbers.NumberParseException:
        number = None
    if number is None or not phonenumbers.is_valid_number(number):
        return ""
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)

"""How members hear of what: what holds until they choose."""

from typing import NamedTuple

from cocreate.notices.models import Cause, Pace


class Chosen(NamedTuple):
    """How a member hears of a cause."""

    site: bool
    mail: Pace


# At once by mail: what somebody waits for, or has to act upon. Daily: what became of what they care for. Weekly: that
# what they support was worded anew. Never the brand's announcements, unless somebody asks for them.
DEFAULTS: dict[Cause, Chosen] = {
    Cause.ANSWER: Chosen(site=True, mail=Pace.AT_ONCE),
    Cause.MENTION: Chosen(site=True, mail=Pace.AT_ONCE),
    Cause.STATUS: Chosen(site=True, mail=Pace.DAILY),
    Cause.OFFICIAL: Chosen(site=True, mail=Pace.DAILY),
    Cause.EDIT: Chosen(site=True, mail=Pace.WEEKLY),
    Cause.MERGE: Chosen(site=True, mail=Pace.DAILY),
    Cause.RELEASE: Chosen(site=True, mail=Pace.DAILY),
    Cause.ROLE: Chosen(site=True, mail=Pace.AT_ONCE),
    Cause.VEHICLE: Chosen(site=True, mail=Pace.AT_ONCE),
    Cause.ANNOUNCEMENT: Chosen(site=True, mail=Pace.OFF),
}

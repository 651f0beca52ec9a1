"""What the desk calls rules, their fields, grants and what the report is made of; and the tabs."""

from typing import NamedTuple

from flask_babel import gettext as _
from flask_babel import pgettext

from cocreate.members.models import Member, Role
from cocreate.points.earning.models import Field
from cocreate.points.grants.models import GrantState
from cocreate.points.models import RuleKey
from cocreate.points.referrals.models import Sign


class Tab(NamedTuple):
    """One of the pages of points."""

    label: str
    url: str
    current: bool


def tabs(member: Member, here: str) -> list[Tab]:
    """The pages of points that `member` reaches; `here` is the last part of this one's address."""
    roles = (Role.ADMIN, Role.MODERATOR, Role.TREASURER)
    admin, moderator, treasurer = (member.has_role(Role.ADMIN, role) for role in roles)
    every = [
        ("rules", _("Rules"), admin),
        ("tiers", _("Tiers"), admin),
        ("grants", _("Grants"), admin),
        ("referrals", _("Invitations"), moderator),
        ("budget", _("Budget"), treasurer),
        ("report", pgettext("points", "Report"), treasurer),
    ]
    return [Tab(str(label), f"/desk/points/{part}", part == here) for part, label, may in every if may]


def rules() -> dict[RuleKey, str]:
    """The deed that each rule pays for."""
    return {
        RuleKey.CHECK_IN: pgettext("rule", "Daily check-in"),
        RuleKey.IDEA_ADOPTED: pgettext("rule", "Idea adopted"),
        RuleKey.IDEA_SHIPPED: pgettext("rule", "Idea shipped"),
        RuleKey.ANSWER_ACCEPTED: pgettext("rule", "Answer accepted"),
        RuleKey.ANSWER_HELPFUL: pgettext("rule", "Helpful answer"),
        RuleKey.COMMENT_HELPFUL: pgettext("rule", "Helpful comment"),
        RuleKey.REFERRAL: pgettext("rule", "Referral that led to a delivered car"),
        RuleKey.PROFILE_COMPLETED: pgettext("rule", "Profile completed"),
        RuleKey.VEHICLE_VERIFIED: pgettext("rule", "Car verified"),
        RuleKey.ANNIVERSARY: pgettext("rule", "Anniversary of the delivery"),
        RuleKey.GRANT: pgettext("rule", "Grant by hand"),
    }


def fields() -> dict[Field, str]:
    """What of rules and terms can be changed."""
    return {
        Field.ACTIVE: pgettext("rule", "Active"),
        Field.POINTS: _("Points"),
        Field.CONTRIBUTION: _("Contribution"),
        Field.PER_DAY: _("At most, a day and member"),
        Field.PER_LIFETIME: _("At most, ever and member"),
        Field.STREAK_STEP: _("More for each day in a row"),
        Field.STREAK_CAP: _("More for days in a row, at most"),
        Field.FROM_ON: _("From this day on"),
        Field.UNTIL_ON: _("No longer on this day"),
        Field.MONTH_BUDGET: _("Budget a month, in points"),
        Field.SERIES: _("Only for owners of"),
        Field.RIPENING_DAYS: _("Days until new points can be spent"),
        Field.LIFETIME_MONTHS: _("Months until points expire"),
        Field.RETURNED_DAYS: _("Days that returned points can be used at least"),
        Field.GRANT_LIMIT: _("Points of grants that one person may give alone"),
    }


def signs() -> dict[Sign, str]:
    """Why people look at a referral."""
    return {
        Sign.ADDRESS: pgettext("referral", "Both were here from one network address"),
        Sign.DEVICE: pgettext("referral", "Both use browsers that look alike"),
        Sign.MANY: pgettext("referral", "Many joined by this link within a short time"),
        Sign.CAR: pgettext("referral", "The car was that of whoever invited or of another member before"),
        Sign.VOIDED: pgettext("referral", "Another car of the invited member was found false before"),
        Sign.SOLD: pgettext("referral", "The invited member had given the car away before the time was over"),
        Sign.GONE: pgettext("referral", "The invited member was barred, about to leave or of the brand by then"),
    }


def states() -> dict[GrantState, str]:
    """How a grant stands."""
    return {
        GrantState.PENDING: pgettext("grant", "Waits for a second person"),
        GrantState.GIVEN: pgettext("grant", "Given"),
        GrantState.REFUSED: pgettext("grant", "Refused"),
        GrantState.REVOKED: pgettext("grant", "Taken back"),
    }


def flows() -> dict[str, str]:
    """What moves what members have."""
    return {
        "issued": pgettext("report", "Issued"),
        "taken_back": pgettext("report", "Taken back"),
        "spent": pgettext("report", "Spent"),
        "given_back": pgettext("report", "Refunded after spending"),
        "expired": pgettext("report", "Expired"),
        "unexpired": pgettext("report", "Expired points, restored to be taken back"),
        "forfeited": pgettext("report", "Given up by members who left"),
        "lent": pgettext("report", "Debts made: taken back after it was spent"),
        "repaid": pgettext("report", "Debts paid"),
        "other_in": pgettext("report", "Other, in"),
        "other_out": pgettext("report", "Other, out"),
    }

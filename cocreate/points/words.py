"""What members call what they earned, and what happened to it."""

from flask_babel import gettext as _
from flask_babel import pgettext

from cocreate.points.models import RuleKey

# By what a transfer is called in the ledger beside the rules.
SPENT, EXPIRED, FORFEITED = "spend", "expiry", "forfeited"
TAKEN_BACK = ("revoked", "lent", "repaid")
_DEEDS = {key.value: key for key in RuleKey}


def of_rule(key: RuleKey) -> str:
    """The deed that the rule `key` rewards."""
    return str(
        {
            RuleKey.CHECK_IN: pgettext("points", "Daily check-in"),
            RuleKey.IDEA_ADOPTED: _("Your idea is adopted"),
            RuleKey.IDEA_SHIPPED: _("Your idea is made real"),
            RuleKey.ANSWER_ACCEPTED: _("Your answer is chosen as the best"),
            RuleKey.ANSWER_HELPFUL: _("Others find your answer helpful"),
            RuleKey.COMMENT_HELPFUL: _("Others find your comment helpful"),
            RuleKey.REFERRAL: _("A friend you invited has got their car"),
            RuleKey.PROFILE_COMPLETED: _("Your profile is complete"),
            RuleKey.VEHICLE_VERIFIED: _("Your car is verified"),
            RuleKey.ANNIVERSARY: _("The day your car was delivered"),
            RuleKey.GRANT: _("From the brand"),
        }[key]
    )


def of_kind(kind: str, deed: str = "") -> str:
    """What a transfer of `kind` did; `deed` is what it was awarded for, if it was."""
    if kind in _DEEDS:
        return of_rule(_DEEDS[kind])
    if deed and kind == "revoked":
        return str(_("Taken back: %(deed)s", deed=deed))
    known = {
        SPENT: _("Redeemed"),
        EXPIRED: _("Expired"),
        FORFEITED: _("Given back on leaving"),
        "unexpiry": _("Expired points, returned"),
        "revoked": _("Taken back"),
        "lent": _("Noted as owed"),
        "repaid": _("Paid what was owed"),
        "refund": _("Returned"),
    }
    return str(known.get(kind) or _("Points moved"))

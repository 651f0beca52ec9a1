"""Every page and job of points: importing a part puts its views on the blueprint, its jobs into the worker."""

from cocreate.points import mine
from cocreate.points.blueprint import blueprint
from cocreate.points.checkins import pages as checkins
from cocreate.points.expiry import rules as expiry
from cocreate.points.expiry import telling
from cocreate.points.leaderboard import pages as leaderboard
from cocreate.points.referrals import pages as referrals

PARTS = (mine, checkins, leaderboard, referrals, expiry, telling)

__all__ = ["PARTS", "blueprint"]

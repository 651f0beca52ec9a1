"""Every page of accounts: importing a part puts its views on the blueprint."""

from cocreate.accounts import desk, inviting, joining, mine, settings, signing
from cocreate.accounts.blueprint import blueprint
from cocreate.accounts.leaving import desk as leaving_desk
from cocreate.accounts.leaving import pages as leaving
from cocreate.accounts.proving import pages as proving
from cocreate.accounts.record import pages as record
from cocreate.accounts.vehicles import desk as vehicle_desk
from cocreate.accounts.vehicles import pages as vehicles

PARTS = (
    signing, joining, inviting, mine, settings, proving, desk, record, vehicles, vehicle_desk, leaving, leaving_desk,
)  # fmt: skip

__all__ = ["PARTS", "blueprint"]

"""Every page of accounts: importing a part puts its views on the blueprint."""

from cocreate.accounts import desk, joining, mine, settings, signing
from cocreate.accounts.blueprint import blueprint

PARTS = (signing, joining, mine, settings, desk)

__all__ = ["PARTS", "blueprint"]

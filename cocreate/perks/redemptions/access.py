"""Who sends what was ordered, and so reads where to; and who takes codes in."""

from cocreate.members.models import Role

# The brand's product team runs the shop; administrators always may. Service centres never read an address.
ORDERS = (Role.PRODUCT,)
CODES = (Role.SERVICE,)

"""Where in a car's life something belongs: the brand's whole chain."""

from enum import StrEnum

from flask_babel import lazy_gettext as _l


class Stage(StrEnum):
    """A part of the chain, from the drawing to the second owner."""

    DESIGN = "design"
    DEVELOPMENT = "development"
    PRODUCTION = "production"
    SALES = "sales"
    DELIVERY = "delivery"
    DRIVING = "driving"
    MAINTENANCE = "maintenance"
    REPAIR = "repair"
    SECOND_HAND = "second_hand"


STAGES = [
    (Stage.DESIGN, _l("Design")),
    (Stage.DEVELOPMENT, _l("Development")),
    (Stage.PRODUCTION, _l("Production")),
    (Stage.SALES, _l("Sales")),
    (Stage.DELIVERY, _l("Delivery")),
    (Stage.DRIVING, _l("Driving and charging")),
    (Stage.MAINTENANCE, _l("Maintenance")),
    (Stage.REPAIR, _l("Repair")),
    (Stage.SECOND_HAND, _l("Second-hand")),
]

"""The demo's perks, drawn as its other pictures are: one thing on a quiet table."""

from collections.abc import Callable

from cocreate.demo.drawings import (
    AMBER,
    INK,
    LAGOON,
    MIST,
    PAPER,
    SLATE,
    STEEL,
    TEAL,
    Colour,
    Field,
    Point,
    car,
    mixed,
    softened,
)

WIDTH, HEIGHT = 720, 480
TABLE = 0.74  # where the wall ends


def draw(thing: str) -> bytes:
    """The picture of `thing`, one of `THINGS`, as PNG."""
    field = Field(0, WIDTH, HEIGHT)
    THINGS[thing](field)
    return field.png()


def _table(field: Field, wall: Colour, shadow: float) -> None:
    """A table in front of a `wall`, and the shadow of something so wide."""
    for row in range(40):
        top = TABLE * row / 40
        field.block((0, top), (1, top + TABLE / 40 + 0.01), mixed(wall, PAPER, row / 80))
    board = mixed(wall, STEEL, 0.18)
    field.block((0, TABLE), (1, 1), board)
    field.oval((0.5, 0.855), shadow, 0.07, mixed(board, INK, 0.16))


def _around(points: list[Point]) -> list[Point]:
    """A closed form with soft corners."""
    middle = ((points[0][0] + points[-1][0]) / 2, (points[0][1] + points[-1][1]) / 2)
    return softened([middle, *points, middle])


def _shirt(field: Field) -> None:
    _table(field, mixed(MIST, PAPER, 0.35), 0.0)
    field.block((0, TABLE), (1, 1), mixed(MIST, PAPER, 0.68))
    body = [(0.4, 0.14), (0.26, 0.22), (0.17, 0.4), (0.27, 0.46), (0.315, 0.38), (0.32, 0.9)]
    right = [(1 - x, y) for x, y in reversed(body)]
    field.form(TEAL, *body, *right)
    field.form(mixed(TEAL, INK, 0.18), (0.315, 0.38), (0.345, 0.9), (0.32, 0.9))
    field.form(mixed(TEAL, INK, 0.18), (0.685, 0.38), (0.655, 0.9), (0.68, 0.9))
    field.form(mixed(TEAL, INK, 0.35), *softened([(0.4, 0.14), (0.43, 0.2), (0.5, 0.23), (0.57, 0.2), (0.6, 0.14)]))
    field.disc((0.585, 0.36), 0.042, PAPER)
    field.stroke(TEAL, 0.01, *softened([(0.567, 0.372), (0.578, 0.347), (0.592, 0.372), (0.604, 0.35)]))


def _mug(field: Field) -> None:
    _table(field, mixed(AMBER, PAPER, 0.72), 0.42)
    handle = softened([(0.6, 0.42), (0.72, 0.42), (0.74, 0.56), (0.71, 0.68), (0.6, 0.7)])
    field.stroke(mixed(SLATE, INK, 0.2), 0.06, *handle)
    field.block((0.34, 0.34), (0.62, 0.85), SLATE, 0.06)
    field.block((0.34, 0.34), (0.4, 0.85), mixed(SLATE, PAPER, 0.14), 0.05)
    field.oval((0.48, 0.35), 0.28, 0.1, mixed(SLATE, PAPER, 0.25))
    field.oval((0.48, 0.355), 0.245, 0.075, mixed(AMBER, INK, 0.62))
    route = [(0.4, 0.68), (0.45, 0.56), (0.51, 0.64), (0.57, 0.52)]
    field.stroke(LAGOON, 0.014, *softened(route))
    field.disc(route[-1], 0.02, AMBER)


def _cap(field: Field) -> None:
    _table(field, mixed(LAGOON, PAPER, 0.62), 0.6)
    dome = [(0.28, 0.79), (0.28, 0.57), (0.37, 0.41), (0.5, 0.38), (0.62, 0.42), (0.69, 0.58), (0.69, 0.79)]
    field.form(INK, *softened(dome))
    field.form(mixed(INK, STEEL, 0.22), *softened([(0.28, 0.79), (0.3, 0.57), (0.44, 0.39), (0.4, 0.59), (0.4, 0.79)]))
    visor = [(0.52, 0.79), (0.6, 0.71), (0.78, 0.77), (0.87, 0.89), (0.86, 0.94), (0.7, 0.85), (0.52, 0.85)]
    field.form(mixed(INK, SLATE, 0.5), *_around(visor))
    field.block((0.28, 0.76), (0.7, 0.83), mixed(INK, SLATE, 0.3), 0.02)
    field.disc((0.49, 0.385), 0.016, STEEL)
    field.disc((0.57, 0.61), 0.05, TEAL)


def _umbrella(field: Field) -> None:
    _table(field, mixed(STEEL, PAPER, 0.55), 0.3)
    for x, y in field.scatter(46, 0.02, 0.66):
        field.stroke(mixed(MIST, PAPER, 0.6), 0.004, (x, y), (x - 0.01, y + 0.05))
    field.stroke(INK, 0.018, (0.5, 0.14), (0.5, 0.76))
    hook = softened([(0.5, 0.74), (0.5, 0.87), (0.54, 0.89), (0.565, 0.85), (0.565, 0.8)])
    field.stroke(mixed(AMBER, INK, 0.4), 0.026, *hook)
    canopy = [(0.2, 0.52), (0.23, 0.34), (0.36, 0.18), (0.5, 0.14), (0.64, 0.18), (0.77, 0.34), (0.8, 0.52)]
    field.form(TEAL, *softened(canopy))
    for left, right, shade in ((0.2, 0.35, 0.22), (0.35, 0.5, 0.0), (0.5, 0.65, 0.1), (0.65, 0.8, 0.26)):
        seam = mixed(TEAL, INK, shade)
        field.form(
            seam,
            *softened([(left, 0.52), (0.5 + (left - 0.5) * 0.8, 0.3), (0.5, 0.145)]),
            *softened([(0.5, 0.145), (0.5 + (right - 0.5) * 0.8, 0.3), (right, 0.52)]),
        )
        field.oval(((left + right) / 2, 0.525), right - left, 0.08, mixed(STEEL, PAPER, 0.64))


def _key_case(field: Field) -> None:
    _table(field, mixed(MIST, PAPER, 0.2), 0.44)
    leather = mixed(AMBER, INK, 0.34)
    field.stroke(STEEL, 0.02, *softened([(0.5, 0.34), (0.42, 0.22), (0.5, 0.1), (0.58, 0.22), (0.5, 0.34)]))
    field.block((0.33, 0.32), (0.67, 0.86), mixed(leather, INK, 0.3), 0.12)
    field.block((0.33, 0.31), (0.67, 0.84), leather, 0.12)
    field.block((0.35, 0.34), (0.65, 0.81), mixed(leather, PAPER, 0.28), 0.1)
    field.block((0.356, 0.349), (0.644, 0.801), leather, 0.095)
    field.disc((0.5, 0.39), 0.03, mixed(leather, INK, 0.5))
    field.disc((0.5, 0.39), 0.018, MIST)
    field.stroke(mixed(leather, INK, 0.45), 0.008, *softened([(0.43, 0.64), (0.47, 0.55), (0.52, 0.63), (0.57, 0.53)]))


def _model_car(field: Field) -> None:
    _table(field, mixed(SLATE, STEEL, 0.25), 0.74)
    field.block((0.16, 0.74), (0.84, 0.86), mixed(AMBER, INK, 0.55), 0.02)
    field.block((0.16, 0.74), (0.84, 0.77), mixed(AMBER, INK, 0.35), 0.01)
    field.block((0.42, 0.79), (0.58, 0.83), AMBER, 0.01)
    car(field, 0.23, 0.735, 0.54, LAGOON)


def _blanket(field: Field) -> None:
    _table(field, mixed(AMBER, PAPER, 0.62), 0.62)
    for place, colour in enumerate((TEAL, PAPER, LAGOON, PAPER, TEAL)):
        top = 0.46 + place * 0.078
        field.block((0.24, top), (0.76, top + 0.088), colour, 0.04)
        field.block((0.24, top + 0.07), (0.76, top + 0.084), mixed(colour, INK, 0.12), 0.008)
    for left in (0.36, 0.6):
        field.block((left, 0.44), (left + 0.04, 0.87), mixed(AMBER, INK, 0.45), 0.01)
    handle = softened([(0.38, 0.45), (0.4, 0.33), (0.5, 0.3), (0.6, 0.33), (0.62, 0.45)])
    field.stroke(mixed(AMBER, INK, 0.45), 0.03, *handle)


def _organiser(field: Field) -> None:
    _table(field, mixed(STEEL, PAPER, 0.62), 0.72)
    field.form(mixed(SLATE, INK, 0.4), (0.2, 0.44), (0.8, 0.44), (0.84, 0.52), (0.16, 0.52))
    field.block((0.34, 0.26), (0.42, 0.6), LAGOON, 0.03)
    field.block((0.355, 0.2), (0.405, 0.28), PAPER, 0.02)
    field.block((0.48, 0.32), (0.62, 0.6), AMBER, 0.02)
    field.disc((0.71, 0.44), 0.08, TEAL)
    field.block((0.16, 0.5), (0.84, 0.86), SLATE, 0.03)
    field.block((0.16, 0.5), (0.84, 0.56), mixed(SLATE, PAPER, 0.12), 0.02)
    for left in (0.38, 0.61):
        field.stroke(mixed(SLATE, INK, 0.4), 0.008, (left, 0.56), (left, 0.86))
    field.stroke(mixed(SLATE, PAPER, 0.3), 0.018, *softened([(0.22, 0.62), (0.24, 0.72), (0.3, 0.72), (0.32, 0.62)]))
    field.stroke(mixed(SLATE, PAPER, 0.3), 0.018, *softened([(0.68, 0.62), (0.7, 0.72), (0.76, 0.72), (0.78, 0.62)]))


def _ticket(field: Field, wall: Colour, card: Colour) -> None:
    """A card with a stub to tear off."""
    field.block((0, 0), (1, 1), wall)
    field.block((0.17, 0.27), (0.85, 0.79), mixed(wall, INK, 0.12), 0.05)
    field.block((0.15, 0.24), (0.83, 0.75), card, 0.05)
    for y in (0.24, 0.75):
        field.disc((0.62, y), 0.035, wall)
    for place in range(9):
        field.stroke(mixed(card, INK, 0.2), 0.008, (0.62, 0.305 + place * 0.045), (0.62, 0.325 + place * 0.045))
    for place, long in enumerate((0.14, 0.1, 0.12)):
        field.block((0.66, 0.4 + place * 0.08), (0.66 + long, 0.43 + place * 0.08), mixed(card, INK, 0.18), 0.015)


def _charging(field: Field) -> None:
    _ticket(field, TEAL, PAPER)
    field.disc((0.38, 0.495), 0.17, mixed(LAGOON, PAPER, 0.55))
    field.form(TEAL, (0.4, 0.34), (0.31, 0.52), (0.375, 0.52), (0.36, 0.66), (0.455, 0.46), (0.385, 0.46), (0.42, 0.34))


def _coupon(field: Field) -> None:
    _ticket(field, mixed(AMBER, PAPER, 0.4), PAPER)
    drop = [
        (0.38, 0.32),
        (0.43, 0.44),
        (0.46, 0.54),
        (0.43, 0.64),
        (0.38, 0.66),
        (0.33, 0.64),
        (0.3, 0.54),
        (0.33, 0.44),
    ]
    field.form(mixed(AMBER, INK, 0.12), *_around(drop))
    field.stroke(mixed(AMBER, PAPER, 0.6), 0.016, *softened([(0.335, 0.55), (0.345, 0.6), (0.375, 0.62)]))


THINGS: dict[str, Callable[[Field], None]] = {
    "blanket": _blanket,
    "cap": _cap,
    "charging": _charging,
    "coupon": _coupon,
    "key_case": _key_case,
    "model_car": _model_car,
    "mug": _mug,
    "organiser": _organiser,
    "shirt": _shirt,
    "umbrella": _umbrella,
}

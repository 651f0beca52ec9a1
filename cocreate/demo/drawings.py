"""The demo's pictures, drawn anew each time it is filled: quiet forms of cars and roads in the palette of the site.

Every scene is a few flat forms on a gradient, placed on a field of 0 to 1 in both directions, y downwards. A `variant`
chooses the hour of the day and scatters what is scattered; the same scene and variant is always the same picture.
"""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from io import BytesIO
from itertools import count, pairwise

from PIL import Image, ImageDraw

WIDTH, HEIGHT = 960, 640
FINER = 2  # drawn so many times larger, then reduced: smooth edges
Colour = tuple[int, int, int]
Point = tuple[float, float]

INK: Colour = (20, 24, 29)
SLATE: Colour = (58, 70, 82)
STEEL: Colour = (118, 133, 146)
MIST: Colour = (201, 210, 215)
PAPER: Colour = (246, 247, 245)
TEAL: Colour = (11, 113, 107)
LAGOON: Colour = (111, 180, 170)
AMBER: Colour = (226, 170, 92)
# From above to the horizon, by the hour.
SKIES: tuple[tuple[Colour, Colour], ...] = (
    ((168, 190, 200), (238, 240, 234)),
    ((72, 110, 122), (232, 196, 150)),
    ((22, 34, 46), (62, 92, 102)),
)


def _scattered(variant: int) -> Iterator[float]:
    """Numbers from 0 to 1, scattered alike each time `variant` is drawn."""
    for place in count():
        digest = hashlib.sha256(f"{variant}/{place}".encode()).digest()
        yield int.from_bytes(digest[:8]) / 2**64


class Field:
    """What a scene is drawn on, `wide` and `high` pixels in the end."""

    def __init__(self, variant: int, wide: int = WIDTH, high: int = HEIGHT) -> None:
        self.hour = variant % len(SKIES)
        self.numbers = _scattered(variant)
        self.picture = Image.new("RGB", (wide * FINER, high * FINER))
        self.pen = ImageDraw.Draw(self.picture)

    def at(self, *points: Point) -> list[Point]:
        """`points` in pixels."""
        return [(x * self.picture.width, y * self.picture.height) for x, y in points]

    def sky(self, down_to: float = 1.0) -> None:
        """The gradient of the hour."""
        above, below = SKIES[self.hour]
        rows = int(down_to * self.picture.height)
        for row in range(rows):
            self.pen.line([(0, row), (self.picture.width, row)], mixed(above, below, row / rows))
        self.block((0, down_to), (1, 1), mixed(below, MIST, 0.4))

    def form(self, colour: Colour, *points: Point) -> None:
        self.pen.polygon(self.at(*points), colour)

    def block(self, one: Point, other: Point, colour: Colour, round_by: float = 0.0) -> None:
        self.pen.rounded_rectangle(self.at(one, other), round_by * self.picture.height, colour)

    def disc(self, centre: Point, radius: float, colour: Colour) -> None:
        """A circle; `radius` is a share of the height."""
        (x, y), r = self.at(centre)[0], radius * self.picture.height
        self.pen.ellipse((x - r, y - r, x + r, y + r), colour)

    def stroke(self, colour: Colour, width: float, *points: Point) -> None:
        """A line with round joints; `width` is a share of the height."""
        self.pen.line(self.at(*points), colour, round(width * self.picture.height), joint="curve")

    def scatter(self, count: int, top: float = 0.0, bottom: float = 1.0) -> Iterator[Point]:
        for _number in range(count):
            yield self.between(0, 1), self.between(top, bottom)

    def oval(self, centre: Point, wide: float, high: float, colour: Colour) -> None:
        """An ellipse; `wide` and `high` are shares of the field's sides."""
        x, y = centre
        self.pen.ellipse((*self.at((x - wide / 2, y - high / 2))[0], *self.at((x + wide / 2, y + high / 2))[0]), colour)

    def png(self) -> bytes:
        """What is drawn, with smooth edges."""
        made = BytesIO()
        self.picture.reduce(FINER).save(made, "PNG")
        return made.getvalue()

    def between(self, low: float, high: float) -> float:
        """The next number of the field's sequence, from `low` to `high`."""
        return low + (high - low) * next(self.numbers)


def draw(scene: str, variant: int = 0) -> bytes:
    """The picture of `scene`, one of `SCENES`, as PNG."""
    field = Field(variant)
    SCENES[scene](field)
    return field.png()


def mixed(one: Colour, other: Colour, share: float) -> Colour:
    """`share` of the way from `one` to `other`."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue


def _hills(field: Field, level: float, colour: Colour, steps: int = 7) -> None:
    tops = [(place / steps, level + field.between(-0.09, 0.05)) for place in range(steps + 1)]
    field.form(colour, (0, 1), *softened(tops), (1, 1))


def softened(points: Sequence[Point]) -> list[Point]:
    """`points` with their corners cut twice (Chaikin)."""
    line = list(points)
    for _time in range(3):
        cut = [
            (a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share)
            for a, b in pairwise(line)
            for share in (0.25, 0.75)
        ]
        line = [line[0], *cut, line[-1]]
    return line


def _landscape(field: Field, ground: Colour = STEEL) -> None:
    field.sky(0.7)
    field.disc((0.76, 0.26), 0.07, mixed(SKIES[field.hour][1], PAPER, 0.6))
    _hills(field, 0.52, mixed(ground, MIST, 0.5))
    _hills(field, 0.62, mixed(ground, MIST, 0.2))


def car(field: Field, left: float, ground: float, long: float, body: Colour = TEAL) -> None:
    """A car from the side on the line `ground`, `long` wide."""

    def on(*points: Point) -> list[Point]:
        return [(left + x * long, ground - y * long) for x, y in points]

    glass = mixed(INK, body, 0.2)
    shell = [(0, 0.16), (0.03, 0.3), (0.2, 0.36), (0.34, 0.52), (0.66, 0.53), (0.84, 0.37), (0.98, 0.33), (1, 0.14)]
    field.form(body, *softened(on((0.0, 0.1), *shell, (1.0, 0.1))))
    field.form(glass, *on((0.25, 0.37), (0.37, 0.49), (0.5, 0.49), (0.5, 0.37)))
    field.form(glass, *on((0.53, 0.37), (0.53, 0.49), (0.64, 0.49), (0.77, 0.37)))
    field.stroke(mixed(body, PAPER, 0.45), 0.006, *on((0.06, 0.28), (0.94, 0.28)))
    for wheel in (0.2, 0.79):
        (centre,) = on((wheel, 0.1))
        field.disc(centre, long * 0.165, INK)
        field.disc(centre, long * 0.085, MIST)


def _road(field: Field) -> None:
    _landscape(field)
    field.form(SLATE, (0.47, 0.66), (0.53, 0.66), (0.95, 1), (0.05, 1))
    for near in (0.7, 0.76, 0.85):
        half = (near - 0.66) * 0.035
        field.form(
            PAPER,
            (0.5 - half, near),
            (0.5 + half, near),
            (0.5 + half * 1.5, near * 1.05),
            (0.5 - half * 1.5, near * 1.05),
        )


def _charger(field: Field) -> None:
    _landscape(field)
    field.block((0, 0.78), (1, 1), SLATE)
    car(field, 0.36, 0.84, 0.52)
    field.block((0.14, 0.36), (0.25, 0.84), PAPER, 0.02)
    field.block((0.16, 0.41), (0.23, 0.53), INK, 0.01)
    field.disc((0.195, 0.6), 0.018, LAGOON)
    field.stroke(INK, 0.012, *softened([(0.25, 0.55), (0.31, 0.8), (0.35, 0.76), (0.385, 0.66)]))


def _winter(field: Field) -> None:
    _landscape(field, MIST)
    field.block((0, 0.8), (1, 1), PAPER)
    car(field, 0.22, 0.86, 0.56, SLATE)
    field.stroke(PAPER, 0.022, (0.42, 0.567), (0.58, 0.564))
    for flake in field.scatter(140):
        field.disc(flake, field.between(0.003, 0.009), PAPER)


def _rain(field: Field) -> None:
    field.sky()
    _hills(field, 0.7, SLATE)
    field.block((0, 0.82), (1, 1), mixed(SLATE, INK, 0.4))
    car(field, 0.2, 0.86, 0.6)
    for x, y in field.scatter(150):
        field.stroke(mixed(MIST, PAPER, 0.5), 0.003, (x, y), (x - 0.012, y + 0.05))


def _night(field: Field) -> None:
    field.sky(0.8)
    for star in field.scatter(60, 0, 0.5):
        field.disc(star, field.between(0.0015, 0.004), PAPER)
    field.block((0, 0.8), (1, 1), INK)
    field.form(mixed(AMBER, INK, 0.55), (0.33, 0.68), (0.0, 0.76), (0.0, 0.96))
    car(field, 0.32, 0.86, 0.54, TEAL)
    field.disc((0.335, 0.68), 0.014, AMBER)


def _camp(field: Field) -> None:
    field.sky(0.8)
    for star in field.scatter(80, 0, 0.45):
        field.disc(star, field.between(0.0015, 0.004), PAPER)
    _hills(field, 0.6, SLATE)
    field.block((0, 0.82), (1, 1), mixed(SLATE, INK, 0.5))
    car(field, 0.1, 0.86, 0.46, LAGOON)
    field.form(mixed(AMBER, PAPER, 0.2), (0.68, 0.86), (0.79, 0.56), (0.92, 0.86))
    field.form(mixed(AMBER, INK, 0.35), (0.76, 0.86), (0.79, 0.62), (0.83, 0.86))


def _tunnel(field: Field) -> None:
    field.block((0, 0), (1, 1), INK)
    for step in range(6):
        inner = 0.5 * (1 - step / 6) ** 1.4
        shade = mixed(INK, (STEEL, AMBER, LAGOON)[field.hour], 0.12 + step * 0.1)
        field.block((0.5 - inner, 0.46 - inner), (0.5 + inner, 0.46 + inner * 1.3), shade, inner * 0.8)
    field.form(SLATE, (0.49, 0.52), (0.51, 0.52), (0.86, 1), (0.14, 1))
    field.form(PAPER, (0.499, 0.54), (0.501, 0.54), (0.515, 1), (0.485, 1))


def _screen(field: Field) -> None:
    field.sky()
    field.block((0.08, 0.14), (0.92, 0.86), INK, 0.05)
    field.block((0.11, 0.185), (0.89, 0.815), mixed(INK, SLATE, 0.5), 0.03)
    route = [(0.2, 0.7), (0.32, 0.42), (0.5, 0.6), (0.62, 0.34), (0.78, 0.4)]
    field.stroke(LAGOON, 0.022, *softened(route))
    field.disc(route[0], 0.026, PAPER)
    field.disc(route[-1], 0.034, AMBER)
    field.block((0.62, 0.66), (0.84, 0.75), TEAL, 0.02)
    field.block((0.64, 0.69), (0.64 + 0.05 * (2 + field.hour), 0.72), PAPER, 0.01)


def _knob(field: Field) -> None:
    field.block((0, 0), (1, 1), mixed(SLATE, INK, 0.5))
    field.block((0, 0.58), (1, 1), mixed(SLATE, STEEL, 0.3))
    field.stroke(LAGOON, 0.006, (0, 0.58), (1, 0.58))
    for radius, colour in ((0.3, INK), (0.275, STEEL), (0.26, MIST), (0.2, mixed(MIST, PAPER, 0.6))):
        field.disc((0.5, 0.52), radius, colour)
    field.stroke(TEAL, 0.018, (0.5, 0.36), (0.5, 0.44))


def _seat(field: Field) -> None:
    field.block((0, 0), (1, 1), mixed(MIST, PAPER, 0.3))
    field.block((0, 0.0), (1, 0.3), mixed(LAGOON, PAPER, 0.6))
    for left in (0.12, 0.56):
        field.block((left + 0.1, 0.14), (left + 0.22, 0.3), SLATE, 0.05)
        field.block((left, 0.27), (left + 0.32, 1.1), SLATE, 0.09)
        field.block((left + 0.05, 0.62), (left + 0.27, 0.9), mixed(SLATE, INK, 0.5), 0.03)
    field.block((0.63, 0.55), (0.7, 0.72), TEAL, 0.012)


def _handle(field: Field) -> None:
    field.block((0, 0), (1, 1), TEAL)
    field.form(mixed(TEAL, PAPER, 0.12), (0, 0), (1, 0), (1, 0.28), (0, 0.4))
    field.stroke(mixed(TEAL, INK, 0.5), 0.006, (0.16, 0), (0.2, 1))
    field.block((0.34, 0.46), (0.76, 0.58), mixed(TEAL, INK, 0.55), 0.06)
    field.block((0.36, 0.475), (0.74, 0.555), mixed(TEAL, MIST, 0.35), 0.04)
    for x, y in field.scatter(90, 0.4, 0.7):
        field.disc((0.3 + x * 0.5, y), field.between(0.004, 0.02), mixed(PAPER, LAGOON, 0.25))


def _workshop(field: Field) -> None:
    field.block((0, 0), (1, 1), mixed(AMBER, PAPER, 0.55))
    field.disc((0.84, 0.18), 0.1, AMBER)
    field.block((0, 0.86), (1, 1), STEEL)
    for post in (0.2, 0.78):
        field.block((post, 0.16), (post + 0.03, 0.86), SLATE)
    field.block((0.2, 0.6), (0.81, 0.63), SLATE)
    car(field, 0.26, 0.6, 0.5)


def _bumper(field: Field) -> None:
    field.block((0, 0), (1, 1), STEEL)
    field.form(TEAL, (0, 0), (1, 0), (1, 0.55), (0.9, 0.7), (0.1, 0.7), (0, 0.55))
    field.block((0.1, 0.12), (0.34, 0.2), mixed(AMBER, PAPER, 0.4), 0.03)
    field.block((0.66, 0.12), (0.9, 0.2), mixed(AMBER, PAPER, 0.4), 0.03)
    field.block((0.36, 0.36), (0.64, 0.48), PAPER, 0.01)
    field.block((0.08, 0.56), (0.92, 0.66), INK, 0.03)
    for step in range(5):
        field.stroke(MIST, 0.004, (0.72 + step * 0.02, 0.42 + step * 0.01), (0.86 + step * 0.012, 0.36 + step * 0.02))


def _wind(field: Field) -> None:
    _landscape(field)
    field.block((0, 0.8), (1, 1), SLATE)
    car(field, 0.2, 0.86, 0.6)
    for y in (0.34, 0.42, 0.5):
        line = [(0.02, y + 0.06), (0.2, y + 0.05), (0.42, y - 0.06), (0.66, y - 0.05), (0.98, y + 0.08)]
        field.stroke(PAPER, 0.006, *softened(line))


SCENES: dict[str, Callable[[Field], None]] = {
    "bumper": _bumper,
    "camp": _camp,
    "charger": _charger,
    "handle": _handle,
    "knob": _knob,
    "night": _night,
    "rain": _rain,
    "road": _road,
    "screen": _screen,
    "seat": _seat,
    "tunnel": _tunnel,
    "wind": _wind,
    "winter": _winter,
    "workshop": _workshop,
}

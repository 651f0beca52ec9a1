"""What the content files say, read into plain values. Nothing here knows the database."""

import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cocreate.catalogue.entries import Title
from cocreate.demo import asking, keeping, news, perks
from cocreate.demo import office as offices
from cocreate.demo.asking import Asked
from cocreate.demo.keeping import Keeping
from cocreate.demo.news import Released
from cocreate.demo.office import Office
from cocreate.demo.perks import Shop

FOLDER = Path(__file__).parent / "content"
CLOSING = frozenset({"shipped", "already_there", "declined", "to_service"})


@dataclass(frozen=True)
class Brand:
    """The fictional brand's words for the site record."""

    name: str
    mark: str
    accent: str
    tagline_zh: str
    tagline_en: str
    footer_zh: str
    footer_en: str


@dataclass(frozen=True)
class Car:
    """A series: its years with their platforms, the trims of each year, its software with the days since it came."""

    title: Title
    years: dict[int, Title]
    trims: tuple[Title, ...]
    software: dict[str, int]


@dataclass(frozen=True)
class Person:
    """A member; `joined` is days ago. `login` names the role whose log-in is shown with this person. Somebody not
    `vouched` for is as trusted as they have earned.
    """

    key: str
    name: str
    email: str
    locale: str
    city: str
    bio: str
    joined: float
    roles: tuple[str, ...] = ()
    affiliation: str = "none"
    login: str | None = None
    vouched: bool = True


@dataclass(frozen=True)
class Ride:
    """A member's car; `vin` is a number of the demo's own. It was verified `since`, sold `until` so many days ago."""

    by: str
    model: str
    vin: int | None = None
    state: str = "owner"
    use: str = "private"
    first_owner: bool = False
    since: float | None = None
    until: float | None = None


@dataclass(frozen=True)
class Remark:
    """A comment, `after` days after its idea; `reply_to` counts the comments of the idea from 1."""

    by: str
    after: float
    text: str
    reply_to: int | None = None


@dataclass(frozen=True)
class Change:
    """A change of status, `after` days after its idea; of what takes two to close, `by` proposes and another agrees."""

    after: float
    by: str
    to: str
    reason: str
    confirmed_by: str | None = None

    @property
    def ends_supports(self) -> bool:
        """Whether the idea is closed to support from here on."""
        return self.to in CLOSING


@dataclass(frozen=True)
class Elsewhere:
    """Supports counted outside the site, and where."""

    count: int
    source: str


@dataclass(frozen=True)
class Sketch:
    """A picture: which scene is drawn in which variant, and what is seen."""

    scene: str
    variant: int
    alt: str


@dataclass(frozen=True)
class Topic:
    """An idea with all that happened to it; `supporters` in the order they came, `models` as ``islet/2024``.

    `counters` is the key of the statement that it counters.
    """

    key: str
    kind: str
    stage: str
    author: str
    days_ago: float
    tags: tuple[str, ...]
    title: str
    body: str
    supporters: tuple[str, ...]
    elsewhere: Elsewhere | None = None
    comments: tuple[Remark, ...] = field(default=())
    changes: tuple[Change, ...] = field(default=())
    models: tuple[str, ...] = ()
    pictures: tuple[Sketch, ...] = ()
    safety: bool = False
    counters: str | None = None


@dataclass(frozen=True)
class Crowd:
    """The quiet members: how many own which model, from which words their names are made, how many support which idea.

    `first_joined` are days ago, by year, and for ``any``.
    """

    owners: dict[str, int]
    without_car: int
    first_joined: dict[str, int]
    support: dict[str, int]
    surnames: tuple[str, ...]
    given_names: tuple[str, ...]
    first_names: tuple[str, ...]
    last_names: tuple[str, ...]
    cities: tuple[str, ...]

    def supporters_of(self, topic: Topic) -> int:
        """How many of them support `topic`: most ideas find more of them the more of the cast they find."""
        return self.support.get(topic.key, 5 * len(topic.supporters))


@dataclass(frozen=True)
class Script:
    """All of the demo."""

    brand: Brand
    cars: tuple[Car, ...]
    people: tuple[Person, ...]
    rides: tuple[Ride, ...]
    topics: tuple[Topic, ...]
    crowd: Crowd
    office: Office
    releases: tuple[Released, ...]
    keeping: Keeping
    questions: tuple[Asked, ...]
    shop: Shop


def read(folder: Path = FOLDER) -> Script:
    """The script in `folder`. A wrong or missing field raises ``TypeError`` or ``KeyError``."""
    brand = {key: value.strip() for key, value in _toml(folder / "brand.toml").items()}
    people = [_person(entry) for entry in _toml(folder / "members.toml")["members"]]
    cars = _cars(_toml(folder / "catalogue.toml"))
    files = [_toml(path) for path in sorted((folder / "ideas").glob("*.toml"))]
    pictures = {key: [Sketch(**entry) for entry in entries] for key, entries in _toml(folder / "pictures.toml").items()}
    topics = [
        _topic(file["stage"], entry | {"pictures": tuple(pictures.get(entry["key"], ()))})
        for file in files
        for entry in file["ideas"]
    ]
    rides = tuple(Ride(**entry) for entry in _toml(folder / "vehicles.toml")["vehicles"])
    crowd = Crowd(**_toml(folder / "crowd.toml"))
    office, releases = offices.read(_toml(folder / "office.toml")), news.read(_toml(folder / "releases.toml"))
    kept, shop = keeping.read(_toml(folder / "keeping.toml")), perks.read(_toml(folder / "perks.toml"))
    asked = asking.read(_toml(folder / "questions.toml"))
    people_and_cars = (Brand(**brand), cars, tuple(people), rides)
    return Script(*people_and_cars, tuple(topics), crowd, office, releases, kept, asked, shop)


def _cars(file: dict[str, Any]) -> tuple[Car, ...]:
    platforms = {entry["key"]: Title(**entry) for entry in file["platforms"]}
    trims = {key: Title(key, *names) for key, names in file["trims"].items()}
    return tuple(
        Car(
            Title(entry["key"], entry["name_zh"], entry["name_en"]),
            {int(year): platforms[platform] for year, platform in entry["years"].items()},
            tuple(trims[key] for key in entry["trims"]),
            entry["software"],
        )
        for entry in file["series"]
    )


def _person(entry: dict[str, Any]) -> Person:
    return Person(**entry | {"roles": tuple(entry.get("roles", ()))})


def _topic(stage: str, entry: dict[str, Any]) -> Topic:
    changes = {
        "body": entry["body"].strip(),
        "tags": tuple(entry["tags"]),
        "models": tuple(entry.get("models", ())),
        "supporters": tuple(entry["supporters"]),
        "elsewhere": Elsewhere(**entry["elsewhere"]) if "elsewhere" in entry else None,
        "comments": tuple(Remark(**remark) for remark in entry.get("comments", ())),
        "changes": tuple(Change(**change) for change in entry.get("changes", ())),
    }
    return Topic(**entry | changes, stage=stage)


def _toml(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))

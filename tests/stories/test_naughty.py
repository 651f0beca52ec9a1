"""What breaks software, typed into every field of every form: never an error of ours, nothing typed is lost.

The forms are those that somebody comes to (tests/stories/test_walk.py sees that none is missing).
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import cache

import pytest
from sqlalchemy import delete
from werkzeug.test import TestResponse

from cocreate.cli.audit import CHECKS
from cocreate.kernel import bookkeeping, clock
from cocreate.kernel.limits import LimitCount
from tests.make import cars
from tests.stories.conftest import Walked
from tests.support.naughty import LONG, Scripts, alike, some
from tests.support.page import Form, Page
from tests.support.walk import Way, action, endpoint
from tests.support.ways import CODE, PASSWORD, PLACEHOLDER

SHARES = 60 if LONG else 6  # of the forms, tested side by side
TIMES = 1  # a kind of field is tried in so many forms
TODAY = clock.now().date()
AGO, AHEAD = str(TODAY - timedelta(days=30)), str(TODAY + timedelta(days=30))
# What is typed where nothing stands yet, by field, or by view and field: that even where something stands.
WORDS = {
    "email": "somebody@example.org",
    "phone": "138 0013 9000",
    "password": "quite another sentence",
    "current": PASSWORD,
    "code": str(CODE),
    "placeholder": PLACEHOLDER,
    "key": "lan-9",
    "year": "2031",
    "vin": cars.vin(999),
    "met_on": AGO,
    "ordered_on": AGO,
    "delivered_on": AGO,
    "from_on": AGO,
    "holidays": AHEAD,
    "accounts.add_vehicle model": "lan-5/2024",
    "accounts.add_vehicle state": "owner",
    "desk_points.add_tier key": "ninth",
    "desk.answer template": "",  # either this, or words of one's own
    "ideas.schedule status": "adopted",  # has a target
    "icp_number": "沪ICP备12345678号-1",
    "police_number": "沪公网安备31010502000001号",
    "webhook": "https://10.0.0.1/hook/2",
    "robots.add kind": "feishu",  # which signs
    "words.add action": "block",  # which may say something
    "secret": "SEC2",
    "accounts.enter email": "author0@example.org",
    "accounts.enter password": PASSWORD,
    "accounts.join password": PASSWORD,
    "accounts.check_password password": PASSWORD,
    "accounts.save_complete invitation": "",  # nobody's code is refused, as are codes and parcels that are not there
    "desk_orders.discard codes": "",
    "desk_orders.fulfil_all tracking": "",
}
# What cannot be taken as it stands on the page it was found on: only what nothing hangs on is removed, an idea is named
# by its address, nobody voids a car of their own, nobody leaves without their password, no file is of no order.
NOT_AS_IT_STANDS = frozenset(
    {
        "catalogue.remove",
        "releases.link",
        "desk.merge",
        "accounts.void_vehicle",
        "accounts.begin_erasure",
        "desk_orders.take_file",
    }
)
# Which nobody types where they are sent: a bad one may cost the form. `others` names the ideas that were chosen before.
FRAME = frozenset({"csrf_token", "idempotency_key", "next", "others"})
# Of a draft, or of the last change known: where there is none of it, something happened elsewhere, and this is said.
STAMPS = frozenset({"draft_stamp", "basis"})
GONE_WITH = {"alts": "pictures"}  # words about a picture stand where the picture stands
PLAIN = {"date": AHEAD, "datetime-local": f"{AHEAD}T09:00", "number": "1"}


@dataclass(frozen=True)
class Trial:
    """A form on a page, with what is sent when nothing naughty is."""

    way: Way
    view: str
    address: str
    form: Form
    values: dict[str, str]

    @property
    def fields(self) -> list[str]:
        """Those into which something is typed."""
        return [name for name in self.values if name != "csrf_token"]


@cache
def trials(walked: Walked) -> list[Trial]:
    """Each form once, wherever it stands."""
    found: dict[tuple[str, ...], Trial] = {}
    app = walked.site.app
    for who, pages in walked.seen.items():
        for seen in pages:
            for form in seen.forms:
                address = action(app, form, seen.address)
                view = endpoint(app, address, "POST") or address
                trial = Trial(walked.ways[who], view, address, form, filled(view, form))
                found.setdefault((view, *sorted(set(form.fields))), trial)
    return [found[key] for key in sorted(found)]


@cache
def tried(walked: Walked) -> dict[int, list[str]]:
    """The fields into which something is typed in a usual run, by the number of the trial.

    A kind of field stands in many forms: it is tried in the first `TIMES` of them, and some field of each form is
    tried.
    """
    times, chosen = Counter[tuple[str, str]](), {}
    for number, trial in enumerate(trials(walked)):
        kinds = {name: (name, trial.form.kinds[name]) for name in trial.fields}
        chosen[number] = [name for name, kind in kinds.items() if times[kind] < TIMES]
        if not chosen[number]:
            chosen[number] = [name for name in trial.fields if name not in FRAME][:1]
        times.update(kinds[name] for name in chosen[number])
    return chosen


def turns(walked: Walked, strings: list[str], number: int) -> Iterator[dict[str, str]]:
    """What is typed into which fields of a trial, one form sent after the other."""
    trial = trials(walked)[number]
    if not LONG:
        for name in tried(walked)[number]:
            yield from ({name: said} for said in some(strings, f"{trial.view} {name}"))
        return
    for fields in together(trial):
        for at in range(len(strings)):
            yield {name: strings[(at + 31 * place) % len(strings)] for place, name in enumerate(fields)}
    for name in FRAME.union(STAMPS).intersection(trial.fields):
        among = [other for other, one in enumerate(trials(walked)) if name in one.fields]
        yield from ({name: said} for said in strings[among.index(number) :: len(among)])


def together(trial: Trial) -> list[list[str]]:
    """The fields of `trial` that are filled with something naughty at once: those that take any words, and the others.

    Each is given every string once, and the words come past the others that would be refused sooner. What frames a form
    is the same in all of them: there the forms share the strings.
    """
    fields = [name for name in trial.fields if name not in FRAME | STAMPS]
    words = [name for name in fields if trial.form.kinds[name] in ("text", "textarea", "search", "password")]
    return [group for group in (words, [name for name in fields if name not in words]) if group]


def filled(view: str, form: Form) -> dict[str, str]:
    """What somebody sends who fills in all of `form`."""
    values = {}
    for name, kind in form.kinds.items():
        if f"{view} {name}" in WORDS:
            values[name] = WORDS[f"{view} {name}"]
            continue
        known = form.values.get(name) or WORDS.get(name)
        options = [option for option in form.options[name] if option]
        if kind == "file" or (kind == "checkbox" and not known and name not in form.needed):
            continue
        values[name] = known or ("" if kind == "hidden" else next(iter(options), PLAIN.get(kind, f"Warm {name}")))
    return values


def wrong(walked: Walked, trial: Trial, typed: dict[str, str]) -> Iterator[str]:
    """What is wrong with the answer to `trial` with something `typed` in some of its fields."""
    said = {**trial.values, **typed}
    frame = not FRAME.isdisjoint(typed)
    with walked.site.undone():
        browser = walked.site.twin(trial.way.browser)
        answer = browser.post(trial.address, data=said)
        if answer.status_code not in sound(trial, typed):
            yield f"answers {answer.status_code}"
        elif answer.status_code == 303:
            yield from _wrong_way(answer.location)
            answer = browser.get(answer.location.partition("#")[0])
            if answer.status_code >= (500 if frame else 400):
                yield f"leads to {answer.location}, which answers {answer.status_code}"
        elif answer.status_code == 422 and not frame:
            yield from _lost(walked, trial, answer, said, typed)
        running = Scripts(answer.text)
        yield from (f"lets {what} run" for what in [*(running.sources - own(walked)), *running.found])
    forgive(walked)


def sound(trial: Trial, typed: dict[str, str]) -> tuple[int, ...]:
    """How `trial` may be answered with something naughty `typed`, or as it stands."""
    if trial.view in NOT_AS_IT_STANDS or not STAMPS.isdisjoint(typed):
        return 200, 201, 303, 409, 422
    if typed or "file" in trial.form.kinds.values():
        return 200, 201, 303, 422
    return 200, 201, 303


def _wrong_way(location: str) -> Iterator[str]:
    if not location.startswith("/") or location.startswith("//"):
        yield f"leads to {location}"


def _lost(
    walked: Walked, trial: Trial, answer: TestResponse, said: dict[str, str], typed: dict[str, str]
) -> Iterator[str]:
    """The fields that do not hold any more what was `said`, in the refused form; secrets must not be there at all."""
    app, page = walked.site.app, Page(answer.text)
    shown = [
        form
        for form in [*page.forms, *page.others]
        if form.method == "post" and endpoint(app, action(app, form, trial.address), "POST") == trial.view
    ]
    for name in trial.form.typed:
        secret = trial.form.kinds[name] == "password"
        if secret and len(said[name]) > 8 and f'value="{said[name]}"' in answer.text:
            yield f"shows the secret {name}"
        kept = any(alike(form.values.get(name, ""), said[name]) for form in shown)
        if not secret and not kept and GONE_WITH.get(name) not in typed:
            yield f"loses {name}"


@cache
def own(walked: Walked) -> set[str]:
    """The scripts of the site's own."""
    return {source for seen in walked.seen["visitor"][:5] for source in Scripts(seen.html).sources}


def forgive(walked: Walked) -> None:
    """Forget how often something was tried."""
    with bookkeeping.engine(walked.site.app).begin() as connection:
        connection.execute(delete(LimitCount))


@pytest.mark.parametrize("share", range(SHARES))
def test_every_field_takes_or_refuses_and_keeps(walked: Walked, strings: list[str], share: int) -> None:
    found = []
    for number, trial in list(enumerate(trials(walked)))[share::SHARES]:
        found += [f"{trial.view} as it stands {what}" for what in wrong(walked, trial, {})]
        for typed in turns(walked, strings, number):
            found += [f"{trial.view} {typed!r} {what}" for what in wrong(walked, trial, typed)]
    assert not found, "\n".join(found)
    assert walked.site.commit(lambda: [told for audit in CHECKS for told in audit()]) == []

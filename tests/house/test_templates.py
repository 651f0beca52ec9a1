"""The templates: they compile, say what they take, lead somewhere, and keep to the content security policy."""

import re
from pathlib import Path

import pytest
from flask import Flask
from jinja2 import meta, nodes
from werkzeug.exceptions import MethodNotAllowed
from werkzeug.routing import RequestRedirect

ROOT = Path(__file__).parents[2]
TEMPLATES = ROOT / "templates"
NAMES = sorted(path.relative_to(TEMPLATES).as_posix() for path in TEMPLATES.rglob("*.*"))
# Given to every template by Flask, its extensions and cocreate.app.frame.
FRAME = {"site", "me", "nav", "request", "session", "g", "current_user"}
ADDRESS = re.compile(r'(?:href|action|hx-get|hx-post)="(/[^"]*)"')
SOME_ID = "2222222222"


def source(name: str) -> str:
    return (TEMPLATES / name).read_text(encoding="utf-8")


def made_here(tree: nodes.Template) -> set[str]:
    """The names that a template imports, sets or gives to a macro, which its blocks see."""
    imported = {
        name[-1] if isinstance(name, tuple) else name for n in tree.find_all(nodes.FromImport) for name in n.names
    }
    macros = {macro.name for macro in tree.find_all(nodes.Macro)}
    return imported | macros | {name.name for name in tree.find_all(nodes.Name) if name.ctx == "store"}


@pytest.mark.parametrize("name", NAMES)
def test_the_first_line_names_every_variable(name: str, shared_app: Flask) -> None:
    text = source(name)
    assert text.startswith("{# "), "begin with a comment that names the variables"
    said = set(re.findall(r"\w+", text[: text.index("#}")]))
    tree = shared_app.jinja_env.parse(text)
    used = meta.find_undeclared_variables(tree) - made_here(tree) - FRAME - set(shared_app.jinja_env.globals)
    assert used <= said, f"the first line does not name {sorted(used - said)}"


def set_in(body: list[nodes.Node]) -> set[str]:
    """The names that statements set for whatever comes after them, the blocks of a template that extends it as well."""
    found = set()
    for node in body:
        if isinstance(node, nodes.Assign | nodes.AssignBlock):
            found |= {name.name for name in node.target.find_all(nodes.Name)} | {getattr(node.target, "name", "")}
        elif isinstance(node, nodes.If):
            found |= set_in([*node.body, *node.else_])
    return found


@pytest.mark.parametrize("layout", [name for name in NAMES if name.startswith("layouts/")])
def test_no_page_sets_what_its_layout_sets_after_it(layout: str, shared_app: Flask) -> None:
    """It would not be the page's own any more when its blocks are filled."""
    own = set_in(shared_app.jinja_env.parse(source(layout)).body) - {""}
    below = [name for name in NAMES if f'{{% extends "{layout}" %}}' in source(name)]
    assert {name: both for name in below if (both := own & set_in(shared_app.jinja_env.parse(source(name)).body))} == {}


@pytest.mark.parametrize("name", NAMES)
def test_it_compiles(name: str, shared_app: Flask) -> None:
    assert shared_app.jinja_env.get_template(name).name == name


@pytest.mark.parametrize("name", [name for name in NAMES if not name.startswith(("mail/", "layouts/mail"))])
def test_it_keeps_to_the_content_security_policy(name: str) -> None:
    text = source(name)
    assert not re.search(r"\sstyle\s*=", text), "a style attribute is refused by the policy"
    assert not re.search(r"\son[a-z]+\s*=\s*[\"']", text), "an inline handler is refused by the policy"
    assert not re.search(r"<style\b", text), "an inline stylesheet is refused by the policy"
    assert not re.search(r"<script(?![^>]*\ssrc=)", text), "an inline script is refused by the policy"
    assert not re.search(r'(?:src|href)="(?:https?:)?//', text), "nothing is fetched from elsewhere"


@pytest.mark.parametrize("name", NAMES)
def test_its_written_addresses_lead_somewhere(name: str, shared_app: Flask) -> None:
    routes = shared_app.url_map.bind("localhost")
    for written in ADDRESS.findall(source(name)):
        path = re.sub(r"\{\{ '[^']*' if .*?\}\}", "", written)
        path = re.sub(r"\{\{.*?\}\}", SOME_ID, path).partition("?")[0].partition("#")[0]
        try:
            assert routes.match(path)
        except (MethodNotAllowed, RequestRedirect):
            continue


def test_dark_colours_are_the_same_by_the_system_and_by_choice() -> None:
    css = (ROOT / "static" / "css" / "tokens.css").read_text(encoding="utf-8")
    by_system, by_choice = (
        re.findall(r"(--[\w-]+): ([^;]+);", css.partition(selector)[2].partition("}")[0])
        for selector in (':root:not([data-theme="light"]) {', ':root[data-theme="dark"] {')
    )
    assert by_system == by_choice
    assert len(by_system) > 10

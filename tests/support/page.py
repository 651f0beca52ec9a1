"""Pages as a person meets them: their links, and their forms with what stands in the fields."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from html.parser import HTMLParser

TYPED = frozenset({"text", "textarea", "email", "tel", "password", "search", "url"})
CHOSEN = frozenset({"radio", "checkbox"})


@dataclass
class Form:
    """A form: where it is sent, the values it would send, and the kinds of its fields (``textarea``, ``email``…)."""

    action: str
    method: str = "get"
    values: dict[str, str] = field(default_factory=dict)
    fields: list[str] = field(default_factory=list)
    kinds: dict[str, str] = field(default_factory=dict)
    options: dict[str, list[str]] = field(default_factory=dict)
    needed: set[str] = field(default_factory=set)
    default: str | None = None  # the name of the button that Enter presses

    @property
    def typed(self) -> list[str]:
        """The fields into which text is typed."""
        return [name for name, kind in self.kinds.items() if kind in TYPED]


class Page(HTMLParser):
    """Collects the forms of a page, and what it links to or shows."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.partials: list[Form] = []  # fields that are sent while one types
        self.others: list[Form] = []  # forms as a second button of theirs sends them elsewhere
        self.links: list[str] = []
        self._area: str | None = None
        self._select = ""
        self._elsewhere: list[tuple[Form, str]] = []
        self.feed(html)
        self.others += [replace(form, action=action) for form, action in self._elsewhere]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        name = said.get("name", "")
        if tag == "form":
            self.forms.append(Form(said.get("action", ""), said.get("method", "get").lower()))
        elif tag in ("a", "link") and "href" in said:
            self.links.append(said["href"])
        elif tag == "img" and "src" in said:
            self.links.append(said["src"])
        elif self.forms and tag == "button" and said.get("type", "submit") == "submit":
            self._take_button(self.forms[-1], said)
        elif self.forms and name and tag in ("input", "textarea", "select") and "form" not in said:
            self._take_field(tag, name, said)
        elif tag == "option" and self.forms and self._select:
            self.forms[-1].options[self._select].append(said.get("value", ""))
            if "selected" in said:
                self.forms[-1].values[self._select] = said.get("value", "")

    def _take_field(self, tag: str, name: str, said: Mapping[str, str]) -> None:
        form, kind = self.forms[-1], said.get("type", "text") if tag == "input" else tag
        form.fields.append(name)
        form.kinds[name] = kind
        form.options.setdefault(name, [])
        if "required" in said:
            form.needed.add(name)
        if "hx-post" in said:
            self.partials.append(Form(said["hx-post"], "post", fields=[name], kinds={name: kind}, options={name: []}))
        if tag == "textarea":
            self._area, form.values[name] = name, ""
        elif tag == "select":
            self._select = name
        elif kind in CHOSEN:
            form.options[name].append(said.get("value", "on"))
        if tag == "input" and (kind not in CHOSEN or "checked" in said):
            form.values[name] = said.get("value", "")

    def _take_button(self, form: Form, said: Mapping[str, str]) -> None:
        """A button that sends `form`. The first one is what Enter presses; what it says is sent along."""
        if "formaction" in said:
            self._elsewhere.append((form, said["formaction"]))
        elif form.default is None:
            form.default = name = said.get("name", "")
            if name:
                form.fields.append(name)
                form.kinds[name], form.values[name], form.options[name] = "submit", said.get("value", ""), []

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self._select = ""
        if tag == "textarea" and self._area is not None:
            # A browser leaves out the first line break after the tag.
            values = self.forms[-1].values
            values[self._area] = values[self._area].removeprefix("\r\n").removeprefix("\n")
            self._area = None

    def handle_data(self, data: str) -> None:
        if self._area is not None:
            self.forms[-1].values[self._area] += data

    def form(self, with_field: str) -> Form:
        """The first form that has the field `with_field`."""
        return next(form for form in self.forms if with_field in form.fields)

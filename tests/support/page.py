"""Pages as a person meets them: their forms, with what stands in the fields."""

from dataclasses import dataclass, field
from html.parser import HTMLParser


@dataclass
class Form:
    """A form: where it is sent, and the values it would send."""

    action: str
    values: dict[str, str] = field(default_factory=dict)
    fields: list[str] = field(default_factory=list)


class Page(HTMLParser):
    """Collects the forms of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self._area: str | None = None
        self._select = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        name = said.get("name", "")
        if tag == "form":
            self.forms.append(Form(said.get("action", "")))
        elif self.forms and tag in ("input", "textarea", "select"):
            form = self.forms[-1]
            form.fields.append(name)
            if tag == "textarea":
                self._area, form.values[name] = name, ""
            elif tag == "select":
                self._select = name
            elif said.get("type") not in ("radio", "checkbox") or "checked" in said:
                form.values[name] = said.get("value", "")
        elif tag == "option" and self.forms and "selected" in said:
            self.forms[-1].values[self._select] = said.get("value", "")

    def handle_endtag(self, tag: str) -> None:
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

"""The form as a browser without JavaScript submits it."""

from collections.abc import Mapping
from html.parser import HTMLParser

from werkzeug.datastructures import MultiDict

Form = MultiDict[str, str]


class Filled(HTMLParser):
    """The names and values that the main form of a page would send; `within`: the section whose form it is instead."""

    def __init__(self, text: str, within: str = "") -> None:
        super().__init__()
        self.form: Form = MultiDict()
        self._within = within
        self._sections: list[str] = []
        self._inside = False
        self._name: str | None = None
        self._value = ""
        self._text = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        if tag == "section":
            self._sections.append(found.get("id", ""))
        if tag == "form":
            self._inside = self._within in self._sections if self._within else found.get("id") == "form"
        elif not self._inside:
            return
        elif tag == "input" and "name" in found and (found.get("type") not in ("radio", "checkbox") or "checked" in found):
            self.form.add(found["name"], found.get("value", ""))
        elif tag in ("select", "textarea"):
            self._name, self._value, self._text = found["name"], "", tag == "textarea"
        elif tag == "option" and self._name and "selected" in found:
            self._value, self._text = found.get("value", ""), "value" not in found

    def handle_endtag(self, tag: str) -> None:
        if tag == "section":
            self._sections.pop()
        elif tag == "form":
            self._inside = False
        elif tag in ("select", "textarea") and self._name:
            self.form.add(self._name, self._value)
            self._name, self._text = None, False
        elif tag == "option":
            self._text = False

    def handle_data(self, data: str) -> None:
        if self._name and self._text:
            self._value += data


def submission(text: str, changes: Mapping[str, str] | None = None) -> Form:
    """Return what the form of a page sends, with some fields filled in otherwise."""
    return changed(Filled(text).form, changes or {})


def changed(form: Form, changes: Mapping[str, str]) -> Form:
    """Return a form with some fields filled in otherwise."""
    found = form.copy()
    for name, value in changes.items():
        found[name] = value
    return found

"""A form as people read it: its questions in order, with their words in one language, from what phones get."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree import ElementTree

XFORMS, XHTML, JR = (
    "{http://www.w3.org/2002/xforms}",
    "{http://www.w3.org/1999/xhtml}",
    "{http://openrosa.org/javarosa}",
)
BLANK = "______"
CONTROLS = {"input", "select", "select1", "upload", "trigger", "range", "odk:rank", "rank"}
_ITEXT = re.compile(r"jr:itext\('([^']+)'\)")
_EQUALS = re.compile(r"(?P<path>[\w./-]+)\s*=\s*'(?P<value>[^']*)'")
_CHOSEN = re.compile(r"selected\(\s*(?P<path>[\w./-]+)\s*,\s*'(?P<value>[^']*)'\s*\)")
_LIST = re.compile(r"instance\('([^']+)'\)")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the printed form: a group's or repeat's title, a note, or a question with its choices.

    `kind` is group, repeat, note, choice (one), choices (several), file, or the type of the answer. `condition` is what
    the form computes before it asks; `when` is the same as questions with their answers, empty where it says more.
    `path` is where the answer stands below the root (of a repeat, where its rounds do), `values` are what the choices
    stand for, `constraint` what the form computes of an answer and `message` what it says where that does not hold;
    `fits` is what it computes of each choice (its value is `name`) before it offers it, empty where it offers all.
    `picture` and `pictures` are the names of the files that are shown with it and with its choices, `sound` of the one
    that is played; empty where there is none.
    """

    kind: str
    depth: int
    label: str
    hint: str = ""
    required: bool = False
    condition: str = ""
    when: tuple[tuple[str, str], ...] = ()
    choices: tuple[str, ...] = ()
    from_file: str = ""
    path: str = ""
    values: tuple[str, ...] = ()
    constraint: str = ""
    message: str = ""
    appearance: str = ""
    picture: str = ""
    sound: str = ""
    pictures: tuple[str, ...] = ()
    fits: str = ""

    @property
    def shown(self) -> list[tuple[str, str]]:
        """The choices with their pictures."""
        return list(zip(self.choices, self.pictures or ("",) * len(self.choices), strict=True))


@dataclass(frozen=True, slots=True)
class Preview:
    """A form to be read: the languages it has, the one shown, its lines."""

    languages: tuple[str, ...]
    language: str
    lines: tuple[Line, ...]


def preview(xml: bytes, language: str = "") -> Preview:
    """The lines of a published form in one of its languages (the default where it has no such one)."""
    tree = ElementTree.fromstring(xml)
    model, body = tree.find(f"{XHTML}head/{XFORMS}model"), tree.find(f"{XHTML}body")
    if model is None or body is None:
        raise ValueError("this is no form")
    translations = model.findall(f"{XFORMS}itext/{XFORMS}translation")
    names = tuple(one.get("lang", "") for one in translations)
    default = next((one.get("lang", "") for one in translations if one.get("default")), names[0] if names else "")
    shown = language if language in names else default
    reader = _Reader(model, body, next((one for one in translations if one.get("lang") == shown), None))
    return Preview(names, shown, tuple(reader.lines(body, 0)))


class _Reader:
    """Walks the body with the words, binds and lists of the model at hand."""

    def __init__(
        self, model: ElementTree.Element, body: ElementTree.Element, translation: ElementTree.Element | None
    ) -> None:
        texts = list(translation) if translation is not None else []
        self.words = {one.get("id", ""): _plain(one) for one in texts}
        self.pictures = {one.get("id", ""): _media(one, "image") for one in texts}
        self.sounds = {one.get("id", ""): _media(one, "audio") for one in texts}
        self.binds = {one.get("nodeset", ""): one for one in model.findall(f"{XFORMS}bind")}
        self.asked = {one.get("ref", ""): one for one in body.iter() if one.get("ref")}
        self.lists = {one.get("id", ""): one for one in model.findall(f"{XFORMS}instance") if one.get("id")}

    def lines(self, parent: ElementTree.Element, depth: int) -> Iterator[Line]:
        for one in parent:
            name = one.tag.rpartition("}")[2]
            if name == "group":
                repeat = one.find(f"{XFORMS}repeat")
                label = self._label(one, "label")
                if label or repeat is not None:
                    kind = "repeat" if repeat is not None else "group"
                    path = below(one.get("ref") or (repeat.get("nodeset", "") if repeat is not None else ""))
                    yield Line(kind, depth, label, condition=self._bound(one, "relevant"), path=path)
                yield from self.lines(one if repeat is None else repeat, depth + 1)
            elif name in CONTROLS:
                yield self._question(one, name, depth)

    def _question(self, one: ElementTree.Element, name: str, depth: int) -> Line:
        bound = self.binds.get(one.get("ref", ""))
        kind = bound.get("type", "string") if bound is not None else "string"
        if bound is not None and bound.get("readonly") and name == "input":
            kind = "note"
        kind = {"select1": "choice", "select": "choices", "upload": "file", "trigger": "tick"}.get(name, kind)
        choices, values, pictures, from_file = self._choices(one)
        key = self._key(one.find(f"{XFORMS}label"))
        condition = self._bound(one, "relevant")
        return Line(
            kind, depth, self._label(one, "label"), self._label(one, "hint"),
            self._bound(one, "required") == "true()", condition, self._when(condition, one.get("ref", "")),
            choices, from_file, below(one.get("ref", "")), values, self._bound(one, "constraint"),
            self._said(bound.get(f"{JR}constraintMsg", "") if bound is not None else ""), one.get("appearance", ""),
            self.pictures.get(key, ""), self.sounds.get(key, ""), pictures, _fits(one),
        )  # fmt: skip

    def _said(self, text: str) -> str:
        """A text of a bind, which is written there or stands under a key."""
        key = _ITEXT.fullmatch(text.strip())
        return self.words.get(key[1], "") if key else text

    def _when(self, condition: str, at: str) -> tuple[tuple[str, str], ...]:
        """A condition as the questions it looks at with the answers it wants; empty where that is not all it says."""
        found: list[tuple[str, str]] = []
        for part in re.split(r"\s+and\s+", condition) if condition else ():
            told = _EQUALS.fullmatch(part.strip()) or _CHOSEN.fullmatch(part.strip())
            question = self.asked.get(_resolved(told["path"], at)) if told else None
            if told is None or question is None:
                return ()
            found.append((self._label(question, "label"), self._answer(question, told["value"])))
        return tuple(found) if all(asked and answer for asked, answer in found) else ()

    def _answer(self, question: ElementTree.Element, value: str) -> str:
        """The words of the choice that a value stands for; empty where there is none."""
        for item in question.findall(f"{XFORMS}item"):
            if item.findtext(f"{XFORMS}value") == value:
                return self._label(item, "label")
        itemset = question.find(f"{XFORMS}itemset")
        listed = _LIST.search(itemset.get("nodeset", "")) if itemset is not None else None
        for item in self.lists[listed[1]].iter(f"{XFORMS}item") if listed and listed[1] in self.lists else ():
            if item.findtext(f"{XFORMS}name") == value:
                return self._item(item)
        return ""

    def _choices(
        self, one: ElementTree.Element
    ) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...], str]:  # fmt: skip
        """The words of the choices, what they stand for and their pictures, or the file that they come from."""
        items = one.findall(f"{XFORMS}item")
        fixed = tuple(self._label(item, "label") for item in items)
        values = tuple(item.findtext(f"{XFORMS}value") or "" for item in items)
        itemset = one.find(f"{XFORMS}itemset")
        found = _LIST.search(itemset.get("nodeset", "")) if itemset is not None else None
        drawn = tuple(self.pictures.get(self._key(item.find(f"{XFORMS}label")), "") for item in items)
        if found is None or found[1] not in self.lists:
            return fixed, values, drawn, ""
        source = self.lists[found[1]]
        if source.get("src"):
            return fixed, values, drawn, source.get("src", "").rpartition("/")[2]
        items = list(source.iter(f"{XFORMS}item"))
        drawn = tuple(self.pictures.get(one.findtext(f"{XFORMS}itextId") or "", "") for one in items)
        names = tuple(one.findtext(f"{XFORMS}name") or "" for one in items)
        return tuple(map(self._item, items)), names, drawn, ""

    def _item(self, item: ElementTree.Element) -> str:
        key = item.findtext(f"{XFORMS}itextId")
        return self.words.get(key, "") if key else item.findtext(f"{XFORMS}label") or ""

    def _label(self, one: ElementTree.Element, name: str) -> str:
        found = one.find(f"{XFORMS}{name}")
        if found is None:
            return ""
        key = self._key(found)
        return self.words.get(key, "") if key else " ".join("".join(found.itertext()).split())

    def _key(self, label: ElementTree.Element | None) -> str:
        """Under which key a label's words and pictures stand; empty where its words are written in it."""
        found = _ITEXT.fullmatch((label.get("ref") or "").strip()) if label is not None else None
        return found[1] if found else ""

    def _bound(self, one: ElementTree.Element, what: str) -> str:
        bound = self.binds.get(one.get("ref", ""))
        return "" if bound is None else bound.get(what, "").strip()


def _fits(one: ElementTree.Element) -> str:
    """What is between the brackets behind a list of choices, with paths from the question itself."""
    itemset = one.find(f"{XFORMS}itemset")
    found = re.search(r"\[(.*)\]\s*$", itemset.get("nodeset", "")) if itemset is not None else None
    return found[1].strip() if found else ""


def below(path: str) -> str:
    """`/data/household/name` → `household/name`."""
    return "/".join(path.strip().strip("/").split("/")[1:])


def _resolved(path: str, at: str) -> str:
    """A path from the root: `../x` is a brother of the question at hand."""
    parts = at.split("/")
    for step in path.split("/") if not path.startswith("/") else ():
        parts = parts[:-1] if step == ".." else [*parts, step] if step != "." else parts
    return path if path.startswith("/") else "/".join(parts)


def _media(text: ElementTree.Element, kind: str) -> str:
    """The name of the file that is shown or played with a text."""
    value = next((one.text or "" for one in text if one.get("form") == kind), "")
    return value.strip().rpartition("/")[2]


def _plain(text: ElementTree.Element) -> str:
    """The words of a text, without what is played or shown beside it."""
    value = next((one for one in text if one.get("form") in {None, "long"}), None)
    if value is None:
        return ""
    # What the form would put into the sentence is written by hand on paper.
    return "".join([value.text or "", *(f"{BLANK}{one.tail or ''}" for one in value)]).strip()

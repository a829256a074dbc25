"""What a form asks: its questions with their words, the choices, and which answers are files. Read from an XForm."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from winay.intake.reading.envelope import normal
from winay.intake.reading.xml import Element, Limits, read

CONTROLS = frozenset({"input", "select", "select1", "upload", "trigger", "range", "rank", "secret"})
_ITEXT = re.compile(r"""jr:itext\(\s*['"](.+?)['"]\s*\)""")
_CODE = re.compile(r"\(([A-Za-z]{2,3}(?:-[A-Za-z]+)?)\)\s*$")
_LIST = re.compile(r"""instance\(\s*['"](.+?)['"]\s*\)""")
_SAVETO = "http://www.opendatakit.org/xforms/entities saveto"
_FORM = Limits(size=20_000_000, elements=400_000)

Words = Mapping[str, str]
"""A text by language code; under "" where the form has one language."""


@dataclass(frozen=True, slots=True)
class Question:
    """One question, or a group: its path below the root, the type its answer has, its words, its choices by value;
    `required`: whoever is asked must answer."""

    path: str
    kind: str
    control: str
    label: Words = field(default_factory=dict)
    choices: Mapping[str, Words] = field(default_factory=dict)
    required: bool = False


@dataclass(frozen=True, slots=True)
class Shape:
    """A form as it is read: questions by path, in the order in which they are asked; repeats; which answers are
    files; which the phone or the form gives by itself, so that nobody is asked for them; which are kept as a property
    of an entity, by path."""

    form_id: str
    version: str
    title: str
    questions: Mapping[str, Question]
    repeats: frozenset[str]
    binary: frozenset[str]
    unasked: frozenset[str] = frozenset()
    savetos: Mapping[str, str] = field(default_factory=dict)


def shape_of(xform: bytes) -> Shape:
    """Read an XForm; `BadXml` as in `read`, ValueError for XML that is no form."""
    document = read(xform, _FORM)
    head, body = document.child("head"), document.child("body")
    model = head.child("model") if head else None
    instances = model.all("instance") if model else []
    if head is None or body is None or model is None or not instances or not instances[0].children:
        raise ValueError("this is no XForm")
    root = instances[0].children[0]
    binds = {_below(bind.attributes.get("nodeset", "")): bind.attributes for bind in model.all("bind")}
    kinds = {path: one.get("type", "") for path, one in binds.items()}
    texts = _texts(model)
    lists = {one.attributes["id"]: one for one in instances[1:] if "id" in one.attributes}
    questions: dict[str, Question] = {}
    repeats = set()
    for control in _controls(body):
        path = _below(control.attributes.get("ref") or control.attributes.get("nodeset", ""))
        if control.name == "repeat":
            repeats.add(path)
        elif path:
            kind = kinds.get(path, "")
            label = _label(control, texts)
            choices = dict(_choices(control, texts, lists))
            must = binds.get(path, {}).get("required", "").strip() == "true()"
            questions[path] = Question(path, kind, control.name, label, choices, must)
    title = head.child("title")
    return Shape(
        form_id=normal(root.attributes.get("id", "")) or normal(root.namespace),
        version=root.attributes.get("version", ""),
        title=title.text.strip() if title else "",
        questions=questions,
        repeats=frozenset(repeats),
        binary=frozenset(path for path, kind in kinds.items() if kind == "binary"),
        unasked=frozenset(kinds) - set(questions) - repeats,
        savetos={
            _below(bind.attributes.get("nodeset", "")): bind.attributes[_SAVETO]
            for bind in model.all("bind")
            if bind.attributes.get(_SAVETO)
        },
    )


def in_language(words: Words, language: str) -> str:
    """A text in a language, else in Spanish, else in whichever there is."""
    return words.get(language) or words.get("es") or next((text for text in words.values() if text), "")


def _below(reference: str) -> str:
    """`/data/household/name` → `household/name`."""
    return "/".join(part.rpartition(":")[2] for part in reference.strip().strip("/").split("/")[1:])


def _controls(body: Element) -> Iterator[Element]:
    for one in body.walk():
        if one.name in CONTROLS or one.name in {"group", "repeat"}:
            yield one


def _texts(model: Element) -> dict[str, dict[str, str]]:
    """Every text of the form by its id, and then by language."""
    found: dict[str, dict[str, str]] = {}
    block = model.child("itext")
    for translation in block.children if block else ():
        language = language_code(translation.attributes.get("lang", ""))
        for text in translation.all("text"):
            plain = next((value for value in text.all("value") if "form" not in value.attributes), None)
            if plain is not None and (words := _words(plain)) and words != "-":
                found.setdefault(text.attributes.get("id", ""), {})[language] = words
    return found


def language_code(name: str) -> str:
    """`Español (es)` → `es`; `default` → ""."""
    match = _CODE.search(name)
    return match[1].lower() if match else "" if name == "default" else name


def _label(control: Element, texts: Mapping[str, Words]) -> Words:
    label = control.child("label")
    if label is None:
        return {}
    match = _ITEXT.search(label.attributes.get("ref", ""))
    return texts.get(match[1], {}) if match else {"": _words(label)}


def _words(element: Element) -> str:
    return " ".join(" ".join([element.text, *(one.text for one in element.children)]).split())


def _choices(control: Element, texts: Mapping[str, Words], lists: Mapping[str, Element]) -> Iterator[tuple[str, Words]]:
    for item in control.all("item"):
        value = item.child("value") or item.child("name")
        if value is not None:
            yield value.text.strip(), _label(item, texts)
    itemset = control.child("itemset")
    match = _LIST.search(itemset.attributes.get("nodeset", "")) if itemset else None
    listed = lists.get(match[1]) if match else None
    for root in listed.children if listed else ():
        for item in root.all("item"):
            value, words, plain = item.child("name"), item.child("itextId"), item.child("label")
            if value is not None:
                label = texts.get(words.text.strip(), {}) if words else {"": plain.text.strip()} if plain else {}
                yield value.text.strip(), label

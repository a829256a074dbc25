"""What a submission says of itself: its form, its own id, which one it replaces, when it was filled in.

Ids are compared in NFC: old phones wrote signs as references, and a form and its submissions may differ in how they
compose them. `meta` may carry any prefix or none.
"""

import hashlib
import unicodedata
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, UTC, datetime

from winay.intake.reading.xml import Element

ENCRYPTED = "http://opendatakit.org/submissions"
MOST_ID = 249
MOST_NAME = 255


class NoIdentity(Exception):
    """A submission that does not say what it is. `code` is the reason's."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Identity:
    """Who a submission is: the form as compared (NFC), its version as sent, its id, and the one it replaces."""

    form_id: str
    version: str
    instance_id: str
    deprecated_id: str
    encrypted: bool
    entities: bool


@dataclass(frozen=True, slots=True)
class Said:
    """A moment as a phone wrote it: the instant, and the offset its clock had."""

    at: datetime
    offset_minutes: int | None


def identity(root: Element) -> Identity:
    """What the root and its `meta` say; `NoIdentity` where the form or the id is missing, or too long to be one."""
    form_id = normal(root.attributes.get("id", "")) or normal(root.namespace)
    if not form_id:
        raise NoIdentity("intake.no_form_id")
    meta = _meta(root)
    instance_id, deprecated_id = _id(meta, "instanceID"), _id(meta, "deprecatedID")
    if not instance_id:
        raise NoIdentity("intake.no_instance_id")
    version = root.attributes.get("version", "")
    if max(map(len, (form_id, instance_id, deprecated_id, version))) > MOST_ID:
        raise NoIdentity("intake.id_too_long")
    return Identity(
        form_id=form_id,
        version=version,
        instance_id=instance_id,
        # Some clients wrote a new record's own id, or nothing, into it: that replaces nobody.
        deprecated_id="" if deprecated_id == instance_id else deprecated_id,
        encrypted=_encrypted(root),
        entities=any(one.name == "entity" for block in root.walk() if block.name == "meta" for one in block.children),
    )


def files_named(root: Element, binary: Collection[str]) -> tuple[str, ...]:
    """The files that a submission names: the values at the form's binary questions (paths without the root), its
    audit, and those of an encrypted envelope. Each once, in the order of the document, as base names."""
    found = dict.fromkeys(name for text in _named(root, binary) if (name := base_name(text)))
    return tuple(found)


def _named(root: Element, binary: Collection[str]) -> Iterator[str]:
    if _encrypted(root):
        for media in root.all("media"):
            yield from (file.text for file in media.children if file.name == "file")
        yield from (one.text for one in root.all("encryptedXmlFile"))
        return
    for path, leaf in leaves(root):
        if path in binary or path == "meta/audit":
            yield leaf.text


def leaves(root: Element) -> Iterator[tuple[str, Element]]:
    """Every element without children, and its path below the root, without places in repeats."""
    waiting = [(one.name, one) for one in reversed(root.children)]
    while waiting:
        path, one = waiting.pop()
        if one.children:
            waiting.extend((f"{path}/{below.name}", below) for below in reversed(one.children))
        else:
            yield path, one


def filled_in(root: Element) -> tuple[Said | None, Said | None]:
    """When the phone says it began and ended; None for what it does not say, or what is no moment."""
    meta = _meta(root)

    def said(name: str, of_meta: str) -> Said | None:
        one = root.child(name) or (meta.child(of_meta) if meta else None)
        return moment(one.text) if one is not None and not one.children else None

    return said("start", "timeStart"), said("end", "timeEnd")


def moment(text: str) -> Said | None:
    """`2026-03-01T08:00:00.000-05:00` and the like. Without an offset it is taken as UTC, and the offset is unknown."""
    try:
        read = datetime.fromisoformat(text.strip())
        if not MINYEAR < read.year < MAXYEAR:  # in some time zone it would be no date at all
            return None
        if read.tzinfo is None:
            return Said(read.replace(tzinfo=UTC), None)
        offset = read.utcoffset()
        return Said(read.astimezone(UTC), None if offset is None else int(offset.total_seconds() // 60))
    except (ValueError, OverflowError):
        return None


def normal(text: str) -> str:
    """An id as it is compared: NFC, without space around it."""
    return unicodedata.normalize("NFC", text.strip())


def base_name(text: str) -> str:
    """A file's name as it is kept: the last part of any path, NFC, `_` for signs that nobody sees (computers put narrow
    spaces into the names of screenshots), the middle of a very long one left out; "" for what names no file."""
    name = "".join(sign if sign.isprintable() else "_" for sign in normal(text.replace("\\", "/").rpartition("/")[2]))
    if name in {"", ".", ".."}:
        return ""
    if len(name) <= MOST_NAME:
        return name
    mark = hashlib.blake2b(name.encode(errors="replace"), digest_size=8).hexdigest()
    return f"{name[:200]}~{mark}{name[-30:]}"


def _encrypted(root: Element) -> bool:
    """By the envelope alone, whatever the form was said to be."""
    named = root.child("encryptedXmlFile") is not None
    return named and (root.attributes.get("encrypted") == "yes" or root.namespace == ENCRYPTED)


def _meta(root: Element) -> Element | None:
    """The block that holds the instance's id, of whatever namespace; else any that is called so."""
    blocks = root.all("meta")
    return next((one for one in blocks if one.child("instanceID") is not None), blocks[0] if blocks else None)


def _id(meta: Element | None, name: str) -> str:
    found = meta.child(name) if meta is not None else None
    return normal(found.text) if found is not None else ""

"""From an XLSForm to the XForm that phones get, and what that form says of itself."""

import re
import zipfile
from dataclasses import dataclass
from io import BytesIO
from xml.etree import ElementTree

from winay.core.decision import Reason
from winay.core.errors import Refused
from winay.intake.forms.rounds import without_first_rounds
from winay.intake.forms.rules import FormFacts, plain

MOST_UNPACKED = 50_000_000
XFORMS, XHTML = "{http://www.w3.org/2002/xforms}", "{http://www.w3.org/1999/xhtml}"
ENTITIES = "{http://www.opendatakit.org/xforms/entities}entities-version"
_FILE = re.compile(r"\s*jr://(?:images|audio|video|file|file-csv)/(.+?)\s*")
_SEARCH = re.compile(r"\bsearch\(\s*'([^']+)'")
ITEMSETS = "itemsets.csv"
_MOST_WORDS = 600


@dataclass(frozen=True, slots=True)
class Made:
    """What the converter makes: the XForm, and the choices that it puts into a file of their own."""

    xml: bytes
    itemsets: bytes | None


def to_xform(content: bytes) -> Made:
    """The XForm of an XLSForm (.xlsx). `Refused` says in the converter's own words what is wrong with it."""
    from pyxform.errors import PyXFormError
    from pyxform.xls2xform import convert

    try:
        if sum(part.file_size for part in zipfile.ZipFile(BytesIO(content)).infolist()) > MOST_UNPACKED:
            raise Refused([Reason("intake.form_no_workbook")])
        made = convert(xlsform=content, validate=False, warnings=[], file_type=".xlsx")
    except PyXFormError as error:
        raise Refused([Reason("intake.form_wrong", {"what": _words(error)})]) from None
    except (zipfile.BadZipFile, KeyError, OSError, ValueError, AttributeError, TypeError) as error:
        raise Refused([Reason("intake.form_no_workbook")]) from error
    return Made(
        without_first_rounds(made.xform.encode("utf-8")), made.itemsets.encode("utf-8") if made.itemsets else None
    )


def facts_of(xml: bytes) -> FormFacts:
    """What an XForm says of itself; `Refused` for what is no form."""
    try:
        tree = ElementTree.fromstring(xml)
    except ElementTree.ParseError:
        raise Refused([Reason("intake.form_no_workbook")]) from None
    model = tree.find(f"{XHTML}head/{XFORMS}model")
    instance = None if model is None else model.find(f"{XFORMS}instance")
    root = None if instance is None else next(iter(instance), None)
    if model is None or root is None:
        raise Refused([Reason("intake.form_no_workbook")])
    return FormFacts(
        form_id=plain(root.get("id") or root.tag.partition("}")[0].removeprefix("{")),
        version=plain(root.get("version") or ""),
        title=plain(tree.findtext(f"{XHTML}head/{XHTML}title") or ""),
        has_instance_id=any(
            _local(child.tag) == "instanceID" for meta in root if _local(meta.tag) == "meta" for child in meta
        ),
        entities_version=model.get(ENTITIES) or "",
        needs=_needs(tree),
    )


def _needs(tree: ElementTree.Element) -> tuple[str, ...]:
    """The names of the files that a form calls for."""
    found: set[str] = set()
    for element in tree.iter():
        for text in (element.text or "", *element.attrib.values()):
            if (file := _FILE.fullmatch(text)) is not None:
                found.add(file[1])
            found.update(f"{name.removesuffix('.csv')}.csv" for name in _SEARCH.findall(text))
        if element.get("query") is not None:
            found.add(ITEMSETS)
    return tuple(sorted(plain(name) for name in found))


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]


def _words(error: Exception) -> str:
    """The converter's words on one line; it writes a page for some mistakes."""
    text = " ".join(str(error).split())
    return text if len(text) <= _MOST_WORDS else f"{text[:_MOST_WORDS]}…"

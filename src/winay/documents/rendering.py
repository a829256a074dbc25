"""From a Typst template and data to a PDF. The same template, data and engine give the same bytes."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from winay.documents.rules import canonical, digest

if TYPE_CHECKING:
    import typst

HOUSE = "house.typ"
"""What all templates share: page, head, foot. Part of every template's hash."""
_PAGE = re.compile(rb"/Type\s*/Page\b")


@dataclass(frozen=True, slots=True)
class Template:
    """A template of the catalogue. `sha256` changes with its own text and with what all templates share."""

    name: str
    path: Path
    sha256: str


@dataclass(frozen=True, slots=True)
class Printed:
    """A PDF, its number of pages, and what made it."""

    pdf: bytes
    pages: int
    engine: str


def template_of(folder: Path, name: str) -> Template:
    """A template by its name. FileNotFoundError for one that the catalogue does not hold."""
    path = folder / f"{name}.typ"
    return Template(name, path, digest(path.read_bytes() + b"\0" + (folder / HOUSE).read_bytes()))


def render(template: Template, inputs: Mapping[str, object], seal: Mapping[str, str]) -> Printed:
    """Lay inputs out. `seal` is what makes this copy this document: number, code, address, date, QR.

    Uses only the fonts inside the engine and reads no clock. `typst.TypstError` where template and inputs do not fit.
    """
    import typst

    pdf = typst.compile(
        template.path,
        root=template.path.parent,
        font_paths=_fonts(),
        sys_inputs={"inputs": canonical(inputs), "seal": canonical(seal), "qr": qr(seal["url"])},
        format="pdf",
        pdf_standards="1.7",
    )
    return Printed(pdf, len(_PAGE.findall(pdf)), f"typst {version('typst')}")


def qr(address: str) -> str:
    """An address as a QR code: SVG text, black on nothing, with the quiet margin that readers need."""
    import segno

    out = BytesIO()
    segno.make(address, error="m", micro=False).save(out, kind="svg", border=2, xmldecl=False, svgns=True, nl=False)
    return out.getvalue().decode()


@cache
def _fonts() -> "typst.Fonts":
    import typst

    return typst.Fonts(include_system_fonts=False)

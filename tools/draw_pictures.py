"""Make the pictures (PNG) of the catalogue from their drawings: phones show them beside the choices of a form.

usage: python tools/draw_pictures.py      (after editing src/winay/catalog/drawings/drawings.yaml)
"""

import sys
from pathlib import Path

import typst
import yaml

FOLDER = Path(__file__).resolve().parents[1] / "src" / "winay" / "catalog" / "drawings"
SIDE = 192
"""Pixels: sharp on a phone beside a line of text, and about 4 kB."""
COLOURS = {
    "w": "#9CCAD0", "g": "#8DB98D", "e": "#C9A27A", "r": "#D58A9A", "y": "#EDC877", "p": "#FFFFFF", "k": "#22272E",
    "i": "none",
}  # fmt: skip
INK = "stroke:#22272E;stroke-width:3;stroke-linejoin:round;stroke-linecap:round"


def svg(shapes: str) -> str:
    """A drawing as an SVG of its own."""
    style = "".join(f".{name}{{fill:{colour};{INK}}}" for name, colour in COLOURS.items())
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 96 96" width="96" height="96"><style>{style}</style>'
        f"{shapes}</svg>"
    )


def png(shapes: str) -> bytes:
    """The picture that phones show."""
    page = (
        '#set page(width: 96pt, height: 96pt, margin: 0pt, fill: white)\n#image(bytes(sys.inputs.svg), format: "svg", '
        "width: 96pt)"
    )
    made: bytes = typst.compile(page.encode(), sys_inputs={"svg": svg(shapes)}, format="png", ppi=72 * SIDE / 96)
    return made


def drawings() -> dict[str, str]:
    """The shapes of every drawing by its name."""
    found: dict[str, str] = yaml.safe_load((FOLDER / "drawings.yaml").read_text(encoding="utf-8"))
    return found


def main() -> None:
    for name, shapes in drawings().items():
        (FOLDER / f"{name}.png").write_bytes(png(shapes))
        print(f"{name}.png")


if __name__ == "__main__":
    sys.exit(main())

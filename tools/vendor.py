"""Bring the built front-end files into the tree, and prove that they are still the ones we brought.

    python tools/vendor.py            fetch the packages named in VENDOR.toml, rebuild every file, rewrite the hashes
    python tools/vendor.py --check    compare every file with its recorded hash (no network); exit 1 on a difference

To move to a newer version: edit `version` in VENDOR.toml, run the command, look at the pages, commit.
Fetching needs npm (its `pack` command) on the engineer's machine only; nothing here is needed to run Wiñay.

Three things are done to a package's own file, each because of the strict content security policy or of hashed
file names, and nothing else (ODK Web Forms is changed further, by `tools/web_forms.py`):
- comments that point to source maps are cut (the maps are not shipped);
- pictures written inside a style sheet as `data:` addresses become files of their own beside it;
- the icons named in VENDOR.toml are gathered into one sprite.
"""

from __future__ import annotations

import argparse
import hashlib
import re
import subprocess
import sys
import tarfile
import tempfile
import tomllib
from pathlib import Path
from urllib.parse import unquote

sys.path.insert(0, str(Path(__file__).resolve().parent))
import web_forms

VENDOR = Path(__file__).resolve().parent.parent / "src" / "winay" / "web" / "static" / "vendor"
MANIFEST = VENDOR / "VENDOR.toml"

SOURCE_MAP = re.compile(r"\n?(?:/\*# sourceMappingURL=[^*]*\*/|//# sourceMappingURL=\S*)\s*")
DATA_URI = re.compile(r'url\("data:image/svg\+xml(?:;charset=utf-8)?,([^"]*)"\)')
ICON_BODY = re.compile(r"<svg[^>]*>(.*)</svg>", re.DOTALL)
BLANK_ICON_PATH = re.compile(r'<path stroke="none" d="M0 0h24v24H0z" fill="none"\s*/>')


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def cut_source_map(content: bytes) -> bytes:
    return SOURCE_MAP.sub("\n", content.decode("utf-8")).encode("utf-8")


def split_pictures(css: bytes) -> tuple[bytes, dict[str, bytes]]:
    """The style sheet with every inline SVG turned into a file `img/<hash>.svg`, and those files."""
    pictures: dict[str, bytes] = {}

    def to_file(match: re.Match[str]) -> str:
        svg = unquote(match.group(1)).encode("utf-8")
        name = f"img/{sha256(svg)[:12]}.svg"
        pictures[name] = svg
        return f'url("{name}")'

    return DATA_URI.sub(to_file, css.decode("utf-8")).encode("utf-8"), pictures


def build_sprite(folder: Path, names: list[str]) -> bytes:
    """One SVG of symbols `id="<icon>"`, drawn with the current text colour by the style sheet."""
    symbols = []
    for name in sorted(names):
        origin = folder / "icons" / "outline" / f"{name}.svg"
        if not origin.is_file():
            raise SystemExit(f"vendor: the package has no outline icon named {name!r}")
        source = origin.read_text("utf-8")
        body = ICON_BODY.search(source)
        if body is None:
            raise SystemExit(f"vendor: icon {name!r} is not the SVG we expect")
        drawing = " ".join(BLANK_ICON_PATH.sub("", body.group(1)).split())
        symbols.append(f'<symbol id="{name}" viewBox="0 0 24 24">{drawing}</symbol>')
    header = "<!-- Tabler Icons (outline), MIT. Only the icons in use; built by tools/vendor.py. -->"
    return (f'<svg xmlns="http://www.w3.org/2000/svg">{header}\n' + "\n".join(symbols) + "\n</svg>\n").encode("utf-8")


def fetch(name: str, version: str, into: Path) -> Path:
    """Unpack the published package and return its folder."""
    done = subprocess.run(
        ["npm", "pack", "--silent", f"{name}@{version}"], cwd=into, check=True, capture_output=True, text=True
    )
    archive = into / done.stdout.split()[-1]
    target = into / archive.stem
    with tarfile.open(archive) as tar:
        tar.extractall(target, filter="data")
    return target / "package"


def rebuild_package(package: dict, folder: Path) -> list[dict]:
    """Write the files of one package under vendor/ and return their manifest entries with fresh hashes."""
    entries: list[dict] = []
    if package["name"] == "@getodk/web-forms":
        web_forms.build(folder)

    def put(path: str, origin: str, content: bytes) -> None:
        target = VENDOR / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
        entries.append({"path": path, "from": origin, "sha256": sha256(content)})

    for entry in package["file"]:
        origin, path = entry["from"], entry["path"]
        if origin == "by hand":
            put(path, origin, (VENDOR / path).read_bytes())
        elif origin == "icons":
            put(path, origin, build_sprite(folder, package["icons"]))
        elif not origin.startswith("picture in "):
            content = (
                cut_source_map((folder / origin).read_bytes())
                if path.endswith((".css", ".js"))
                else (folder / origin).read_bytes()
            )
            pictures: dict[str, bytes] = {}
            if path.endswith(".css"):
                content, pictures = split_pictures(content)
            put(path, origin, content)
            for name, svg in sorted(pictures.items()):
                put(f"{Path(path).parent.as_posix()}/{name}", f"picture in {origin}", svg)
    return entries


def write_manifest(packages: list[dict]) -> None:
    lines = ["# Files of others that we serve. Written by tools/vendor.py; edit versions and icons, then run it.", ""]
    for package in packages:
        lines += ["[[package]]"]
        lines += [f'{key} = "{package[key]}"' for key in ("name", "version", "licence", "homepage", "why")]
        if "icons" in package:
            names = sorted(set(package["icons"]))
            lines += ["icons = ["] + [f'  "{name}",' for name in names] + ["]"]
        for entry in package["file"]:
            lines += ["[[package.file]]"] + [f'{key} = "{entry[key]}"' for key in ("path", "from", "sha256")]
        lines.append("")
    MANIFEST.write_text("\n".join(lines), "utf-8")


def rebuild() -> None:
    packages = tomllib.loads(MANIFEST.read_text("utf-8"))["package"]
    before = {entry["path"] for package in packages for entry in package["file"]}
    with tempfile.TemporaryDirectory() as temporary:
        for package in packages:
            print(f"vendor: {package['name']} {package['version']}")
            package["file"] = rebuild_package(package, fetch(package["name"], package["version"], Path(temporary)))
    after = {entry["path"] for package in packages for entry in package["file"]}
    for path in before - after:
        (VENDOR / path).unlink(missing_ok=True)
    write_manifest(packages)


def differences() -> list[str]:
    """One sentence per file that is missing, altered, or present without being named in the manifest."""
    packages = tomllib.loads(MANIFEST.read_text("utf-8"))["package"]
    recorded = {entry["path"]: entry["sha256"] for package in packages for entry in package["file"]}
    found = []
    for path, expected in sorted(recorded.items()):
        target = VENDOR / path
        if not target.is_file():
            found.append(f"{path}: named in VENDOR.toml but missing")
        elif sha256(target.read_bytes()) != expected:
            found.append(f"{path}: differs from the hash in VENDOR.toml")
    present = {p.relative_to(VENDOR).as_posix() for p in VENDOR.rglob("*") if p.is_file()} - {"VENDOR.toml"}
    found += [f"{path}: present but not named in VENDOR.toml" for path in sorted(present - recorded.keys())]
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description="Fetch or check the vendored front-end files.")
    parser.add_argument("--check", action="store_true", help="only compare the files with their recorded hashes")
    if not parser.parse_args().check:
        rebuild()
    problems = differences()
    for problem in problems:
        print(f"vendor: {problem}", file=sys.stderr)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())

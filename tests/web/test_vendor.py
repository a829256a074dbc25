"""The files of others that we serve are the ones we recorded, and nothing else is served beside them."""

from __future__ import annotations

import importlib.util
import shutil
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SPEC = importlib.util.spec_from_file_location("vendor_tool", ROOT / "tools" / "vendor.py")
vendor = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(vendor)


@pytest.fixture
def copy(tmp_path, monkeypatch):
    """A copy of the vendor folder that a test may damage."""
    folder = tmp_path / "vendor"
    shutil.copytree(vendor.VENDOR, folder)
    monkeypatch.setattr(vendor, "VENDOR", folder)
    monkeypatch.setattr(vendor, "MANIFEST", folder / "VENDOR.toml")
    return folder


def test_every_file_matches_its_recorded_hash():
    assert vendor.differences() == []


def test_an_altered_file_is_named(copy):
    script = copy / "htmx" / "htmx.min.js"
    script.write_bytes(script.read_bytes() + b" ")
    assert vendor.differences() == ["htmx/htmx.min.js: differs from the hash in VENDOR.toml"]


def test_a_missing_and_an_unnamed_file_are_named(copy):
    (copy / "htmx" / "LICENSE").rename(copy / "htmx" / "stray.js")
    assert vendor.differences() == [
        "htmx/LICENSE: named in VENDOR.toml but missing",
        "htmx/stray.js: present but not named in VENDOR.toml",
    ]


def test_every_package_has_a_version_a_licence_and_its_text():
    for package in tomllib.loads(vendor.MANIFEST.read_text("utf-8"))["package"]:
        assert package["version"] and package["licence"], package["name"]
        assert any("LICENSE" in entry["path"] for entry in package["file"]), package["name"]


def test_nothing_served_needs_more_than_our_own_address():
    """No pictures inside style sheets (img-src would need data:) and no pointers to maps that we do not ship."""
    for path in vendor.VENDOR.rglob("*"):
        if path.suffix in {".css", ".js"}:
            text = path.read_text("utf-8")
            assert "sourceMappingURL" not in text, path.name
            if path.suffix == ".css":
                assert "data:" not in text and "@import" not in text, path.name


def test_the_content_transforms_do_what_they_say():
    css, pictures = vendor.split_pictures(b"a{b:url(\"data:image/svg+xml,%3csvg fill='%23fff'/%3e\")}")
    ((name, svg),) = pictures.items()
    assert svg == b"<svg fill='#fff'/>" and css == b'a{b:url("' + name.encode() + b'")}'
    assert vendor.cut_source_map(b"x()\n//# sourceMappingURL=x.js.map\n") == b"x()\n"

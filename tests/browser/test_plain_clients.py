"""curl and the standard library as clients of the running server's door: no cookie, no script, nothing of ours."""

import re
import shutil
import subprocess
import urllib.error
import urllib.request
from pathlib import Path
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest
from playwright.sync_api import Page

from tests.browser.test_web_forms import let_in
from tests.field.filling import registration
from tests.field.phones import LIST
from tests.field.scene import BOUNDARY, body_of, pieces_of
from tests.running import House

pytestmark = pytest.mark.browser
DAY = "2026-11-20"
DONE = "full submission upload was successful!"


def base_of(page: Page, house: House) -> str:
    """An office lets a phone in; the address that the page gives for typing in."""
    let_in(page)
    return house.url.rstrip("/") + urlsplit(page.locator("code.long").first.text_content() or "").path


def test_curl_fetches_and_sends(desk: Page, house: House, tmp_path: Path) -> None:
    if shutil.which("curl") is None:
        pytest.skip("there is no curl on this machine")
    base = base_of(desk, house)

    def curl(*words: str) -> str:
        done = subprocess.run(["curl", "-sS", "--max-time", "60", *words], capture_output=True, text=True, check=True)
        return done.stdout

    listed = ElementTree.fromstring(curl(f"{base}/formList"))
    assert {"household_registration", "household_visit"} <= {one.findtext(f"{LIST}formID") for one in listed}
    url = listed.findtext(f"{LIST}xform/{LIST}downloadUrl") or ""
    assert curl(url).startswith("<?xml") and urlsplit(url).path.startswith(urlsplit(base).path)
    head = curl("-I", f"{base}/submission").lower()
    assert head.startswith("http/1.1 204") and "x-openrosa-accept-content-length" in head
    assert head.count("\ndate:") == 1 and "x-openrosa-version: 1.0" in head

    sent = tmp_path / "s.xml"
    sent.write_bytes(registration("0501", DAY, instance="uuid:from-curl", consent__agrees="no", entry__reason="rumour"))
    part = f"xml_submission_file=@{sent};type=text/xml"
    answer = curl("-w", "\n%{http_code}", "-F", part, f"{base}/submission")
    assert DONE in answer and answer.endswith("\n201")
    again = curl("-w", "\n%{http_code}", "-H", "Transfer-Encoding: chunked", "-F", part, f"{base}/submission/")
    assert re.search(r"\n20[12]$", again), "a retry, chunked and with a slash at the end, ends well"


def test_the_standard_library_fetches_and_sends(desk: Page, house: House) -> None:
    base = base_of(desk, house)
    with urllib.request.urlopen(f"{base}/formList", timeout=60) as answer:
        assert answer.headers["X-OpenRosa-Version"] == "1.0" and b"household_registration" in answer.read()
    body = body_of(pieces_of(registration("0501", DAY, instance="uuid:from-python")))
    kind = {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}"}
    asked = urllib.request.Request(f"{base}/submission?deviceID=python", data=body, headers=kind)
    with urllib.request.urlopen(asked, timeout=60) as answer:
        assert answer.status == 201 and DONE in answer.read().decode()
    with pytest.raises(urllib.error.HTTPError) as wrong:
        urllib.request.urlopen(f"{house.url.rstrip('/')}/campo/{'x' * 43}/formList", timeout=60)
    assert wrong.value.code == 403 and "código QR" in wrong.value.read().decode()
    assert wrong.value.headers.get_all("X-OpenRosa-Version") == ["1.0"]

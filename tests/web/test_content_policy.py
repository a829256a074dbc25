"""Every page says what a browser may load with it: this site's own, and nothing inline."""

import json
import re
from typing import Any

import pytest
from django.test import Client

CSP = "csp.middleware.CSPMiddleware"
LIBRARY = re.compile(r"/llenar/(?!entrar/|probar/|ejemplo/|enviado/)[^/]+/")
"""Pages with ODK Web Forms: what they may besides, and no other page, is written here."""
BESIDES = {"script-src": "'self' 'wasm-unsafe-eval'", "style-src": "'self'", "img-src": "'self' blob: data:",
           "media-src": "'self' blob:", "font-src": "'self'", "connect-src": "'self'"}  # fmt: skip


def faults(client: Client, urls: list[str]) -> list[str]:
    """What is wrong with the policy of some pages."""
    return [fault for url in urls for fault in policy_faults(url, client.get(url))]


def policy_faults(url: str, answer: Any) -> list[str]:
    """What is wrong with the policy of one answer. test_access.py looks at every address with it, as every role."""
    found = []
    policy = answer.headers.get("Content-Security-Policy", "")
    parts = dict(part.strip().partition(" ")[::2] for part in policy.split(";") if part.strip())
    if parts.get("default-src") not in {"'self'", "'none'"}:  # what phones sent or fetch may load nothing at all
        found.append(f"{url} ({answer.status_code}): default-src is {parts.get('default-src')}")
    if LIBRARY.fullmatch(url) and answer.status_code == 200:
        allowed = {name: parts.pop(name, "") for name in BESIDES}
        found += [f"{url}: {allowed}"] * (allowed != BESIDES)
        policy = "; ".join(f"{name} {words}" for name, words in parts.items())
    if "unsafe" in policy or "*" in policy or "http:" in policy:
        found.append(f"{url}: {policy}")
    for name in ("script-src", "style-src", "script-src-elem", "style-src-elem"):
        if parts.get(name, "'self'") != "'self'":
            found.append(f"{url}: {name} {parts[name]}")
    if answer.headers.get("Content-Type", "").startswith("text/html") and not answer.streaming:
        found += [f"{url}: {fault}" for fault in inline(answer.content.decode())]
    return found


def inline(page: str) -> list[str]:
    """What the policy would block: scripts and styles in the page, handlers in attributes."""
    scripts = [tag for tag in re.findall(r"<script\b[^>]*>", page) if not re.search("src=|application/json", tag)]
    return (
        [f"inline {tag}" for tag in scripts]
        + re.findall(r"<style\b[^>]*>", page)
        + re.findall(r"<[^>]*\sstyle=[^>]*>", page)
        + re.findall(r"<[^>]*\son[a-z]+=[^>]*>", page)
        + re.findall(r"(?:href|action)=[\"']javascript:[^\"']*", page)
    )


@pytest.mark.django_db
def test_an_error_page_has_it_as_well() -> None:
    assert faults(Client(), ["/no-existe/", "/personas/nueva/", "/bitacora/planet/x/"]) == []


@pytest.mark.django_db
def test_the_check_fails_without_the_middleware(settings: Any) -> None:
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if name != CSP]
    assert faults(Client(), ["/personas/roles/"]) == ["/personas/roles/ (200): default-src is None"]


@pytest.mark.django_db
def test_the_check_fails_when_inline_code_is_let_in(settings: Any) -> None:
    policy = settings.CONTENT_SECURITY_POLICY
    loose = {**policy["DIRECTIVES"], "script-src": ["'self'", "'unsafe-inline'"]}
    settings.CONTENT_SECURITY_POLICY = {**policy, "DIRECTIVES": loose}
    assert len(faults(Client(), ["/personas/roles/"])) == 2


def test_inline_code_is_seen() -> None:
    assert inline('<p onclick="x()">') and inline("<script>x()</script>") and inline('<p style="color:red">')
    assert not inline('<script src="a.js"></script><script type="application/json">{}</script>')


@pytest.mark.django_db
@pytest.mark.parametrize("body", ["", "[]", "{}", '{"csp-report": "x"}', '{"csp-report": {}}', "\x00", '{"a":' * 5000])
def test_a_report_that_is_none_is_refused(body: str) -> None:
    assert Client().post("/csp-report/", body, content_type="application/csp-report").status_code == 400


@pytest.mark.django_db
def test_a_report_is_one_line_of_the_log(caplog: pytest.LogCaptureFixture) -> None:
    body = {"csp-report": {"blocked-uri": "inline\nERROR forged", "document-uri": "http://localhost/"}}
    answer = Client().post("/csp-report/", json.dumps(body), content_type="application/csp-report")
    assert answer.status_code == 204
    [record] = [one for one in caplog.records if one.name == "winay.csp"]
    assert "\n" not in record.getMessage()


@pytest.mark.django_db
def test_a_long_report_does_not_fill_the_log(caplog: pytest.LogCaptureFixture) -> None:
    body = {"csp-report": {"blocked-uri": "x" * 6000, "document-uri": ["y"] * 300}}
    assert Client().post("/csp-report/", json.dumps(body), content_type="application/csp-report").status_code == 204
    [record] = [one for one in caplog.records if one.name == "winay.csp"]
    assert len(record.getMessage()) < 1_100


@pytest.mark.django_db
def test_an_invented_host_is_refused_without_a_word(caplog: pytest.LogCaptureFixture) -> None:
    assert Client().get("/", SERVER_NAME="invented.example").status_code == 400
    assert not caplog.records


def test_nothing_larger_than_our_largest_file_is_received(client: Client) -> None:
    big = client.generic("POST", "/predios/cargar/", b"x", CONTENT_LENGTH="6000001")
    assert big.status_code == 413
    assert "6 MB" in big.content.decode()

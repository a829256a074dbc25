"""What phones fetch: each MUST of the protocol that a missing piece would make a phone stumble over."""

import hashlib
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from xml.etree import ElementTree

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import people
from tests.field.phones import COLLECT, LIST, MANIFEST, Phone, message, phone, publish
from tests.intake.test_publish import AUDIO, WHY
from winay.accounts.models import Device
from winay.accounts.phones import queries as phone_queries
from winay.accounts.phones import services as phone_services
from winay.core.actors import SYSTEM
from winay.core.clock import now
from winay.intake.forms import queries as listed_forms
from winay.intake.forms.services import retire_form
from winay.places.localities import LocalityRow, add_localities

pytestmark = pytest.mark.django_db
PLACES = [("type", "name", "label"), ("select_one_from_file localidades.csv", "place", "Lugar")]
NASTY = "Ficha «a» <b> & \"c\" 'd' ñandú ʼ"


@pytest.fixture
def still(monkeypatch: pytest.MonkeyPatch) -> None:
    """Time stands still, so that what is remembered of a phone is not read again between two measurements."""
    for module in (phone_queries, phone_services, listed_forms):
        monkeypatch.setattr(module, "time", SimpleNamespace(monotonic=lambda: 1_000_000.0))


def test_the_list_is_complete_absolute_and_in_the_default_namespace() -> None:
    asking = phone()
    publish("prueba", "01", title=NASTY)
    publish("con_audio", "2", survey=AUDIO, media={"hola.mp3": b"ID3"})
    with_audio, plain = asking.forms()
    assert set(with_audio) == {"formID", "name", "version", "hash", "downloadUrl", "manifestUrl"}
    assert set(plain) == {"formID", "name", "version", "hash", "downloadUrl"}, "no manifest for a form without files"
    assert (plain["formID"], plain["version"], plain["name"]) == ("prueba", "01", NASTY)
    for form in (with_audio, plain):
        assert form["downloadUrl"].startswith(f"http://testserver{asking.base}/") and form["hash"].startswith("md5:")
    text = asking.get("formList").content.decode("utf-8")
    assert f'<xforms xmlns="{LIST[1:-1]}">' in text and "<xform>" in text, "some clients read names as they stand"


def test_the_hash_is_of_the_bytes_served_and_stays() -> None:
    asking = phone()
    publish(title=NASTY)
    first, second = asking.forms()[0], asking.forms()[0]
    for form in (first, second):
        served = asking.get(form["downloadUrl"])
        assert served.status_code == 200 and "text/xml" in served["Content-Type"]
        assert form["hash"] == f"md5:{hashlib.md5(served.content).hexdigest()}"
    assert first == second


def test_a_packed_answer_unpacks_to_the_same_bytes() -> None:
    import gzip

    asking = phone()
    publish(title="x" * 190)
    form = asking.forms()[0]
    url = form["downloadUrl"].removeprefix("http://testserver")
    packed = asking.client.get(url, headers={**COLLECT, "Accept-Encoding": "gzip"})
    assert packed["Content-Encoding"] == "gzip"
    assert form["hash"] == f"md5:{hashlib.md5(gzip.decompress(packed.content)).hexdigest()}"


def test_a_list_can_ask_for_one_form_and_gets_an_empty_one_for_none() -> None:
    asking = phone()
    publish("una")
    publish("otra")
    assert [form["formID"] for form in asking.forms(formID="una")] == ["una"]
    assert asking.forms(formID="ninguna") == [] == asking.forms(formID="UNA") == asking.forms(formID="")


def test_form_ids_are_opaque_texts_in_any_writing() -> None:
    asking = phone()
    publish("ni\u00f1ez-\u02bc", "0001")
    assert asking.forms(formID="nin\u0303ez-\u02bc")[0]["formID"] == "ni\u00f1ez-\u02bc"
    assert asking.forms(formID="ninez-\u02bc") == []


def test_phones_get_the_newest_version_in_use() -> None:
    asking = phone()
    publish("prueba", "1")
    newer = publish("prueba", "2")
    assert [form["version"] for form in asking.forms()] == ["2"]
    held = asking.forms()[0]["downloadUrl"]
    retire_form(form=newer, reason=WHY, by=SYSTEM, at=now())
    assert [form["version"] for form in asking.forms()] == ["1"]
    assert asking.get(held).status_code == 200, "a phone may be in the middle of fetching it"


def test_the_files_of_a_form() -> None:
    asking = phone()
    audio = b"ID3\x00\xff\x00 not text"
    publish("con_audio", survey=AUDIO, media={"hola.mp3": audio})
    (file,) = asking.files(asking.forms()[0])
    assert set(file) == {"filename", "hash", "downloadUrl"} and file["filename"] == "hola.mp3"
    served = asking.get(file["downloadUrl"])
    assert served.content == audio and served["Content-Type"] == "audio/mpeg"
    assert file["hash"] == f"md5:{hashlib.md5(audio).hexdigest()}"
    text = asking.get(asking.forms()[0]["manifestUrl"]).content.decode()
    assert f'<manifest xmlns="{MANIFEST[1:-1]}">' in text


def test_a_file_that_is_gone_does_not_keep_the_others_from_a_phone() -> None:
    asking = phone()
    survey = [("type", "name", "label", "media::audio"), ("text", "a", "A", "a.mp3"), ("text", "b", "B", "b ñ&.mp3")]
    form = publish("con_audio", survey=survey, media={"a.mp3": b"ID3 lost one", "b ñ&.mp3": b"ID3 kept one"})
    lost = settings.WINAY_BLOBS.path(form.media.get(filename="a.mp3").sha256)
    Path(lost).unlink()
    (file,) = asking.files(asking.forms()[0])
    assert file["filename"] == "b ñ&.mp3" and asking.get(file["downloadUrl"]).content == b"ID3 kept one"
    message_of_missing = asking.get(file["downloadUrl"].replace("b%20", "x%20"))
    assert message_of_missing.status_code == 404 and message(message_of_missing)


def test_a_file_altered_on_disk_is_not_served() -> None:
    asking = phone()
    form = publish("con_audio", survey=AUDIO, media={"hola.mp3": b"ID3 as it was given"})
    Path(settings.WINAY_BLOBS.path(form.media.get().sha256)).write_bytes(b"ID3 as somebody left it")
    (file,) = asking.files(asking.forms()[0])
    response = asking.get(file["downloadUrl"])
    assert response.status_code == 500 and "vuelva a enviar" in message(response)


def test_the_localities_of_a_phone_are_those_of_its_territory() -> None:
    rows = [LocalityRow("0501010001", "Paccha"), LocalityRow("0501020001", "Otro, con coma"),
            LocalityRow("0502010001", "Fuera")]  # fmt: skip
    add_localities(rows, synthetic=True, by=SYSTEM, at=now())
    publish("lugares", survey=PLACES)
    wide, narrow = phone("0501"), phone("050101")
    (far,), (near,) = wide.files(wide.forms()[0]), narrow.files(narrow.forms()[0])
    assert far["filename"] == near["filename"] == "localidades.csv" and far["hash"] != near["hash"]
    served = narrow.get(near["downloadUrl"])
    assert near["hash"] == f"md5:{hashlib.md5(served.content).hexdigest()}"
    lines = served.content.decode().splitlines()
    assert lines == ["name,label,district", "050101,AYACUCHO · un lugar que no está en la lista,050101",
                     "0501010001,Paccha · AYACUCHO,050101"] or lines[2].startswith("0501010001,Paccha")  # fmt: skip
    text = wide.get(far["downloadUrl"]).content.decode()
    assert '"Otro, con coma' in text and "Fuera" not in text
    add_localities([LocalityRow("0501010002", "Nueva")], synthetic=True, by=SYSTEM, at=now())
    (newer,) = narrow.files(narrow.forms()[0])
    assert newer["hash"] != near["hash"] and b"Nueva" in narrow.get(newer["downloadUrl"]).content


def test_the_list_of_localities_costs_the_same_however_many_there_are(still: None) -> None:
    publish("lugares", survey=PLACES)
    asking = phone("050101")
    url = asking.forms()[0]["manifestUrl"]
    asking.get(url)
    counts = []
    for numbers in ((1,), (2, 3, 4)):
        rows = [LocalityRow(f"050101{n:04}", f"Lugar {n}") for n in numbers]
        add_localities(rows, synthetic=True, by=SYSTEM, at=now())
        with CaptureQueriesContext(connection) as first:
            asking.get(url)
        with CaptureQueriesContext(connection) as again:
            asking.get(url)
        counts.append((len(first), len(again)))
    assert counts == [(3, 2), (3, 2)]


@pytest.mark.parametrize("forms", [1, 3])
def test_a_refresh_costs_one_query_however_many_forms(forms: int, still: None) -> None:
    asking = phone()
    for number in range(forms):
        publish(f"forma{number}")
    asking.forms()
    with CaptureQueriesContext(connection) as queries:
        assert len(asking.forms()) == forms
    assert not queries, "what all phones ask is asked once"
    listed_forms.memory.forget()
    with CaptureQueriesContext(connection) as queries:
        assert len(asking.forms()) == forms
    assert len(queries) == 1


def test_what_a_phone_holds_is_not_sent_again() -> None:
    asking = phone()
    publish("con_audio", survey=AUDIO, media={"hola.mp3": b"ID3 some audio"})
    form = asking.forms()[0]
    for url in (form["downloadUrl"], asking.files(form)[0]["downloadUrl"]):
        first = asking.get(url)
        assert first["Cache-Control"] == "private, no-cache" and first["ETag"]
        for tag in (first["ETag"], f"W/{first['ETag']}", f'"x", {first["ETag"]}', "*"):
            again = asking.client.get(url.removeprefix("http://testserver"), headers={"If-None-Match": tag})
            assert (again.status_code, again.content) == (304, b"") and again["X-OpenRosa-Version"] == "1.0"
        other = asking.client.get(url.removeprefix("http://testserver"), headers={"If-None-Match": '"other"'})
        assert other.content == first.content
    assert "max-age" not in asking.get("formList")["Cache-Control"]


def test_every_address_is_served_with_a_slash_too_and_never_redirects() -> None:
    asking = phone()
    publish("con_audio", survey=AUDIO, media={"hola.mp3": b"ID3"})
    form = asking.forms()[0]
    file = asking.files(form)[0]
    for url in (f"{asking.base}/formList", form["downloadUrl"], form["manifestUrl"], file["downloadUrl"]):
        path = url.removeprefix("http://testserver")
        assert asking.client.get(path).status_code == asking.client.get(f"{path}/").status_code == 200
    for path in ("", "/", "/formlist", "/formList/x", "/forms", "/submissions", "//formList", "/form/1"):
        assert asking.client.get(f"{asking.base}{path}").status_code == 404, path


def test_a_head_has_headers_and_no_body() -> None:
    asking = phone()
    publish()
    for query in ("", "?formID=prueba", "?formID=ninguna"):
        response = asking.client.head(f"{asking.base}/formList{query}", headers=COLLECT)
        assert response.status_code == 200 and response.content == b"" and "Content-Length" not in response
        assert response["X-OpenRosa-Version"] == "1.0" and "text/xml" in response["Content-Type"]


def test_the_device_is_tolerated_everywhere_and_remembered() -> None:
    asking = phone()
    publish("con_audio", survey=AUDIO, media={"hola.mp3": b"ID3"})
    form = asking.forms(deviceID="collect:ñ&/?=")[0]
    asking.files(form)
    assert Device.objects.get(device_id="collect:ñ&/?=").credential == asking.credential
    assert Device.objects.get(device_id="collect:7hx").user_agent.startswith("org.odk.collect")


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"X-OpenRosa-Version": "2.0"},
        {"Date": "sáb., 28 nov. 2026 05:00:00 GMT"},
        {"Date": "Thu, 01 Jan 1970 00:00:00 GMT"},
        {"Accept-Language": "qu-PE"},
        {"User-Agent": ""},
        {"Cookie": "sessionid=somebody"},
    ],
)
def test_odd_headers_turn_no_phone_away(headers: dict[str, str]) -> None:
    asking = phone()
    response = asking.client.get(f"{asking.base}/formList", headers=headers)
    assert response.status_code == 200 and response["X-OpenRosa-Version"] == "1.0"
    assert response["Content-Language"] == "es" and response["Date"].endswith("GMT")


def test_entities_of_no_list_of_ours_have_none() -> None:
    """A form may declare entities that nobody here lists: no list in its manifest, no address of integrity."""
    asking = phone()
    publish("entidades", more={"entities": [("list_name", "label"), ("hogares", "${answer}")]})
    form = asking.forms()[0]
    assert "manifestUrl" not in form
    assert asking.get("lists/hogares/integrity", id="a,b").status_code == 404


def test_the_protocols_addresses_are_built_for_the_public_host(settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["winay.example", "testserver"]
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    asking = phone()
    publish()
    headers = {"X-Forwarded-Proto": "https", "X-Forwarded-Host": "evil.example"}
    response = asking.client.get(f"{asking.base}/formList", headers={**headers, "Host": "winay.example"})
    tree = ElementTree.fromstring(response.content)
    url = tree.findtext(f"{LIST}xform/{LIST}downloadUrl") or ""
    assert url.startswith(f"https://winay.example{asking.base}/form/")


def test_a_phone_of_the_whole_country_is_served_too() -> None:
    asking: Phone = phone(None)
    publish("lugares", survey=PLACES)
    (file,) = asking.files(asking.forms()[0])
    served = asking.get(file["downloadUrl"])
    assert served.content.count(b"\n") > 1_800
    assert people.today()

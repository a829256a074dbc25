"""The pages of forms: what phones get, publishing from a workbook, the printed twin, retiring and bringing back."""

from html import unescape
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests import people
from tests.field.phones import publish
from tests.intake.test_publish import AUDIO, WHY
from tests.intake.workbooks import workbook
from winay.core.actors import SYSTEM
from winay.core.clock import now
from winay.intake.forms.preview import preview
from winay.intake.forms.reading import to_xform
from winay.intake.forms.services import retire_form
from winay.intake.models import FormVersion
from winay.web import field_forms as pages

ES, QUY = "label::Español (es)", "label::Runasimi (quy)"
pytestmark = pytest.mark.django_db


@pytest.fixture
def manager(client: Client) -> Any:
    person = people.manager()
    people.log_in(client, person)
    return person


def file(content: bytes, name: str = "forma.xlsx") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


@pytest.mark.parametrize("more", [1, 3])
def test_the_list_asks_the_same_number_of_questions(
    client: Client, manager: Any, more: int, django_assert_num_queries: Any
) -> None:
    for number in range(more):
        publish(f"forma{number}", survey=AUDIO, media={"hola.mp3": b"ID3"})
    client.get("/formularios/")
    with django_assert_num_queries(9):
        assert len(client.get("/formularios/").context["rows"]) == more


def test_the_list_says_what_phones_get(client: Client, manager: Any) -> None:
    publish("una", "1"), publish("una", "2")
    retire_form(form=publish("otra", "1"), reason=WHY, by=SYSTEM, at=now())
    page = client.get("/formularios/")
    assert (page.context["used"], page.context["versions"]) == (1, 3)
    assert [(one.version, one.superseded, bool(one.retired_at)) for one, _ in page.context["rows"]] == [
        ("1", False, True), ("2", False, False), ("1", True, False),
    ]  # fmt: skip
    assert [one.form_id for one, _ in client.get("/formularios/?q=OTR").context["rows"]] == ["otra"]


def test_pages_follow_each_other(client: Client, manager: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "PAGE", 2)
    for number in range(5):
        publish("una", str(number))
    seen: list[str] = []
    url = "/formularios/"
    while url:
        page = client.get(url)
        seen += [one.version for one, _ in page.context["rows"]]
        after = page.context["page"].next_after
        url = f"/formularios/?after={after}" if after else ""
    assert seen == ["4", "3", "2", "1", "0"]


def test_a_workbook_is_published_with_its_files(client: Client, manager: Any) -> None:
    data = {"workbook": file(workbook(survey=AUDIO)), "files": [file(b"ID3", "hola.mp3")]}
    page = client.post("/formularios/publicar/", data, follow=True)
    form = FormVersion.objects.get()
    assert form.published_by == manager.public_id and "Los teléfonos lo reciben solos" in page.content.decode()
    assert form.media.get().filename == "hola.mp3"
    url = f"/formularios/{form.public_id}/"
    assert client.get(f"{url}libro.xlsx").content == workbook_of(form)
    kept = client.get(f"{url}archivo/hola.mp3")
    assert kept.content == b"ID3" and "attachment" in kept["Content-Disposition"]
    assert client.get(f"{url}archivo/otra.mp3").status_code == 404


def workbook_of(form: FormVersion) -> bytes:
    from django.conf import settings

    return bytes(settings.WINAY_BLOBS.get(form.source_sha256))


@pytest.mark.parametrize(
    ("source", "files", "words"),
    [
        (b"not a workbook", [], "No se publicó nada"),
        (workbook(survey=AUDIO), [], "Faltan archivos que el formulario usa: hola.mp3"),
        (workbook(survey=AUDIO), ["hola.mp3", "otra.mp3"], "no usa estos archivos: otra.mp3"),
        (workbook(survey=AUDIO), ["hola.mp3", "hola.mp3"], "son el mismo nombre"),
        (workbook(settings={"omit_instanceID": "yes"}), [], "no tiene instanceID"),
    ],
)
def test_what_is_wrong_with_a_workbook_is_said(
    client: Client, manager: Any, source: bytes, files: list[str], words: str
) -> None:
    data = {"workbook": file(source), "files": [file(b"ID3", name) for name in files]}
    page = client.post("/formularios/publicar/", data)
    assert page.status_code == 422 and words in unescape(page.content.decode())
    assert not FormVersion.objects.exists()


def test_a_version_is_retired_and_comes_back(client: Client, manager: Any) -> None:
    form = publish()
    url = f"/formularios/{form.public_id}/"
    assert client.post(f"{url}retirar/", {"reason": "corta"}).status_code == 422
    assert client.post(f"{url}retirar/", {"reason": WHY}).status_code == 302
    assert WHY in client.get(url).content.decode()
    client.post(f"{url}volver/")
    form.refresh_from_db()
    assert form.retired_at is None
    assert "está en uso" in client.post(f"{url}volver/", follow=True).content.decode()


def test_a_form_reads_as_it_is_asked(client: Client, manager: Any) -> None:
    form = publish(
        survey=[
            ("type", "name", ES, QUY, "hint::Español (es)", "required", "relevant"),
            ("note", "hello", "Buenos días", "Allinllachu", "", "", ""),
            ("begin_repeat", "people", "Personas", "Runakuna", "", "", ""),
            ("text", "name", "Nombre <b>", "Suti", "Como lo dice", "yes", ""),
            ("select_one sex", "sex", "Sexo", "Sexo", "", "", "${name} != ''"),
            ("end_repeat", "", "", "", "", "", ""),
        ],
        choices=[("list_name", "name", ES, QUY), ("sex", "f", "Mujer", "Warmi")],
        settings={"default_language": "Español (es)"},
    )  # fmt: skip
    read = preview(bytes(form.xml))
    assert read.languages == ("Español (es)", "Runasimi (quy)") and read.language == "Español (es)"
    told = [(line.kind, line.depth, line.label, line.required, line.choices) for line in read.lines]
    assert told == [
        ("note", 0, "Buenos días", False, ()), ("repeat", 0, "Personas", False, ()),
        ("string", 1, "Nombre <b>", True, ()), ("choice", 1, "Sexo", False, ("Mujer",)),
    ]  # fmt: skip
    page = client.get(f"/formularios/{form.public_id}/").content.decode()
    assert "quechua de Ayacucho" in page and "Nombre &lt;b&gt;" in page and "obligatoria" in page and "Mujer" in page
    other = client.get(f"/formularios/{form.public_id}/?lang=Runasimi (quy)").content.decode()
    assert "Warmi" in other and "Mujer" not in other
    assert client.get(f"/formularios/{form.public_id}/?lang=xx").status_code == 200


def test_a_condition_is_read_as_questions_where_it_says_no_more() -> None:
    survey = [
        ("type", "name", "label", "relevant"),
        ("begin_group", "consent", "Consentimiento", ""),
        ("select_one yes_no", "agrees", "¿Acepta?", ""),
        ("select_multiple yes_no", "many", "¿Cuáles?", ""),
        ("text", "beside", "Al lado", "${agrees} = 'yes' and selected(${many}, 'no')"),
        ("text", "further", "Más", "${agrees} = 'yes' or ${many} = ''"),
        ("text", "unknown", "Otra", "${agrees} = 'perhaps'"),
        ("end_group", "", "", ""),
    ]
    choices = [("list_name", "name", "label"), ("yes_no", "yes", "Sí"), ("yes_no", "no", "No")]
    lines = {line.label: line for line in preview(to_xform(workbook(survey=survey, choices=choices)).xml).lines}
    assert lines["Al lado"].when == (("¿Acepta?", "Sí"), ("¿Cuáles?", "No"))
    assert lines["Más"].when == () and "or" in lines["Más"].condition
    assert lines["Otra"].when == () and lines["Otra"].condition and not lines["¿Acepta?"].condition


def test_a_form_of_one_language_reads_too() -> None:
    survey = [("type", "name", "label"), ("select_multiple a", "x", "¿Cuáles?"), ("image", "y", "Foto")]
    made = to_xform(workbook(survey=survey, choices=[("list_name", "name", "label"), ("a", "1", "Uno")]))
    lines = preview(made.xml).lines
    assert [(line.kind, line.label, line.choices) for line in lines] == [
        ("choices", "¿Cuáles?", ("Uno",)), ("file", "Foto", ()),
    ]  # fmt: skip

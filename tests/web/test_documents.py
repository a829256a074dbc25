"""Acts in the browser: issuing, handing out, and the public page that says whether a document is what it seems."""

import uuid

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import translation

from tests import people
from tests.documents.scene import act_of, decided, pdf_of
from tests.targeting import scene
from tests.targeting.scene import REASON
from winay.core.clock import now
from winay.documents.models import Document
from winay.documents.rules import grouped
from winay.journeys.acts import annul_selection
from winay.journeys.installation import map_path
from winay.places.ground.schematic import write_schematic_map

pytestmark = pytest.mark.django_db


@pytest.fixture
def a_map(db) -> None:
    """A page with a map asks one query more where there is one; whether there is depends on the tests before."""
    if not map_path().exists():
        write_schematic_map(map_path())


def as_(person) -> Client:
    return people.log_in(Client(), person)


def verify(code: str, client: Client | None = None, **how):
    return (client or Client()).get(reverse("web:verified", args=[code]), **how)


def compare(document: Document, content: bytes):
    file = SimpleUploadedFile("acta.pdf", content, "application/pdf")
    return Client().post(reverse("web:verified", args=[grouped(document.code)]), {"file": file})


def test_from_the_button_to_the_public_page():
    made, ana, _rosa = decided()
    client, page = as_(ana.person), reverse("web:selection", args=[made.public_id])
    assert "Emitir acta (PDF)" in client.get(page).content.decode()
    said = client.post(reverse("web:issue_act", args=[made.public_id]))
    assert said.status_code == 302 and said.url == page
    act = Document.objects.get()
    html = client.get(page).content.decode()
    assert "Descargar acta (PDF)" in html and "Emitir acta (PDF)" not in html and act.number in html
    assert act.verify_url == f"http://testserver/verificar/{grouped(act.code)}/"
    client.post(reverse("web:issue_act", args=[made.public_id]))
    assert Document.objects.count() == 1
    said = Client().get(reverse("web:document", args=[act.public_id]))
    assert said.content == pdf_of(act) and said["Content-Type"] == "application/pdf"
    assert said["Content-Disposition"] == f'attachment; filename="acta-{act.number}.pdf"'
    html = verify(grouped(act.code)).content.decode()
    for words in ("Este documento es válido", act.number, "Cangallo, Ayacucho", "Rosa Mamani Condori",
                  "Jefatura de unidad territorial", act.pdf_sha256, made.act_sha256):  # fmt: skip
        assert words in html, words
    assert "Ana Quispe" not in html  # only who approved is named in public


def test_the_public_and_another_region_get_no_button():
    made, *_who = decided()
    page = reverse("web:selection", args=[made.public_id])
    for client in (Client(), as_(people.other_head()), as_(people.auditor())):
        html = client.get(page).content.decode()
        assert "Emitir acta (PDF)" not in html and "Todavía no se emitió el acta" in html
        assert client.post(reverse("web:issue_act", args=[made.public_id])).status_code == 403
    assert not Document.objects.exists()


def test_a_draft_has_no_act_in_the_browser_either():
    ana = people.specialist()
    made = scene.draft(people.acting_as(ana))
    client = as_(ana)
    assert "Emitir acta" not in client.get(reverse("web:selection", args=[made.public_id])).content.decode()
    said = client.post(reverse("web:issue_act", args=[made.public_id]))
    assert said.status_code == 422 and "todavía no se decidió" in said.content.decode()


def test_annulled_in_the_browser_it_verifies_as_revoked_with_its_reason():
    made, ana, rosa = decided()
    act = act_of(made, ana)
    client = as_(rosa.person)
    assert client.post(reverse("web:annul_selection", args=[made.public_id]), {"reason": REASON}).status_code == 302
    html = verify(grouped(act.code)).content.decode()
    assert "Este documento fue revocado" in html and REASON in html and "es válido" not in html
    page = client.get(reverse("web:selection", args=[made.public_id])).content.decode()
    assert "revocada" in page and "Emitir acta (PDF)" in page and "ANULADA" in page
    client.post(reverse("web:issue_act", args=[made.public_id]))
    fresh = Document.objects.latest("id")
    html = verify(grouped(fresh.code)).content.decode()
    assert "Documento de una selección anulada" in html and "es válido" not in html


def test_a_reason_is_text_wherever_it_is_shown():
    made, ana, rosa = decided()
    act = act_of(made, ana)
    bad = '<script>alert(1)</script> porque sí, de verdad "><img src=x>'
    annul_selection(selection=made, reason=bad, by=rosa, at=now())
    html = verify(grouped(act.code)).content.decode()
    assert "<script>alert" not in html and "<img src=x" not in html and "&lt;script&gt;" in html


@pytest.mark.parametrize("form", ["as printed", "lower", "spaces", "bare"])
def test_a_code_is_found_however_it_was_typed(form):
    act = act_of(*decided()[:2])
    typed = {
        "as printed": grouped(act.code), "lower": grouped(act.code).lower(), "bare": act.code,
        "spaces": " ".join(grouped(act.code).split("-")),
    }[form]  # fmt: skip
    assert verify(typed).status_code == 200
    said = Client().get(reverse("web:verify"), {"codigo": typed}, follow=True)
    assert said.status_code == 200 and "Este documento es válido" in said.content.decode()


def test_every_unknown_code_gets_the_same_answer():
    act = act_of(*decided()[:2])
    near = grouped(act.code[:-1] + ("2" if act.code[-1] != "2" else "3"))
    answers = {
        verify(code).content
        for code in (near, "7K4M-9QXT-2HVD", "x", "-", "7" * 90, "ñandú", "<script>", "'; --", str(uuid.uuid4()))
    }
    assert len({_steady(answer) for answer in answers}) == 1
    said = verify(near)
    assert said.status_code == 404 and "nunca se emitió" in said.content.decode() and near not in _steady(said.content)
    posted = Client().post(
        reverse("web:verified", args=["7K4M-9QXT-2HVD"]), {"file": SimpleUploadedFile("a.pdf", b"x")}
    )
    assert posted.status_code == 404


def _steady(html: bytes) -> str:
    """The page without its frame, which says where a change of language comes back to."""
    return html.decode().partition("<main")[2].partition("</main>")[0]


def test_a_file_is_compared_and_not_kept():
    act = act_of(*decided()[:2])
    pdf = pdf_of(act)
    before = sorted(settings.WINAY_BLOBS.root.glob("??/*"))
    assert "Idéntico" in compare(act, pdf).content.decode()
    for altered in (pdf + b" ", pdf[:-1], pdf.replace(b"%PDF-1.7", b"%PDF-1.6"), b"", b"\0" * 100):
        html = compare(act, altered).content.decode()
        assert "No es idéntico" in html or "Escoja primero" in html
        assert "Idéntico: es" not in html
    assert sorted(settings.WINAY_BLOBS.root.glob("??/*")) == before
    said = Client().post(reverse("web:verified", args=[act.code]))
    assert said.status_code == 422 and "Escoja primero" in said.content.decode()


def test_what_is_too_large_is_not_received(client):
    act = act_of(*decided()[:2])
    said = client.post(
        reverse("web:verified", args=[act.code]), data=b"x" * 10, content_type="multipart/form-data; boundary=x",
        CONTENT_LENGTH=str(7_000_000),
    )  # fmt: skip
    assert said.status_code == 413


def test_no_search_engine_lists_and_no_cache_keeps_it():
    act = act_of(*decided()[:2])
    for url in (reverse("web:verify"), reverse("web:verified", args=[act.code]), reverse("web:verified", args=["x"])):
        said = Client().get(url)
        assert said["X-Robots-Tag"] == "noindex, nofollow" and said["Cache-Control"] == "no-store"
        assert 'content="noindex, nofollow"' in said.content.decode()


def test_a_pdf_altered_on_disk_is_refused_in_words():
    act = act_of(*decided()[:2])
    path = settings.WINAY_BLOBS.path(act.pdf_sha256)
    whole = path.read_bytes()
    try:
        path.write_bytes(whole + b" ")
        said = Client().get(reverse("web:document", args=[act.public_id]))
        assert said.status_code == 409 and act.pdf_sha256 in said.content.decode()
    finally:
        path.write_bytes(whole)


@pytest.mark.parametrize("places", [("0502",), ("0502", "0503", "0504")])
def test_verifying_costs_the_same_with_more_documents(django_assert_num_queries, places):
    issued = [act_of(*decided(place)[:2]) for place in places]
    client = Client()
    with django_assert_num_queries(VERIFIED):
        verify(grouped(issued[-1].code), client)
    with django_assert_num_queries(UNKNOWN):
        verify("7K4M-9QXT-2HVD", client)
    with django_assert_num_queries(UNKNOWN - 1):
        verify("no-es-un-codigo", client)


@pytest.mark.parametrize("languages", [("es",), ("es", "en", "es")])
def test_a_decided_selection_costs_the_same_with_more_acts(a_map, django_assert_num_queries, languages):
    made, ana, rosa = decided()
    for tag in languages[:2]:
        with translation.override(tag):
            act_of(made, ana)
    if len(languages) == 3:
        annul_selection(selection=made, reason=REASON, by=rosa, at=now())
        act_of(made, ana)
    client = as_(ana.person)
    client.get(reverse("web:selection", args=[made.public_id]))
    with django_assert_num_queries(DECIDED):
        assert len(client.get(reverse("web:selection", args=[made.public_id])).context["issued"]) == len(languages)


VERIFIED, UNKNOWN, DECIDED = 3, 2, 18

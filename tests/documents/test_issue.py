"""Issuing acts: who may, of what, once, under numbers without a gap, and the same bytes again."""

import json
import os
import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import translation

from tests import people
from tests.documents import scene
from tests.documents.scene import BASE, act_of, decided, pdf_of, text_of
from tests.targeting import scene as targeting
from winay.accounts.models import Grant
from winay.core.actors import SYSTEM
from winay.core.blobs import BlobStore
from winay.core.clock import now
from winay.core.errors import NotAllowed, Refused
from winay.documents import services
from winay.documents.models import Document, Series
from winay.documents.queries import verified
from winay.documents.rendering import template_of
from winay.documents.rules import digest, grouped
from winay.documents.terms import Standing, StatementKey
from winay.journal.models import Line
from winay.journeys import acts
from winay.journeys.pages.selection_act import MOST_ROWS, _list, act_content
from winay.journeys.upkeep import sweep_files
from winay.places.models import Place
from winay.places.services import save_office
from winay.targeting.queries.acts import ActArea
from winay.targeting.queries.selections import selection_by_id
from winay.targeting.terms import Answer

pytestmark = pytest.mark.django_db
REASON = targeting.REASON


def test_an_act_has_number_code_hashes_and_one_line_in_the_journal():
    save_office(code="UT-05", name="UT Ayacucho", seat="Huamanga", place_codes=["05"], by=SYSTEM, at=now())
    made, ana, _rosa = decided()
    act = act_of(made, ana)
    assert act.number == f"0001-{people.today().year}-UT-05" and act.seat == "Huamanga"
    assert re.fullmatch(r"[0-9A-HJKMNP-TV-Z]{12}", act.code) and act.verify_url == f"{BASE}{grouped(act.code)}/"
    assert act.pdf_sha256 == digest(pdf_of(act)) and pdf_of(act).startswith(b"%PDF")
    assert act.issued_by == ana.public_id and act.issued_by_name == ana.person.name and act.pages >= 1
    kept = json.loads(settings.WINAY_BLOBS.get(act.inputs_sha256))
    assert kept["areas"] and kept["list_sha256"] == made.act_sha256
    line = Line.objects.get(verb="documents.issue")
    assert act.pdf_sha256 in line.body and act.number in line.body and ana.person.name not in line.body


def test_the_same_act_is_not_issued_twice_nor_by_another_person():
    made, ana, rosa = decided()
    first = act_of(made, ana)
    assert act_of(made, rosa) == first == act_of(made, ana, base="https://other.example/verificar/")
    assert Document.objects.count() == 1 and Line.objects.filter(verb="documents.issue").count() == 1


def test_an_act_that_would_say_something_else_takes_the_place_of_the_one_before_it():
    made, ana, rosa = decided()
    first = act_of(made, ana)
    area = made.areas.filter(chosen=True).select_related("area__district").first()
    assert area is not None
    Place.objects.filter(pk=area.area.district_id).update(name="Otro nombre")
    second = act_of(made, rosa)
    assert second.number.startswith("0002-")
    standing = {one.number: hasattr(one, "revocation") for one in acts.acts_of(made)}
    assert standing == {first.number: True, second.number: False}
    assert act_of(made, ana) == second and Line.objects.filter(verb="documents.revoke").count() == 1


def test_another_language_is_another_document_with_the_next_number():
    made, ana, _rosa = decided()
    act_of(made, ana)
    with translation.override("en"):
        second = act_of(made, ana)
    assert second.serial == 2 and second.language == "en"


def test_the_same_bytes_are_made_again_from_what_was_kept():
    made, ana, _rosa = decided(exception=True)
    act = act_of(made, ana)
    inputs = json.loads(settings.WINAY_BLOBS.get(act.inputs_sha256))
    template = template_of(Path(settings.WINAY_DOCUMENTS), act.template)
    assert template.sha256 == act.template_sha256
    again = services.print_again(document=Document.objects.get(pk=act.pk), inputs=inputs, template=template)
    assert digest(again) == act.pdf_sha256


@pytest.mark.parametrize("state", ["draft", "submitted", "withdrawn"])
def test_what_was_never_approved_has_no_act(state):
    ana = people.acting_as(people.specialist())
    made = targeting.draft(ana) if state != "submitted" else targeting.submitted(ana)
    if state == "withdrawn":
        from winay.targeting.services.drafts import withdraw_selection

        withdraw_selection(selection=made, reason=REASON, by=ana, at=now())
    with pytest.raises(Refused) as refused:
        act_of(made, ana)
    assert [r.code for r in refused.value.reasons] == ["documents.not_decided"] and not Document.objects.exists()


def test_only_who_prepares_or_approves_there_issues():
    made, _ana, rosa = decided()
    for other in (people.other_head(), people.auditor(), people.specialist(program="noa-jayatai"), people.someone()):
        with pytest.raises(NotAllowed):
            act_of(made, people.acting_as(other))
    assert not Document.objects.exists()
    assert act_of(made, people.acting_as(people.manager())).serial == 1
    assert act_of(made, rosa).serial == 1


def test_numbers_have_no_gap_and_begin_anew_each_year_and_office():
    save_office(code="UT-05", name="UT Ayacucho", seat="Huamanga", place_codes=["0502"], by=SYSTEM, at=now())
    numbers = []
    for place in ("0502", "0503", "0504"):
        made, ana, _rosa = decided(place)
        numbers.append(act_of(made, ana).number)
    made, ana, _rosa = decided("0505")
    numbers.append(
        acts.issue_selection_act(selection=made, by=ana, at=now() + timedelta(days=370), base_url=BASE).number
    )
    year = people.today().year
    assert numbers == [f"0001-{year}-UT-05", f"0001-{year}-NAC", f"0002-{year}-NAC", f"0001-{year + 1}-NAC"]


def test_a_number_taken_meanwhile_is_not_given_twice(monkeypatch):
    """Another office worker issues while this act is being laid out."""
    first, ana, _rosa = decided("0502")
    second, *_others = decided("0503")
    real, calls = services.prepare, []

    def slow(**how):
        prepared = real(**how)
        if not calls:
            calls.append(1)
            assert acts.issue_selection_act(selection=second, by=ana, at=now(), base_url=BASE).serial == 1
        return prepared

    monkeypatch.setattr(services, "prepare", slow)
    act = act_of(first, ana)
    assert act.serial == 2 and "0002" in json.dumps(act.number)
    assert sorted(Document.objects.values_list("serial", flat=True)) == [1, 2]
    assert act.number in text_of(pdf_of(act))  # the number on paper is the number in the row


def test_a_selection_annulled_while_its_act_is_laid_out_prints_as_annulled(monkeypatch):
    made, ana, rosa = decided()
    real, calls = services.prepare, []

    def slow(**how):
        prepared = real(**how)
        if not calls:
            calls.append(1)
            acts.annul_selection(selection=made, reason=REASON, by=rosa, at=now())
        return prepared

    monkeypatch.setattr(services, "prepare", slow)
    found = verified(act_of(made, ana).code)
    assert found is not None and found.standing is Standing.OF_ANNULLED


def test_an_annulled_selection_revokes_its_acts_and_a_fresh_print_says_so():
    made, ana, rosa = decided()
    act = act_of(made, ana)
    with translation.override("en"):
        english = act_of(made, ana)
    acts.annul_selection(selection=made, reason=REASON, by=rosa, at=now())
    for one in (act, english):
        found = verified(one.code)
        assert found is not None and found.standing is Standing.REVOKED and found.revocation is not None
        assert found.revocation.reason == REASON and found.revocation.by_name == rosa.person.name
    assert Line.objects.filter(verb="documents.revoke").count() == 2
    fresh = act_of(made, ana)
    assert fresh.serial == 3
    found = verified(fresh.code)
    assert found is not None and found.standing is Standing.OF_ANNULLED
    assert found.statements[StatementKey.ANNULLED_WHY] == REASON
    across, under_title = json.loads(settings.WINAY_BLOBS.get(fresh.inputs_sha256))["void"]
    assert across == "ANULADA" and under_title.endswith(f"por Rosa Mamani Condori: {REASON}")
    assert "Anulada el" in text_of(pdf_of(fresh))
    assert "Anulada" not in text_of(pdf_of(act))


def test_an_annulment_that_fails_revokes_nothing(monkeypatch):
    made, ana, rosa = decided()
    act = act_of(made, ana)
    with pytest.raises(NotAllowed):
        acts.annul_selection(selection=made, reason=REASON, by=ana, at=now())
    with pytest.raises(Refused):
        acts.annul_selection(selection=made, reason="corta", by=rosa, at=now())
    found = verified(act.code)
    assert found is not None and found.standing is Standing.VALID


def test_a_revocation_that_fails_annuls_nothing(monkeypatch):
    made, ana, rosa = decided()
    act_of(made, ana)

    def broken(**how):
        raise OSError("disk full")

    monkeypatch.setattr(acts, "revoke_all", broken)
    with pytest.raises(OSError):
        acts.annul_selection(selection=made, reason=REASON, by=rosa, at=now())
    again = selection_by_id(made.public_id)
    assert again is not None and not hasattr(again, "annulment")


def test_a_document_is_revoked_once_and_with_a_reason():
    made, ana, rosa = decided()
    act = act_of(made, ana)
    how = {"by": rosa, "by_name": "Rosa", "at": now()}
    with pytest.raises(Refused, match="reason_missing"):
        services.revoke(document=act, reason="  ", **how)
    services.revoke(document=act, reason=REASON, **how)
    with pytest.raises(Refused, match="revoked_already"):
        services.revoke(document=act, reason=REASON, **how)


def test_the_sheet_says_what_was_decided():
    areas = scene.split("050201")
    made, ana, _rosa = decided(exception=True, note="Revisado con la <municipalidad> #let x = 1 $a$ *b*")
    text = text_of(pdf_of(act_of(made, ana)))
    flat = " ".join(text.split())
    act = Document.objects.get()
    for words in (
        "Acta de selección de áreas", act.number, "Ana Quispe Huamán", "Rosa Mamani Condori", "Wilder Ccori",
        "Especialista de unidad territorial", "Jefatura de unidad territorial", "Preparó y envió", "Aprobó",
        grouped(act.code), BASE, "Página 1 de", made.act_sha256, "050201-0007", "que quede fuera", "sin confirmar",
        "#let x = 1 $a$ *b*", "Cangallo, Ayacucho",
    ):  # fmt: skip
        assert words in flat, words
    assert (
        f"de {made.areas.count()} " in flat.replace("\u202f", " ") and areas[0].code not in flat.split("050201-0007")[1]
    )


def test_who_approved_is_named_by_the_role_held_then():
    """The head of office left since: the act still says as what they approved, and is still the same act."""
    made, ana, rosa = decided()
    act = act_of(made, ana)
    Grant.objects.filter(person=rosa.person).update(ended_on=people.today() + timedelta(days=1))
    rosa.person.__class__.objects.filter(pk=rosa.person.pk).update(is_active=False)
    assert act_of(made, ana) == act
    found = verified(act.code)
    assert found is not None and found.statements[StatementKey.APPROVED_AS] == "Jefatura de unidad territorial"


def test_what_is_synthetic_is_striped():
    made, ana, _rosa = decided()
    act = act_of(made, ana)
    assert not act.synthetic and "INVENTADO" not in text_of(pdf_of(act)).replace(" ", "")
    ana.person.__class__.objects.filter(pk=ana.person.pk).update(synthetic=True)
    second = act_of(made, ana)
    assert second.synthetic and text_of(pdf_of(second)).replace(" ", "").count("INVENTADO") == second.pages


def test_a_what_if_prints_its_reason_and_what_the_version_says():
    why = "El padrón de predios aún no llega a la oficina."
    made, ana, _rosa = decided(version=targeting.LATEST, wanted=targeting.PREFERRED, departure=why)
    act = act_of(made, ana)
    assert why in " ".join(text_of(pdf_of(act)).split())
    rules = json.loads(settings.WINAY_BLOBS.get(act.inputs_sha256))["rules"]
    marks = [marks for *_rest, marks in rules if "cambiado" in marks]
    assert len(marks) == 1 and "cambiado en esta selección; la versión publicada dice: requerido, más del" in marks[0]


def test_every_document_is_kept_by_the_sweep(settings, tmp_path):
    settings.WINAY_BLOBS = BlobStore(tmp_path / "blobs")
    made, ana, _rosa = decided()
    act = act_of(made, ana)
    paths = [settings.WINAY_BLOBS.path(digest_) for digest_ in (act.pdf_sha256, act.inputs_sha256)]
    for path in paths:
        os.utime(path, (1, 1))
    sweep_files()
    assert all(path.exists() for path in paths)


def test_a_list_of_a_country_is_set_as_text_and_names_every_area():
    areas = [
        ActArea(f"0501{n // 20:02d}-{n:04d}", f"Área {n}", f"0501{n // 20:02d}", "Un distrito", "Una provincia",
                "Ayacucho", None if n % 7 == 0 else n, Answer.SURELY_YES, n % 5, n == 3)
        for n in range(MOST_ROWS + 1)
    ]  # fmt: skip
    said = _list(areas)
    assert said["areas"] == [] and said["starred"] is True
    text = " ".join(f"{head} {body}" for head, body in said["areas_long"])  # type: ignore[attr-defined]
    assert all(f"{area.code}{'*' if area.exception else ''} {area.name} (" in text for area in areas)
    assert "probablemente sí)" not in text
    unsure = [replace(areas[0], answer=Answer.PROBABLY_YES), *areas[1:]]
    assert "; probablemente sí)" in _list(unsure)["areas_long"][0][1]  # type: ignore[index]
    assert _list(areas[:MOST_ROWS])["areas_long"] == []


@pytest.mark.parametrize("place", ["050201", "0502", "05"])
def test_the_queries_of_an_act_do_not_grow_with_its_areas(django_assert_num_queries, place):
    read = selection_by_id(decided(place)[0].public_id)
    assert read is not None
    act_content(read)
    with django_assert_num_queries(CONTENT):
        act_content(read)


CONTENT = 18


def test_prepared_for_one_number_is_refused_under_another():
    made, ana, _rosa = decided()
    read = selection_by_id(made.public_id)
    assert read is not None
    prepared = services.prepare(content=act_content(read), base_url=BASE, by=ana, by_name="Ana", at=now())
    assert isinstance(prepared, services.Prepared)
    late = replace(prepared, row=prepared.row.__class__(**{**_fields(prepared.row), "serial": 5}))
    with pytest.raises(services.NumberTaken):
        services.issue(prepared=late, by=ana, at=now())
    assert not Document.objects.exists() and Series.objects.count() <= 1


def _fields(row):
    skipped = {"id", "series"}
    return {f.name: getattr(row, f.name) for f in row._meta.concrete_fields if f.name not in skipped}


def test_templates_change_their_hash_with_what_they_share(tmp_path):
    (tmp_path / "house.typ").write_text("a")
    (tmp_path / "x.typ").write_text("b")
    before = template_of(tmp_path, "x").sha256
    (tmp_path / "house.typ").write_text("A")
    assert template_of(tmp_path, "x").sha256 != before
    with pytest.raises(FileNotFoundError):
        template_of(tmp_path, "y")

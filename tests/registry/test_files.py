"""Files of households: every good one goes in, every fault says what to do, what is here is corrected by the verbs,
and a file loaded by mistake is taken back."""

from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from tests import people
from tests.registry import scene
from tests.registry.file_scene import checked, household, loaded, person, report, sent, written
from tests.worlds import world
from winay.accounts.queries import ActingPerson
from winay.core.clock import now
from winay.core.errors import NotAllowed, Refused
from winay.journal.models import Line, Subject
from winay.registry.files import running
from winay.registry.files.running import run, take_next
from winay.registry.files.services import drop_file, load_file, undo_file
from winay.registry.models import Household, Import, Member
from winay.registry.services.households import correct_household
from winay.registry.terms import ImportState

pytestmark = pytest.mark.django_db


def _ana() -> ActingPerson:
    scene.a_hamlet()
    return people.acting_as(people.specialist())


ana = world(_ana)


def lines() -> int:
    return Line.objects.count()


# ---- what goes in


def test_nothing_is_loaded_before_somebody_says_so(ana: ActingPerson) -> None:
    rows = [*household("A"), *household("B")]
    one = checked(rows, by=ana)
    assert one.state == ImportState.CHECKED and not Household.objects.exists()
    assert (one.households_new, one.people_new, one.households_bad, one.report_sha256) == (2, 4, 0, "")
    one = run(load_file(sent=one, by=ana, at=now()))
    assert one.state == ImportState.DONE and Household.objects.count() == 2 and Member.objects.count() == 4
    made = Household.objects.get(external_key="A")
    assert made.origin == "file" and made.registered_at == one.loaded_at and made.participant is not None
    line = Line.objects.get(verb="registry.register_households")
    assert {("import", str(one.public_id)), ("household", str(made.public_id))} <= set(
        Subject.objects.filter(line=line).values_list("kind", "key")
    )


def test_everything_that_can_be_said_is_kept(ana: ActingPerson) -> None:
    whole = person(
        "A", reference="Junto al río", latitude="-13.24215", longitude="-74.35317", household_language="quy",
        surname_2="Huamán", languages="quy, es", reads="sí", phone="966 123 456", farm_ha="0,75",
        labour_share_pct="80", property_share_pct="90.5", sold_share_pct="15", main_activity="papa", juntos="1",
        juntos_since="1/5/2019", sisfoh="Pobre Extremo", sisfoh_expires="2027-06-30", consent_text="2026.1",
        consent_language="quy", consent_how="huella", consent_on=people.today().isoformat(),
    )  # fmt: skip
    away = person(
        "A", given_names="Félix", sex="Hombre", kin="esposo", born="1983", national_id="", id_missing="lost",
        represents="1", away_since="2026-05-01", away_where="city", away_reason="work", away_place="15",
    )  # fmt: skip
    assert loaded([whole, away], by=ana).households_new == 1
    made = Household.objects.get()
    told = made.descriptions.get()
    assert (told.farm_ha, told.labour_share, told.property_share, told.sold_share) == (7_500, 8_000, 9_050, 1_500)
    assert made.latitude_e6 == -13_242_150 and made.language == "quy" and made.reference == "Junto al río"
    assert made.juntos_records.get().member and made.class_records.get().classification == "extremely_poor"
    assert made.consents.get().how == "fingerprint"
    felix = made.members.get(given_names="Félix")
    assert felix.whereabouts == "city" and felix.represents_since is not None and felix.birth_precision == "year"
    assert felix.id_missing == "lost" and felix.sex == "m" and felix.kin == "partner"


# ---- what is wrong


def test_three_bad_rows_of_many_keep_out_three_households(ana: ActingPerson) -> None:
    rows = [row for at in range(600) for row in household(f"H{at}")]
    rows[101]["born"] = "31/2/2015"
    rows[700]["national_id"] = "123"
    rows[1101]["born"] = f"{people.today().year + 1}-01-01"
    one = loaded(rows, by=ana)
    assert (one.households_new, one.households_bad, one.rows_bad, one.faults) == (597, 3, 6, 3)
    assert Household.objects.count() == 597 and Member.objects.count() == 1194
    wrong = report(one)
    assert [(row["fila"], row["household"]) for row in wrong] == [
        ("102", "H50"), ("103", "H50"), ("702", "H350"), ("703", "H350"), ("1102", "H550"), ("1103", "H550"),
    ]  # fmt: skip
    said = [row["que_corregir"] for row in wrong]
    assert "born (dice «31/2/2015»): escriba el nacimiento como" in said[1] and "va con su hogar" in said[0]
    assert "tiene 3 signos; son 8 números" in said[2]
    assert "aún no llega. Revise el año" in said[5]


def test_the_mended_file_of_faults_goes_in(ana: ActingPerson) -> None:
    one = loaded([*household("A"), *household("B", sex="x")], by=ana)
    wrong = report(one)
    assert [row["household"] for row in wrong] == ["B", "B"]
    for row in wrong:
        row["sex"] = "f"
    again = run(sent(written(wrong, titles=wrong[0]), by=ana))
    assert (again.households_new, again.households_bad) == (1, 0)
    run(load_file(sent=again, by=ana, at=now()))
    assert Household.objects.filter(external_key__in=["A", "B"]).count() == 2


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"national_id": "2827456"}, "¿es 02827456?"),
        ({"national_id": "282745612"}, "tiene 9 signos"),
        ({"born": "1850"}, "tendría más de"),
        ({"born": "ayer"}, "escriba el nacimiento como"),
        ({"sex": "quizá"}, "use una de estas palabras: mujer (f), hombre (m), no se sabe (u)"),
        ({"kin": ""}, "falta este dato"),
        ({"place_code": "501100001"}, "debe ser 0501100001"),
        ({"place_code": "0501109999"}, "no es un centro poblado que se conozca"),
        ({"place_code": scene.OUTSIDE}, "place_code"),
        ({"farm_ha": "mucho"}, "escriba un número con punto"),
        ({"labour_share_pct": "180"}, "entre 0 y 100"),
        ({"latitude": "-13.2"}, "revise latitud y longitud"),
        ({"away_where": "city"}, "si vive en otro lugar, diga desde cuándo"),
        ({"consent_how": "firma"}, "diga el texto, la lengua"),
        ({"juntos": "quizá"}, "escriba 1 (sí), 0 (no)"),
        ({"household": ""}, "falta la clave del hogar"),
        ({"given_names": "R0sa"}, "no es un nombre"),
        ({"phone": "noventa"}, "no es un número de 6 a 15 cifras"),
        ({"languages": "klingon"}, "no es una lengua"),
        ({"reference": "=1+1\x07"}, "sin caracteres de control"),
    ],
)
def test_each_fault_says_what_to_do(ana: ActingPerson, more: dict[str, str], said: str) -> None:
    one = loaded([*household("A"), person("B", **more), *household("C")], by=ana)
    assert one.households_new == 2 - (more.get("household") == "")  # a row without a key belongs to the one before it
    bad = [row["que_corregir"] for row in report(one)]
    assert any(said in words for words in bad), bad


def test_a_person_twice_in_a_file_is_told_where_they_stood_first(ana: ActingPerson) -> None:
    rows = [person("A", national_id="28274561"), person("B", national_id="2827 4561"), *household("C")]
    one = loaded(rows, by=ana)
    assert one.households_new == 2
    assert "ya está en la fila 2 de otro hogar" in report(one)[0]["que_corregir"]


def test_a_household_in_two_parts_is_told_where_it_stood_first(ana: ActingPerson) -> None:
    one = loaded([*household("A"), *household("B"), person("A", given_names="Otra", kin="child")], by=ana)
    assert one.households_new == 2 and "ya estuvo en la fila 2" in report(one)[0]["que_corregir"]


def test_twice_is_found_across_chunks_when_it_is_only_checked(ana: ActingPerson, monkeypatch: Any) -> None:
    monkeypatch.setattr(running, "TOGETHER", {"postgresql": 2, "sqlite": 2})
    rows = [*household("A"), *household("B"), *household("C"), *household("D")]
    rows[6]["national_id"] = rows[0]["national_id"]
    assert checked(rows, by=ana).households_bad == 1
    rows[6]["household"] = rows[7]["household"] = "A"
    assert checked(rows, by=ana).households_bad == 1


def test_a_row_that_cannot_be_read_spoils_its_household_alone(ana: ActingPerson) -> None:
    lines_of = written([*household("A"), *household("B"), *household("C")]).splitlines()
    lines_of[3] = lines_of[3].replace(b"Rosa", b'"Rosa')
    one = run(sent(b"\r\n".join(lines_of), by=ana))
    assert (one.households_new, one.households_bad) == (2, 1)
    assert "comillas que se cierran" in report(one)[0]["que_corregir"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"%PDF-1.7", "Por dentro este archivo es PDF"),
        (b"household,place_code\nA,0501100001\n", "la columna given_names"),
        (b"", "un archivo con una fila de"),
    ],
)
def test_what_is_no_such_file_fails_whole_and_says_why(ana: ActingPerson, content: bytes, said: str) -> None:
    one = run(sent(content, by=ana))
    assert one.state == ImportState.FAILED and said in one.failed_what
    with pytest.raises(Refused):
        load_file(sent=one, by=ana, at=now())


def test_formulas_in_a_file_of_faults_are_only_text(ana: ActingPerson) -> None:
    wrong = report(checked([person("A", sex="x", given_names="=cmd()", phone="+51966123456")], by=ana))
    assert wrong[0]["given_names"] == "'=cmd()" and wrong[0]["phone"] == "'+51966123456"
    wrong[0] |= {"sex": "f", "given_names": "Rosa"}
    again = run(sent(written(wrong, titles=wrong[0]), by=ana))
    assert again.households_new == 1, "the apostrophe that a spreadsheet needs is no fault when it comes back"


# ---- what is here already


def test_the_same_file_again_writes_nothing(ana: ActingPerson) -> None:
    rows = [*household("A", reference="Junto al río", farm_ha="1.5", juntos="1", sisfoh="poor"), *household("B")]
    loaded(rows, by=ana)
    before = lines()
    one = checked(rows, by=ana)
    assert (one.households_new, one.households_changed, one.households_same) == (0, 0, 2)
    assert lines() == before + 1, "that the file came is all there is to tell"
    with pytest.raises(Refused) as refused:
        load_file(sent=one, by=ana, at=now())
    assert refused.value.reasons[0].code == "registry.import_nothing_good"


def test_what_differs_is_corrected_by_the_verbs(ana: ActingPerson) -> None:
    rows = [*household("A", farm_ha="1.5"), *household("B")]
    loaded(rows, by=ana)
    rows[0] |= {"phone": "966123456", "reference": "Junto al puente"}
    rows[1] |= {"born": "2015-06-01"}
    for row in rows[:2]:
        row["farm_ha"] = "2"
    rows.insert(2, person("A", given_names="Luz", kin="child", born="2024-02-02", national_id=""))
    before = Line.objects.order_by("-id").values_list("id", flat=True)[0]
    one = loaded(rows, by=ana)
    assert (one.households_new, one.households_changed, one.households_same) == (0, 1, 1)
    made = Household.objects.get(external_key="A")
    assert made.reference == "Junto al puente" and made.members.count() == 3
    assert made.members.get(given_names="Ana").birth_precision == "day" and made.descriptions.count() == 2
    verbs = sorted(Line.objects.filter(id__gt=before).values_list("verb", flat=True))
    assert verbs == [
        "registry.add_member", "registry.correct_household", "registry.correct_member", "registry.correct_member",
        "registry.describe_household", "registry.load_file", "registry.send_file",
    ]  # fmt: skip


def test_a_check_of_corrections_changes_nothing(ana: ActingPerson) -> None:
    rows = household("A")
    loaded(rows, by=ana)
    rows[0]["phone"] = "966123456"
    before = lines()
    assert checked(rows, by=ana).households_changed == 1
    assert lines() == before + 1 and not Member.objects.exclude(phone="").exists()


def test_what_a_file_leaves_empty_takes_nothing_away(ana: ActingPerson) -> None:
    rows = [person("A", phone="966123456", languages="quy es", surname_2="Huamán", reference="Junto al río")]
    loaded(rows, by=ana)
    rows[0] |= {"phone": "", "languages": "", "surname_2": "", "reference": "", "born": "1984"}
    assert checked(rows, by=ana).households_same == 1


def test_a_household_is_known_by_its_participants_id_too(ana: ActingPerson) -> None:
    scene.registered(scene.household(members=(scene.member(scene.Kin.PARTICIPANT, national_id="28274561"),)), by=ana)
    row = person("Z-9", national_id="28274561", surname_2="Ccori", given_names=Member.objects.get().given_names)
    one = checked([row | {"born": "1985-03-12"}], by=ana)
    assert (one.households_new, one.households_same, one.households_changed) == (0, 1, 0)


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"place_code": scene.OTHER_HAMLET}, "Un archivo no muda a nadie"),
        ({"national_id": "28274999", "given_names": "Marta"}, "otra persona usuaria"),
    ],
)
def test_a_file_moves_nobody_and_changes_no_participant(ana: ActingPerson, more: dict[str, str], said: str) -> None:
    rows = [person("A", national_id="28274561")]
    loaded(rows, by=ana)
    one = checked([rows[0] | more], by=ana)
    assert one.households_bad == 1 and said in report(one)[0]["que_corregir"]


def test_a_key_of_another_territory_is_not_ones_own(ana: ActingPerson) -> None:
    outside = people.acting_as(people.specialist(place="21"))
    loaded([person("A", place_code=scene.OUTSIDE)], by=outside)
    one = checked([person("A")], by=ana)
    assert one.households_bad == 1 and "ya es del hogar" in report(one)[0]["que_corregir"]


# ---- taking back


def test_a_file_loaded_by_mistake_is_taken_back_and_may_come_again(ana: ActingPerson) -> None:
    rows = [*household("A"), *household("B"), *household("C")]
    one = loaded(rows, by=ana)
    kept = Household.objects.get(external_key="B")
    correct_household(
        household=kept, reference="Junto al río", latitude_e6=None, longitude_e6=None, language="", by=ana, at=now()
    )
    one = run(undo_file(sent=one, reason="Era la lista del año pasado.", by=ana, at=now()))
    assert one.state == ImportState.UNDONE and (one.households_undone, one.households_kept) == (2, 1)
    assert Household.objects.filter(closed_on=None).get() == kept
    gone = Household.objects.filter(closed_why="mistake")
    assert gone.count() == 2 and not Member.objects.filter(household__in=gone, left_on=None).exists()
    assert Line.objects.filter(verb="registry.undo_households").count() == 1
    again = loaded(rows, by=ana)
    assert (again.households_new, again.households_same) == (2, 1)


def test_only_what_a_file_registered_is_taken_back(ana: ActingPerson) -> None:
    first = loaded(household("A"), by=ana)
    second = loaded([*household("A", reference="Otra"), *household("B")], by=ana)
    run(undo_file(sent=second, reason="Era otra lista, no esta.", by=ana, at=now()))
    assert list(Household.objects.filter(closed_on=None).values_list("external_key", flat=True)) == ["A"]
    assert first.households_new == 1


def test_verbs_on_a_file_are_refused_out_of_their_order(ana: ActingPerson) -> None:
    one = checked(household("A"), by=ana)
    with pytest.raises(Refused):
        undo_file(sent=one, reason="Todavía no se cargó nada.", by=ana, at=now())
    done = run(load_file(sent=one, by=ana, at=now()))
    for verb in (load_file, drop_file):
        with pytest.raises(Refused):
            verb(sent=done, by=ana, at=now())
    with pytest.raises(Refused):
        undo_file(sent=done, reason="corta", by=ana, at=now())
    auditor = people.acting_as(people.auditor())
    with pytest.raises(NotAllowed):
        undo_file(sent=done, reason="Una auditora no escribe nada.", by=auditor, at=now())
    given_up = drop_file(sent=checked(household("B"), by=ana), by=ana, at=now())
    assert given_up.state == ImportState.DROPPED


# ---- stopped and gone on


def test_a_pass_that_was_stopped_goes_on_and_does_nothing_twice(ana: ActingPerson, monkeypatch: Any) -> None:
    monkeypatch.setattr(running, "TOGETHER", {"postgresql": 3, "sqlite": 3})
    rows = [row for at in range(20) for row in household(f"H{at}")]
    rows[2]["sex"] = rows[30]["sex"] = "x"
    one = load_file(sent=checked(rows, by=ana), by=ana, at=now())
    turns = iter([False, False, True])
    run(one, stop=lambda: next(turns))
    one.refresh_from_db()
    assert one.state == ImportState.WANTED and one.beat_at is None and 0 < Household.objects.count() < 18
    taken = take_next(at=now())
    assert taken is not None and take_next(at=now()) is None, "nobody else takes up what somebody works on"
    one = run(taken)
    assert one.state == ImportState.DONE and Household.objects.count() == 18
    assert (one.households_new, one.households_bad, one.households_same) == (18, 2, 0)
    assert [row["household"] for row in report(one)] == ["H1", "H1", "H15", "H15"]


def test_a_silent_pass_is_taken_up_by_another_worker(ana: ActingPerson) -> None:
    one = sent(written(household("A")), by=ana)
    Import.objects.filter(pk=one.pk).update(beat_at=now() - running.SILENT_FOR)
    assert take_next(at=now()) == one


def test_a_file_that_is_gone_is_said(ana: ActingPerson, settings: Any) -> None:
    one = sent(written(household("A")), by=ana)
    settings.WINAY_BLOBS.path(one.file_sha256).unlink()
    one = run(one)
    assert one.state == ImportState.FAILED and one.failed_code == "registry.import_file_gone"


def test_what_nobody_expected_stops_one_file_and_not_the_worker(ana: ActingPerson, monkeypatch: Any) -> None:
    one = sent(written(household("A")), by=ana)
    monkeypatch.setattr(running, "read_households", lambda *_: 1 / 0)
    one = run(one)
    assert one.state == ImportState.FAILED and one.failed_code == "registry.import_unexpected"
    assert one.beat_at is None and take_next(at=now()) is None


def test_the_worker_has_a_hand_for_files(monkeypatch: Any, tmp_path: Path) -> None:
    from winay.cli import serving

    class AtOnce:
        """A thread that is over when it was started."""

        def __init__(self, *, target: Any, args: Any, daemon: bool) -> None:
            self.start = lambda: target(*args)

    asked: list[float] = []
    monkeypatch.setattr(serving.threading, "Thread", AtOnce)
    monkeypatch.setattr(serving.signal, "signal", lambda *_: None)
    monkeypatch.setattr(serving, "work_on_files", lambda every, stopping: (asked.append(every), stopping.set()))
    serving.work(every=2.0, beat=tmp_path / "beat")
    assert asked == [2.0]


def test_the_database_knows_no_half_loaded_row(ana: ActingPerson) -> None:
    one = checked(household("A"), by=ana)
    for broken in ({"state": "flying"}, {"loaded_at": now()}, {"undone_at": now()}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Import.objects.filter(pk=one.pk).update(**broken)

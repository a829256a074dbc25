"""The pages of assemblies and boards: what they ask of the database, what they say, what a form does."""

import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from tests import people
from tests.nuclei import boards_scene as boards
from tests.nuclei import scene
from tests.registry import scene as registry
from tests.worlds import world
from winay.core.clock import now
from winay.documents.models import Document
from winay.documents.rendering import render, template_of
from winay.journeys.minutes import issue_minutes
from winay.journeys.pages.assembly_papers import PAPERS, TEMPLATE, paper_inputs
from winay.journeys.pages.minutes import minutes_content
from winay.nuclei.assembly_rules import BallotSaid
from winay.nuclei.governance_models import Assembly, Ballot, Mandate, Motion
from winay.nuclei.queries.people import crowd_of
from winay.nuclei.services.minutes import tell_assembly
from winay.nuclei.terms import AssemblyKind, Post
from winay.registry.models import Member
from winay.registry.rules import age_on, household_code
from winay.registry.services.members import add_member
from winay.registry.terms import Kin
from winay.web.household_words import name_of
from winay.web.telling_form import labels_of

pytestmark = pytest.mark.django_db
BASE = "https://winay.example/verificar/"


formed = world(scene.formed, 4)


@pytest.fixture
def made(formed: scene.Formed, client: Client) -> scene.Formed:
    people.log_in(client, formed.ana.person)
    return formed


def text(answer: Any) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def url(one: Any, tail: str = "") -> str:
    return f"/asambleas/{one.public_id}/{tail}"


def label(made: scene.Formed, number: int) -> str:
    labels = labels_of(crowd_of(made.nucleus, people.today()))
    return next(words for words, key in labels.items() if key == made.person(number).public_id)


def sent(made: scene.Formed, came: range = range(4), **more: Any) -> dict[str, Any]:
    said = {
        "call": "1", "led_by": "Julia Ñahui", "language": "quy", "on_behalf_of": "la secretaria",
        "came": [str(made.person(n).public_id) for n in came], "spoke": [str(made.person(0).public_id)],
        "motions": "1", "candidates": "3",
    }  # fmt: skip
    return said | more


# ---- what pages ask


@pytest.mark.parametrize("more", [0, 2])
def test_the_list_of_assemblies_asks_the_same(client, made, more, django_assert_num_queries):
    for number in range(1 + more):
        boards.elects(made, boards.day(made, 1 + number), president=number)
    where = f"/nucleos/{made.nucleus.public_id}/asambleas/"
    client.get(where)
    with django_assert_num_queries(7):
        page = client.get(where)
    assert len(page.context["rows"]) == 1 + more


@pytest.mark.parametrize("more", [0, 2])
def test_the_page_of_an_assembly_asks_the_same(client, made, more, django_assert_num_queries):
    ballots = tuple(boards.ballot(made, post, (n, 4)) for n, post in enumerate(list(Post)[: 1 + more]))
    one = boards.held(made, ballots=ballots)
    client.get(url(one))
    with django_assert_num_queries(18):
        assert client.get(url(one)).status_code == 200


@pytest.mark.parametrize("more", [0, 2])
def test_the_board_asks_the_same(client, made, more, django_assert_num_queries):
    for number in range(1 + more):
        boards.elects(made, boards.day(made, 1 + number), president=number)
    where = f"/nucleos/{made.nucleus.public_id}/junta/"
    client.get(where)
    with django_assert_num_queries(12):
        page = client.get(where)
    assert len(page.context["voices"]) == 1 + more == 1 + len(page.context["past"])


# ---- what forms do


def test_an_assembly_is_called_corrected_told_and_shown(client, made):
    where = f"/nucleos/{made.nucleus.public_id}/asambleas/convocar/"
    assert "Convocar una asamblea" in text(client.get(where))
    notice = {
        "kind": "electing", "called_on": boards.day(made, 1).isoformat(), "held_on": boards.day(made, 9).isoformat(),
        "first_call_at": "09:00", "second_call_at": "10:00", "meeting_place": "Local comunal",
        "called_by_name": "Julia Ñahui", "agenda": "Elegir la junta\nOtros asuntos",
    }  # fmt: skip
    wrong = client.post(where, notice | {"held_on": "2001-01-01"})
    assert wrong.status_code == 422 and "El núcleo existe desde el" in text(wrong)
    assert client.post(where, notice).status_code == 302
    one = Assembly.objects.get()
    assert client.post(url(one, "convocatoria/"), notice | {"meeting_place": "Escuela"}).status_code == 302
    page = text(client.get(url(one)))
    assert "Escuela" in page and "Transcribir el acta" in page and "más del 50 %" in page
    form = client.get(url(one, "transcribir/"))
    assert "El núcleo tenía 4 hogares" in text(form) and form.content.count(b'name="came"') == 8

    growing = client.post(url(one, "transcribir/"), sent(made) | {"add": "round-president", "led_by": "Nadie"})
    assert growing.status_code == 200 and "Vuelta 2" in text(growing) and "Nadie" in growing.content.decode()
    votes = {
        "rounds-president": "2",
        "ballot-president-1-name-1": label(made, 0), "ballot-president-1-votes-1": "2",
        "ballot-president-1-name-2": label(made, 1), "ballot-president-1-votes-2": "2",
        "ballot-president-2-name-1": label(made, 1), "ballot-president-2-votes-1": "3",
        "ballot-president-2-blank": "1",
        "motion-1-kind": "buying", "motion-1-text": "Comprar malla", "motion-1-unanimous": "1",
    }  # fmt: skip
    assert client.post(url(one, "transcribir/"), sent(made) | votes).status_code == 302
    assert Ballot.objects.count() == 2 and Mandate.objects.get().member == made.person(1)
    assert Motion.objects.get().votes_for == 4
    page = text(client.get(url(one)))
    assert "4 de 4 hogares" in page and "Hay quórum" in page and "por unanimidad (4)" in page and "vuelta 2" in page
    board = text(client.get(f"/nucleos/{made.nucleus.public_id}/junta/"))
    assert name_of(made.person(1)) in board and "Mujeres: 4 de 4 asistencias" in board and "vacantes" in board


def test_what_nobody_can_read_is_said_and_what_was_marked_stays(client, made):
    one = boards.called(made)
    typed = sent(made) | {
        "ballot-president-1-name-1": "Fulano", "ballot-president-1-votes-1": "3", "motion-1-text": "Algo",
        "motion-1-for": "muchos",
    }  # fmt: skip
    answer = client.post(url(one, "transcribir/"), typed)
    said = text(answer)
    assert (
        answer.status_code == 422 and "No se reconoce a «Fulano»" in said and "Diga de qué trata el acuerdo 1" in said
    )
    assert answer.content.count(b" checked") >= 6 and not Mandate.objects.exists()


def test_without_a_quorum_it_is_told_as_failed_and_says_so(client, made):
    one = boards.called(made)
    assert client.post(url(one, "transcribir/"), sent(made, range(2))).status_code == 302
    assert "No hay quórum: nada de lo que se dijo vale" in text(client.get(url(one)))


def test_a_scan_is_a_picture_and_is_handed_out(client, made, tmp_path):
    from django.core.files.uploadedfile import SimpleUploadedFile

    one = boards.held(made)
    wrong = client.post(url(one, "escaneo/"), {"file": SimpleUploadedFile("a.exe", b"MZ...")})
    assert wrong.status_code == 422 and "PDF, JPEG o PNG" in text(wrong)
    assert client.post(url(one, "escaneo/"), {"file": SimpleUploadedFile("a.jpg", b"\xff\xd8\xff1")}).status_code == 302
    got = client.get(url(one, "escaneo/"))
    assert got.content == b"\xff\xd8\xff1" and got["Content-Type"] == "image/jpeg"


def test_ends_of_mandates_are_told_and_corrected(client, made):
    boards.elects(made, boards.day(made, 1), president=0)
    one = Mandate.objects.get()
    ends = {"reason": "resigned", "on": boards.day(made, 20).isoformat(), "note": "Viaja por trabajo."}
    assert client.post(f"/junta/{one.public_id}/terminar/", ends).status_code == 302
    assert "renunció" in text(client.get(f"/nucleos/{made.nucleus.public_id}/junta/"))
    assert client.post(f"/junta/{one.public_id}/corregir/", {"why": scene.WHY}).status_code == 302
    one.refresh_from_db()
    assert one.ended_on is None


# ---- people of one name


def named_alike(made: scene.Formed) -> tuple[Member, Member, Member]:
    """The participants of two households and a brother in the second are all called Juan Quispe Quispe."""
    home = made.cycles[1].household
    add_member(
        household=home, facts=registry.member(Kin.SIBLING), on=home.registered_on, by=made.ana, at=now()
    )  # fmt: skip
    brother = Member.objects.get(household=home, kin=Kin.SIBLING)
    found = (made.person(0), made.person(1), brother)
    for number, one in enumerate(found):
        written = "JUAN" if number else "Juan"
        Member.objects.filter(pk=one.pk).update(
            given_names=written, surname_1="Quispe", surname_2="Quíspe", born_on=date(1980 + 7 * number, 1, 1)
        )
    return tuple(Member.objects.get(pk=one.pk) for one in found)  # type: ignore[return-value]


def age(one: Member, on: date) -> str:
    assert one.born_on is not None
    return f"{age_on(one.born_on, on)} años"


def test_people_of_one_name_are_offered_apart_and_told_apart(client, made):
    first, second, brother = named_alike(made)
    on = people.today()
    crowd = crowd_of(made.nucleus, on)
    assert crowd.namesakes == {one.public_id for one in (first, second, brother)}
    labels = labels_of(crowd)
    assert len(labels) == len(crowd.people) - len(crowd.minors), "nobody is lost behind another's name"
    mine = {key: words for words, key in labels.items() if key in crowd.namesakes}
    assert all(age(one, on) in mine[one.public_id] for one in (first, second, brother))
    other = next(words for words, key in labels.items() if key == made.person(2).public_id)
    assert "años" not in other and household_code(made.cycles[2].household.public_id) in other
    assert made.cycles[2].household.place.name in other

    one = boards.called(made)
    form = text(client.get(url(one, "transcribir/")))
    code = household_code(made.cycles[1].household.public_id)
    assert f"{code} · {made.cycles[1].household.place.name}" in form
    assert age(brother, on) in form and form.count(" años") >= 3
    ballot = BallotSaid(Post.PRESIDENT, ((first.public_id, 1), (brother.public_id, 3)))
    told = boards.told(made, present=dict.fromkeys((*mine, *(made.person(n).public_id for n in (2, 3))), False))
    tell_assembly(assembly=one, told=replace(told, ballots=(ballot,)), by=made.ana, at=now())
    page = text(client.get(url(one)))
    assert f"({code}, {age(brother, on)}) elegido" in page
    assert f"({age(second, on)})" in page and f"({age(brother, on)})" in page
    inputs: Any = minutes_content(Assembly.objects.get(pk=one.pk)).inputs
    assert code in inputs["ballots"][0][2] and age(brother, on) in inputs["ballots"][0][4]
    row = next(row for row in inputs["attendance"] if row[0] == code)
    assert age(second, on) in row[1] and age(brother, on) in row[1]


def test_two_whom_nothing_tells_apart_are_numbered(made):
    _first, second, brother = named_alike(made)
    Member.objects.filter(pk=brother.pk).update(born_on=second.born_on)
    offered = labels_of(crowd_of(made.nucleus, people.today()))
    labels = [words for words in offered if words.lower().startswith("quispe quíspe, juan")]
    assert len(labels) == 3 and sum(words.endswith(" (2)") for words in labels) == 1


# ---- papers and minutes


def test_the_list_of_who_comes_has_a_row_a_household(made):
    _first, second, brother = named_alike(made)
    home = made.cycles[2].household
    add_member(household=home, facts=registry.member(Kin.CHILD), on=home.registered_on, by=made.ana, at=now())
    one = boards.called(made)
    inputs: Any = paper_inputs(one, "asistencia", spoken="")
    rows = {row[0]: row[1:] for row in inputs["homes"]}
    assert len(rows) == len(inputs["homes"]) == 4
    place, participant, others = rows[household_code(made.cycles[1].household.public_id)]
    assert place == made.cycles[1].household.place.name
    assert age(second, one.held_on) in participant and [age(brother, one.held_on) in words for words in others] == [
        True
    ]
    assert rows[household_code(home.public_id)][1:] == [name_of(made.person(2)), []], "children sign nothing"
    assert paper_inputs(one, "aviso", spoken="")["homes"] == []


@pytest.mark.parametrize("spoken", ["", "quz", "shp"])
def test_ninety_two_households_sign_on_five_sheets(made, spoken):
    one = boards.called(made)
    inputs: Any = paper_inputs(one, "asistencia", spoken=spoken)
    names = ["Hermelinda Auqui Sulca de Huamaní", "Maximiliana Ñahui Ccora"]
    inputs["homes"] = [["7K4M9-QXT2H", "Ccaccamarca", names[n % 2], names[: n % 3]] for n in range(92)]
    template = template_of(Path(settings.WINAY_DOCUMENTS), TEMPLATE)
    assert render(template, inputs, {"url": "https://winay.example/asambleas/x/"}).pages == 5


@pytest.mark.parametrize("which", PAPERS)
@pytest.mark.parametrize("spoken", ["", "quy", "quz", "shp"])
def test_papers_are_laid_out(client, made, which, spoken):
    one = boards.called(made)
    ordinary = boards.called(made, people.today() + scene.DAY, kind=AssemblyKind.ORDINARY)
    assert client.get(url(ordinary, "papel/votos.pdf")).status_code == 404  # it elects nobody
    assert "Hoja de votación" not in client.get(url(ordinary, "")).content.decode()
    answer = client.get(url(one, f"papel/{which}.pdf"), {"idioma": spoken})
    assert answer.status_code == 200 and answer.content.startswith(b"%PDF")
    assert client.get(url(one, "papel/otra.pdf")).status_code == 404


def test_minutes_are_issued_verified_replaced_and_end_with_the_assembly(client, made):
    ballots = (boards.ballot(made, Post.TREASURER, (0, 2), (1, 2)), boards.ballot(made, Post.TREASURER, (0, 3), (1, 1)))
    one = boards.held(made, boards.day(made, 1), ballots=ballots)
    assert client.get(url(one, "acta/")).status_code == 200
    assert client.post(url(one, "acta/")).status_code == 302
    issued = Document.objects.get()
    assert settings.WINAY_BLOBS.get(issued.pdf_sha256).startswith(b"%PDF")
    assert client.post(url(one, "acta/")).status_code == 302 and Document.objects.count() == 1
    assert client.get(f"/documentos/{issued.public_id}.pdf").status_code == 200

    anybody = Client()
    verified = text(anybody.get(f"/verificar/{issued.code}/"))
    assert "Este documento es válido" in verified and "Ayllu Ñan" in verified and "electoral" in verified
    assert "lo descarga quien puede leer el núcleo" in verified
    for number in range(4):
        assert made.person(number).given_names not in verified
    assert anybody.get(f"/documentos/{issued.public_id}.pdf").status_code == 403
    people.log_in(anybody, people.other_head())
    assert anybody.get(f"/documentos/{issued.public_id}.pdf").status_code == 403

    certify = {"kind": "notary", "certifier": "Notaría Medina", "certified_on": boards.day(made, 2).isoformat()}
    assert client.post(url(one, "certificar/"), certify).status_code == 302
    second = issue_minutes(assembly=one, by=made.ana, at=now(), base_url=BASE)
    issued.refresh_from_db()
    assert issued.revocation.reason.startswith("Reemplazada por el acta") and second.serial == issued.serial + 1
    assert client.post(f"/asambleas/acta/{second.public_id}/anular/", {"why": scene.WHY}).status_code == 302
    assert "fue revocado" in text(Client().get(f"/verificar/{second.code}/"))


def test_minutes_that_are_taken_back_end_their_documents(client, made):
    one = boards.held(made)
    issued = issue_minutes(assembly=one, by=made.ana, at=now(), base_url=BASE)
    answer = client.post(url(one, "retirar/"), {"why": scene.WHY})
    anew = Assembly.objects.get(replaces=one)
    assert answer.status_code == 302 and answer["Location"] == url(anew, "transcribir/")
    assert Document.objects.get(pk=issued.pk).revocation.reason == scene.WHY
    assert "se transcribió mal y se retiró" in text(client.get(url(one))).lower()


def test_minutes_say_everything_that_was_decided(made):
    boards.elects(made, boards.day(made, 1), treasurer=0)
    recall = boards.recall(boards.mandate(made, Post.TREASURER), 3, 1)
    ballots = (boards.ballot(made, Post.TREASURER, (1, 3), blank=1),)
    one = boards.held(made, boards.day(made, 5), motions=(recall,), ballots=ballots, notes="Vino la alcaldesa.")
    inputs: Any = minutes_content(one).inputs
    assert inputs["motions"][0][4] == "Aprobado" and "3 a favor, 1 en contra" in inputs["motions"][0][3]
    assert inputs["ballots"][0][3:] == ["1", name_of(made.person(1))]
    assert inputs["ended"][0][2] == "fue revocado por la asamblea" and len(inputs["attendance"]) == 4
    assert "Se necesita más del 50" in inputs["quorum"] and "sin confirmar" in inputs["quorum"]
    assert inputs["native"]["assembly"] == "hatun rimanakuy" and inputs["native_mark"].startswith("Sin revisión")
    statements = " ".join(minutes_content(one).statements.values())
    assert not any(made.person(n).given_names in statements for n in range(4))


def test_a_failed_assembly_has_minutes_that_say_so(made):
    one = boards.held(made, came=range(2), kind=AssemblyKind.ORDINARY)
    content: Any = minutes_content(one)
    assert "no hubo quórum" in content.inputs["lead"] and content.inputs["motions"] == []
    assert issue_minutes(assembly=one, by=made.ana, at=now(), base_url=BASE).pages >= 1


# ---- other territories


def test_pages_of_another_territory_are_closed(client, made):
    boards.elects(made, boards.day(made, 1), president=0)
    one, mandate = Assembly.objects.get(), Mandate.objects.get()
    people.log_in(client, people.other_head())
    nucleus = made.nucleus.public_id
    for where in (
        f"/nucleos/{nucleus}/asambleas/", f"/nucleos/{nucleus}/asambleas/convocar/", f"/nucleos/{nucleus}/junta/",
        url(one), url(one, "transcribir/"), url(one, "escaneo/"), url(one, "acta/"), url(one, "retirar/"),
        url(one, "papel/asistencia.pdf"), f"/junta/{mandate.public_id}/terminar/",
    ):  # fmt: skip
        assert client.get(where).status_code == 403, where

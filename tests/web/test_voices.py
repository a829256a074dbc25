"""The pages of what is said: what they show and to whom, in how many queries."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests import people
from tests.nuclei import scene as nuclei
from tests.voices import scene
from tests.worlds import world
from winay.core.clock import now
from winay.voices.grievance_models import Grievance
from winay.voices.services.rumours import answer_rumour
from winay.voices.strategy_models import Strategy
from winay.voices.telling_rules import AnswerSaid
from winay.voices.terms import About, AnswerHow

pytestmark = pytest.mark.django_db
LISTS = {"grievances": 8, "rumours": 10, "conflicts": 8, "microstrategies": 7}


made = world(nuclei.formed, 2, synthetic=True)


@pytest.fixture
def rosa(made: nuclei.Formed) -> Client:
    return people.log_in(Client(), made.rosa.person)


@pytest.fixture
def ana(made: nuclei.Formed) -> Client:
    return people.log_in(Client(), made.ana.person)


def url(name: str, *args: object) -> str:
    return reverse(f"web:{name}", args=args)


def page(client: Client, name: str, *args: object, query: str = "") -> str:
    answer = client.get(url(name, *args) + query)
    assert answer.status_code == 200
    return answer.content.decode()


def queries(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len(asked)


def add(name: str, made: nuclei.Formed, number: int) -> None:
    by = made.ana
    if name == "grievances":
        scene.received(made)
    elif name == "rumours":
        said = AnswerSaid(AnswerHow.ASSEMBLY, "Juntos sigue igual para todos.", scene.ago(70))
        answer_rumour(rumour=scene.heard(by, heard_on=scene.ago(80)), said=said, by=by, at=now())
    elif name == "conflicts":
        scene.quarrel(by)
    else:
        one = scene.described(by, name=f"Sorteo {number}")
        scene.tried(made, one)


@pytest.mark.parametrize("name", LISTS)
def test_a_list_asks_as_much_for_three_as_for_one(made, rosa, name):
    address = url(name) + ("?estado=" if name == "rumours" else "")
    add(name, made, 0)
    assert queries(rosa, address) == LISTS[name]
    add(name, made, 1)
    add(name, made, 2)
    assert rosa.get(address).content.decode().count("<tr>") >= 4
    assert queries(rosa, address) == LISTS[name]


def test_a_nucleus_page_asks_as_much_for_more(made, rosa):
    address = url("nucleus_voices", made.nucleus.public_id)
    for name in LISTS:
        add(name, made, 0)
    asked = queries(rosa, address)
    assert asked == 20
    for name in LISTS:
        add(name, made, 1)
    assert queries(rosa, address) == asked
    assert "espera respuesta" in rosa.get(address).content.decode()


@pytest.mark.parametrize("name", LISTS)
def test_an_empty_list_offers_the_first_step(made, rosa, name):
    assert 'class="empty-state"' in page(rosa, name) or name == "microstrategies"


# ---- grievances -----------------------------------------------------------------------------------------------------


def sent(**more: object) -> dict[str, object]:
    facts = {
        "kind": "claim", "words": scene.WORDS, "language": "es", "heard_on": scene.ago(3).isoformat(),
        "channel": "visit", "about": "delivery", "speaker": "protected", "name": "Teodora Ccori", "contact": "966",
    }  # fmt: skip
    return {**facts, **more}


def test_received_in_a_nucleus_with_its_slip(made, ana):
    address = url("receive_grievance") + f"?nucleo={made.nucleus.public_id}"
    assert "Quien habla" in ana.get(address).content.decode()
    answer = ana.post(address, sent(), follow=True)
    one = Grievance.objects.get()
    assert answer.redirect_chain[-1][0] == url("grievance_slip", one.public_id)
    slip = answer.content.decode()
    assert "Con este código se pregunta" in slip and "Teodora" not in slip and "rajó" not in slip


def test_what_is_wrong_is_said_and_what_was_written_is_kept(made, ana):
    address = url("receive_grievance") + f"?nucleo={made.nucleus.public_id}"
    answer = ana.post(address, sent(speaker="anonymous"))
    assert answer.status_code == 422
    told = answer.content.decode()
    assert "elija «con reserva»" in told and scene.WORDS in told
    assert not Grievance.objects.exists()


def test_a_district_without_nuclei_is_found_by_name_or_code(made, ana):
    found = ana.get(url("receive_grievance") + "?distrito=050110&programa=haku-winay")
    assert "Escuche primero" in found.content.decode()
    lost = ana.get(url("receive_grievance") + "?distrito=Nunca+Jamas&programa=haku-winay")
    assert lost.status_code == 422 and "No se encontró ese distrito" in lost.content.decode()


def test_who_is_protected_is_on_no_page_and_in_no_file(made, rosa, ana):
    one = scene.received(made, scene.PROTECTED)
    for client in (rosa, ana):
        for address in (url("grievance", one.public_id), url("grievances"), url("history", "grievance", one.public_id),
                        url("nucleus_voices", made.nucleus.public_id)):  # fmt: skip
            assert "Teodora" not in client.get(address).content.decode()
        answer = client.get(url("grievances_file", "csv"))
        file = b"".join(answer.streaming_content).decode()
        assert "protected" in file and "Teodora" not in file and "rajó" not in file
    asked = rosa.get(url("see_speaker", one.public_id)).content.decode()
    assert "Teodora" not in asked and "Queda en la bitácora" in asked
    told = rosa.post(url("see_speaker", one.public_id))
    assert "Teodora Ccori Sulca" in told.content.decode() and told["Cache-Control"] == "no-store"
    assert ana.post(url("see_speaker", one.public_id)).status_code == 403


def test_an_auditor_reads_without_the_name_that_the_office_sees(made, ana):
    one = scene.received(made)
    auditor = people.log_in(Client(), people.auditor())
    assert "Teodora Ccori Sulca" in page(ana, "grievance", one.public_id)
    told = page(auditor, "grievance", one.public_id)
    assert "Teodora" not in told and "rajó" in told and "Responder" not in told


def test_nobody_opens_or_counts_what_is_about_themselves(made, ana, rosa):
    one = scene.received(made, by=made.rosa, accused=(made.ana.public_id,), about=About.TREATMENT)
    assert ana.get(url("grievance", one.public_id)).status_code == 403
    assert ana.post(url("answer_grievance", one.public_id), {}).status_code == 403
    assert "Aquí estarán" in page(ana, "grievances")
    assert str(one.public_id) in page(rosa, "grievances")
    offered = page(rosa, "assign_grievance", one.public_id)
    assert str(made.ana.public_id) not in offered and str(made.rosa.public_id) in offered


def test_what_is_overdue_stands_first_and_on_the_desk(made, rosa):
    scene.received(made, heard_on=scene.ago(2))
    late = scene.received(made, heard_on=scene.ago(40))
    told = page(rosa, "grievances")
    assert "1 pasó del plazo" in told and "hace 10 días" in told
    assert (
        told.index(str(late.public_id)) < told.index("espera respuesta</td>") if "espera respuesta</td>" in told else 1
    )
    assert "reclamo espera respuesta" in page(rosa, "desk")
    assert str(late.public_id) in page(rosa, "grievances", query="?estado=overdue")


def test_it_is_found_by_the_code_of_its_slip(made, rosa):
    one, other = scene.received(made), scene.received(made)
    from winay.registry.rules import household_code

    told = page(rosa, "grievances", query=f"?codigo={household_code(one.public_id)}")
    assert str(one.public_id) in told and str(other.public_id) not in told


# ---- rumours, conflicts, microstrategies -----------------------------------------------------------------------------


def test_a_rumour_shows_what_worked_elsewhere(made, rosa):
    other = people.acting_as(people.other_head())
    there = scene.heard(other, scene.district("210101"), heard_on=scene.ago(90))
    said = AnswerSaid(AnswerHow.RADIO, "Lo leyó la gestora de Juntos en la radio.", scene.ago(80))
    answer_rumour(rumour=there, said=said, by=other, at=now())
    here = scene.heard(made.ana)
    told = page(rosa, "rumour", here.public_id)
    assert "Lo leyó la gestora" in told and "no se volvió a oír en 80 días" in told
    assert rosa.get(url("rumour", there.public_id)).status_code == 403


def test_a_conflict_is_written_down_by_the_names_of_its_communities(made, ana):
    near = list(scene.district().children.order_by("code")[:2])
    data = {
        "about": "water", "words": "Los de arriba cierran la acequia.", "heard_on": scene.ago(3).isoformat(),
        "first": f"{near[0].name} ({near[0].code})", "second": near[1].code,
    }  # fmt: skip
    answer = ana.post(url("record_conflict") + "?distrito=050110", data, follow=True)
    assert near[0].name in answer.content.decode() and near[1].name in answer.content.decode()
    wrong = ana.post(url("record_conflict") + "?distrito=050110", data | {"second": "Aldea perdida"})
    assert wrong.status_code == 422 and "Aldea perdida" in wrong.content.decode()


def test_a_microstrategy_of_the_case_study_is_described_as_it_is_done_here(made, ana):
    listed = page(ana, "microstrategies")
    assert "the use of small raffles to encourage participation in certain activities" in listed
    address = url("describe_microstrategy") + "?caso=raffle"
    data = {
        "kind": "raffle", "name": "Sorteo de lampas", "problem": "Llegaba poca gente a la capacitación.",
        "done": "Se sortea una lampa entre quienes se quedan.", "cost": "45,50", "district": "050110",
    }  # fmt: skip
    assert ana.post(address, data | {"cost": "mucho"}).status_code == 422
    ana.post(address, data)
    one = Strategy.objects.get()
    assert (one.shipped, one.cost_minor) == ("raffle", 4_550)
    assert "Sorteo de lampas" in page(ana, "microstrategies", query="?caso=raffle")
    outside = people.log_in(Client(), people.other_head())
    assert "Sorteo de lampas" in page(outside, "microstrategy", one.public_id)
    assert outside.post(url("correct_microstrategy", one.public_id), data).status_code == 403

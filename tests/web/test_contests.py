"""The pages of contests and contracts: what they ask of the database, what they say and hide, what a form does."""

import re
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import Workbook

from tests import people
from tests.nuclei import boards_scene as boards
from tests.nuclei import scene as nuclei
from tests.trainers import scene
from tests.trainers.scene import WHY, ago
from winay.documents.models import Document
from winay.trainers.application_models import Applicant, Application
from winay.trainers.contest_models import Contest
from winay.trainers.contract_models import Contract
from winay.trainers.files import OPTIONAL, REQUIRED
from winay.trainers.ranking_models import Appeal, Ranking
from winay.trainers.scoring_models import Conflict, Sheet
from winay.trainers.terms import SelectedBy

pytestmark = pytest.mark.django_db


def text(answer: Any) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def log_in(client: Client, who: Any) -> Client:
    return people.log_in(client, who.person)


def url(one: Any, tail: str = "") -> str:
    return f"/concursos/{one.public_id}/{tail}"


# ---- what pages ask


@pytest.mark.parametrize("more", [0, 2])
def test_the_list_asks_the_same(client, more, django_assert_num_queries):
    stage = scene.published()
    for number in range(more):
        scene.published(stage.made, name=f"Otro concurso {number}")
    log_in(client, stage.ana)
    client.get("/concursos/")
    with django_assert_num_queries(8):
        page = client.get("/concursos/")
    assert len(page.context["rows"]) == 1 + more


@pytest.mark.parametrize("people_", [1, 3])
def test_the_hub_asks_the_same(client, people_, django_assert_num_queries):
    stage = scene.closed(applicants=people_, scorers=people_)
    log_in(client, stage.ana)
    client.get(url(stage.contest))
    with django_assert_num_queries(17):
        page = client.get(url(stage.contest))
    assert len(page.context["applications"]) == len(page.context["scorers"]) == people_


@pytest.mark.parametrize("parts", [(90,), (90, 80, 60)])
def test_the_ranking_asks_the_same(client, parts, django_assert_num_queries):
    stage, ranking = scene.with_results(scene.scored(parts))
    log_in(client, stage.ana)
    where = f"/concursos/resultados/{ranking.public_id}/"
    client.get(where)
    with django_assert_num_queries(19):
        page = client.get(where)
    assert len(page.context["groups"][0]["lines"]) == len(parts)


@pytest.mark.parametrize("parts", [(90,), (90, 80, 60)])
def test_the_public_page_asks_the_same(client, parts, django_assert_num_queries):
    stage, _ = scene.with_results(scene.scored(parts))
    where = f"/concursos-publicos/{stage.contest.public_id}/"
    client.get(where)
    with django_assert_num_queries(13):
        client.get(where)


@pytest.mark.parametrize("more", [0, 2])
def test_the_list_of_contracts_asks_the_same(client, more, django_assert_num_queries):
    from tests.trainers.test_contracts import directly

    made = nuclei.formed(1)
    for number in range(1 + more):
        directly(made, number)
    log_in(client, made.ana)
    client.get("/contratos/")
    with django_assert_num_queries(8):
        page = client.get("/contratos/")
    assert len(page.context["rows"]) == 1 + more


@pytest.mark.parametrize("candidates", [1, 3])
def test_the_scorers_page_asks_the_same(client, candidates, django_assert_num_queries):
    stage = scene.closed(applicants=candidates)
    log_in(client, stage.people[0])
    where = f"/calificar/{stage.scorers[0].public_id}/"
    client.get(where)
    with django_assert_num_queries(10):
        assert len(client.get(where).context["rows"]) == candidates


# ---- a contest from its draft to a contract, by its pages


def test_a_contest_is_prepared_published_and_applied_to(client):
    made = nuclei.formed(1)
    ana, rosa = Client(), Client()
    log_in(ana, made.ana)
    log_in(rosa, made.rosa)
    said = {
        "name": "Yachachiqs de Vinchos", "version": "haku-winay@2014.1", "place": "05", "kind": "productive",
        "closes_on": ago(-20).isoformat(), "scores_until": ago(-40).isoformat(),
        "bases": "Quien practica lo que enseña y vive cerca.",
    }  # fmt: skip
    wrong = ana.post("/concursos/nuevo/", said | {"scores_until": ago(-10).isoformat()})
    assert wrong.status_code == 422 and "Se califica después del cierre" in text(wrong)
    assert "Yachachiqs de Vinchos" in wrong.content.decode(), "what was written stays"
    assert ana.post("/concursos/nuevo/", said).status_code == 302
    one = Contest.objects.get()
    assert "Todavía ninguna: diga qué zonas" in text(ana.get(url(one)))
    posts = {"name": "Vinchos", "language": "quy", "posts": "2", "nuclei": str(made.nucleus.public_id), "places": ""}
    assert ana.post(url(one, "plazas/"), posts).status_code == 302
    assert made.nucleus.name in text(ana.get(url(one))) and "Publicar concurso" not in text(ana.get(url(one)))
    assert "Publicar concurso" in text(rosa.get(url(one)))
    assert rosa.post(url(one, "publicar/")).status_code == 302
    public = text(client.get(f"/concursos-publicos/{one.public_id}/"))
    assert "Se puede postular hasta el" in public and "Demostración en campo" in public and "no confirmado" in public
    person = {
        "vacancy": str(one.vacancies.get().public_id), "national_id": "40 000 001", "given_names": "Rosa",
        "surname_1": "Quispe", "sex": "f", "born_on": "1985-03-12", "languages": ["quy", "es"],
        "place": "0501100001", "education": "secondary", "practice_years": "6", "phone": "966 123 456",
        "received_on": people.today().isoformat(), "missing": "Copia del DNI",
    }  # fmt: skip
    assert ana.post(url(one, "postular/"), person).status_code == 302
    application = Application.objects.get()
    page = text(ana.get(f"/concursos/postulaciones/{application.public_id}/"))
    assert "•••••001" in page and "40000001" not in page and "Falta: Copia del DNI" in page
    done = ana.post(
        f"/concursos/postulaciones/{application.public_id}/completar/", {"on": people.today().isoformat()}
    )  # fmt: skip
    assert done.status_code == 302 and Application.objects.get().state == "received"


def test_scoring_ranking_appeal_and_contract_by_pages(client):
    stage = scene.closed(applicants=2)
    first, second = scene.candidates(stage)
    for n in range(3):
        scene.scores(stage, n, second, part=70)
    scene.scores(stage, 1, first, part=90)
    scene.scores(stage, 2, first, part=90)
    scorer, ana, rosa = Client(), Client(), Client()
    log_in(scorer, stage.people[0])
    log_in(ana, stage.ana)
    log_in(rosa, stage.rosa)
    mine = f"/calificar/{stage.scorers[0].public_id}/"
    assert "declare primero" in text(scorer.get(mine))
    assert "le espera para calificar" in text(scorer.get("/escritorio/"))
    given = {f"c-{key}": str(value) for key, value in scene.points(stage, 90).items()}
    over = scorer.post(f"{mine}1/", given | {"conflict": "none", f"c-{next(iter(scene.points(stage)))}": "99"})
    assert over.status_code == 422 and "El máximo es 10 puntos." in text(over)
    assert scorer.post(f"{mine}1/", given | {"conflict": "none", "close": ""}).status_code == 302
    assert Sheet.objects.exclude(closed_at=None).count() == 6
    assert "cerrada con 89 puntos" in text(scorer.get(mine))
    assert ana.post(url(stage.contest, "ordenar/")).status_code == 302
    ranking = Ranking.objects.get()
    where = f"/concursos/resultados/{ranking.public_id}/"
    page = text(ana.get(where))
    assert "1.º Rosa Quispe Huamán" in page and "Promedio de 3 fichas: 89,00 puntos." in page
    assert client.get(f"/concursos-publicos/{stage.contest.public_id}/").context["groups"] == []
    assert rosa.post(f"{where}publicar/").status_code == 302
    public = client.get(f"/concursos-publicos/{stage.contest.public_id}/").content.decode()
    assert "Rosa Quispe Huamán" in public and "89,00" in public
    for hidden in ("40000000", "966123456", "1985", "12 mar"):
        assert hidden not in public
    appeal = {"application": str(second.public_id), "received_on": people.today().isoformat(), "text": WHY}
    assert ana.post(f"{where}reclamar/", appeal).status_code == 302
    terms = {
        "hired_by": str(stage.made.nucleus.public_id), "nuclei": str(stage.made.nucleus.public_id),
        "began_on": people.today().isoformat(), "last_on": ago(-180).isoformat(), "fee": "1200,50", "fee_per": "month",
    }  # fmt: skip
    hire = f"/concursos/postulaciones/{first.public_id}/contratar/"
    refused = ana.post(hire, terms)
    assert refused.status_code == 422 and "Reclamos sin responder: 1" in text(refused)
    answer = {"answer": "unfounded", "why": WHY, "criterion": ""}
    assert rosa.post(f"/concursos/reclamos/{Appeal.objects.get().public_id}/", answer).status_code == 302
    assert ana.post(hire, terms).status_code == 302
    contract = Contract.objects.get()
    assert contract.fee_minor == 120_050 and contract.over_on == ago(-181)
    shown = text(ana.get(f"/contratos/{contract.public_id}/"))
    assert "concurso de la unidad territorial" in shown and "S/ 1 200,50 al mes" in shown.replace("\u202f", " ")
    assert "Contratada o contratado" in text(ana.get(where))


def test_a_founded_appeal_by_its_page(client):
    stage, ranking = scene.with_results(scene.scored((75, 70)), days=1)
    loser = scene.candidates(stage)[1]
    rosa = log_in(Client(), stage.rosa)
    ana = log_in(Client(), stage.ana)
    appeal = {"application": str(loser.public_id), "received_on": people.today().isoformat(), "text": WHY}
    ana.post(f"/concursos/resultados/{ranking.public_id}/reclamar/", appeal)
    where = f"/concursos/reclamos/{Appeal.objects.get().public_id}/"
    key = str(scene.criteria(stage)["language"].pk)
    nothing = rosa.post(where, {"answer": "founded", "why": WHY, "criterion": key})
    assert nothing.status_code == 422 and "corrija los puntos" in text(nothing)
    sheets = {f"sheet-{n}": "15" for n in (1, 2, 3)}
    assert "no es de esta" in text(rosa.post(where, {"answer": "founded", "why": WHY, "criterion": ""} | sheets))
    assert rosa.post(where, {"answer": "founded", "why": WHY, "criterion": key} | sheets).status_code == 302
    old = f"/concursos/resultados/{ranking.public_id}/"
    assert "falta ordenar otra vez" in text(ana.get(old))
    assert ana.post(url(stage.contest, "ordenar/")).status_code == 302
    again = Ranking.objects.get(number=2)
    assert rosa.post(f"/concursos/resultados/{again.public_id}/publicar/").status_code == 302
    assert "1.º Julián Ccori Auqui" in text(ana.get(f"/concursos/resultados/{again.public_id}/"))
    assert "Otro orden tomó su lugar" in text(ana.get(old))


def test_a_tie_is_drawn_on_its_page(client):
    stage = scene.scored((80, 80))
    first, second = scene.candidates(stage)
    ana = log_in(client, stage.ana)
    where = url(stage.contest, "ordenar/")
    assert "Orden que salió para Rosa Quispe Huamán" in text(ana.get(where))
    minutes = {"draw_on": people.today().isoformat(), "minutes": "En el local comunal, con papelitos, ante las dos."}
    same = ana.post(where, minutes | {f"lot-{first.pk}": "1", f"lot-{second.pk}": "1"})
    assert same.status_code == 422 and "Nada separa a 2 personas" in text(same)
    assert ana.post(where, minutes | {f"lot-{first.pk}": "2", f"lot-{second.pk}": "1"}).status_code == 302
    page = text(ana.get(f"/concursos/resultados/{Ranking.objects.get().public_id}/"))
    assert "Igualó en todo con Julián Ccori Auqui: lo decidió el sorteo." in page and "con papelitos" in page


# ---- who sees what


def test_a_scorer_opens_their_own_sheets_alone(client):
    stage = scene.closed()
    log_in(client, stage.people[1])
    assert client.get(f"/calificar/{stage.scorers[0].public_id}/").status_code == 403
    assert client.get(f"/calificar/{stage.scorers[0].public_id}/1/").status_code == 403
    mine = f"/calificar/{stage.scorers[1].public_id}/1/"
    assert client.post(mine, {"conflict": "relative", "note": "Es mi prima"}).status_code == 302
    assert Conflict.objects.get().kind == "relative"
    assert "no la califica" in text(client.get(f"/calificar/{stage.scorers[1].public_id}/"))
    log_in(client, stage.rosa)
    assert client.get(mine).status_code == 403, "nor does the head"


def test_a_void_contest_says_why_and_is_called_again(client):
    stage = scene.published()
    log_in(client, stage.rosa)
    assert client.post(url(stage.contest, "desierto/"), {"why": "no_applicants", "note": WHY}).status_code == 302
    page = text(client.get(url(stage.contest)))
    assert "Desierto o nulo: nadie postuló" in page and "Convocar otra vez" in page
    again = {
        "how": "widened", "closes_on": ago(-20).isoformat(), "scores_until": ago(-30).isoformat(),
        "wider": "0501100003 0501100004",
    }  # fmt: skip
    assert client.post(url(stage.contest, "otra-vez/"), again).status_code == 302
    anew = Contest.objects.exclude(pk=stage.contest.pk).get()
    assert "ampliado a comunidades vecinas" in text(client.get(url(anew)))


# ---- files and papers


def row(number: int, **more: str) -> list[str]:
    cells = {
        "vacancy": "Vinchos alto", "given_names": "Rosa", "surname_1": f"Quispe{chr(65 + number)}", "sex": "mujer",
        "born": "12/3/1985", "national_id": f"4200000{number}", "languages": "quy es", "place_code": "0501100001",
        "education": "secundaria", "practice_years": "6", "received_on": ago(41).isoformat(), "surname_2": "Huamán",
        "phone": "966123456", "kin_declared": "", "missing": "",
    }  # fmt: skip
    return [(cells | more)[key] for key in (*REQUIRED, *OPTIONAL)]


def table(*rows: list[str]) -> bytes:
    lines = [",".join((*REQUIRED, *OPTIONAL)), *(",".join(cells) for cells in rows)]
    return "\n".join(lines).encode()


def sent(client: Client, contest: Contest, content: bytes, name: str = "papeles.csv") -> Any:
    return client.post(url(contest, "archivo/"), {"file": SimpleUploadedFile(name, content)})


def test_a_file_is_checked_whole_and_then_registered_in_one_act(client):
    stage = scene.published()
    log_in(client, stage.ana)
    bad = table(
        row(0), row(1, national_id="4200001"), row(2, received_on=ago(39).isoformat()), row(3, vacancy="Otra"),
        row(4, born="1985"), row(5, national_id="42000000"), row(6, education="mucha"),
    )  # fmt: skip
    answer = sent(client, stage.contest, bad)
    said = text(answer)
    assert answer.status_code == 422 and not Application.objects.exists()
    for words in (
        "3 National_id", "¿es 04200001?", "4 received_on: Llegó tarde", "5 vacancy: Ninguna plaza", "6 Born",
        "7 national_id: El DNI está también en la fila 2", "8 Education",
    ):  # fmt: skip
        assert words.lower() in said.lower(), words
    assert "42000000" not in said
    good = sent(client, stage.contest, table(row(0), row(1)))
    assert good.status_code == 200 and "2 postulaciones sin fallas" in text(good)
    assert not Application.objects.exists(), "checking writes nothing"
    kept = re.search(r'name="kept" value="([^"]+)"', good.content.decode())
    assert kept is not None
    done = client.post(url(stage.contest, "archivo/"), {"kept": kept[1], "name": "papeles.csv"})
    assert done.status_code == 302
    assert Application.objects.filter(paper=True, file_row__in=[2, 3]).count() == 2
    twice = client.post(url(stage.contest, "archivo/"), {"kept": kept[1], "name": "papeles.csv"})
    assert twice.status_code == 422 and Applicant.objects.count() == 2


def test_a_workbook_is_read_too_and_rubbish_is_no_table(client):
    stage = scene.published()
    log_in(client, stage.ana)
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append([*REQUIRED, *OPTIONAL])
    sheet.append(row(0))
    content = BytesIO()
    book.save(content)
    assert "1 postulación sin fallas" in text(sent(client, stage.contest, content.getvalue(), "papeles.xlsx"))
    assert sent(client, stage.contest, b"\x00\x01").status_code == 422
    assert client.post(url(stage.contest, "archivo/"), {"kept": "%%%"}).status_code == 422
    assert b"vacancy" in client.get(url(stage.contest, "archivo/modelo.csv")).content


def test_papers_and_the_act_are_laid_out(client):
    stage, ranking = scene.with_results()
    log_in(client, stage.ana)
    assert client.get(url(stage.contest, "ficha.pdf")).content.startswith(b"%PDF")
    where = f"/concursos/resultados/{ranking.public_id}/acta/"
    assert client.post(where).status_code == 302
    assert client.post(where).status_code == 302
    act = Document.objects.get()
    verified = text(Client().get(f"/verificar/{act.code}/"))
    assert "Acta de resultados de un concurso" in verified and stage.contest.name in verified
    assert "40000000" not in verified


def test_hiring_without_a_contest_says_who_chose(client):
    made = nuclei.formed(1)
    log_in(client, made.ana)
    person = {
        "national_id": "40000001", "given_names": "Rosa", "surname_1": "Quispe", "sex": "f", "born_on": "1985-03-12",
        "languages": ["quy"], "kind": "professional", "selected_by": "nucleus", "nuclei": str(made.nucleus.public_id),
        "hired_by": str(made.nucleus.public_id), "began_on": people.today().isoformat(),
        "last_on": ago(-30).isoformat(), "fee": "mil", "fee_per": "visit",
    }  # fmt: skip
    where = f"/nucleos/{made.nucleus.public_id}/contratar/"
    assert "monto en soles" in text(client.post(where, person))
    assert client.post(where, person | {"fee": "35.50"}).status_code == 302
    one = Contract.objects.get()
    assert one.selected_by == SelectedBy.NUCLEUS
    end = {"why": "resigned", "on": people.today().isoformat(), "note": WHY}
    refused = client.post(f"/contratos/{one.public_id}/terminar/", end)
    assert refused.status_code == 422 and "Termina antes de su día" in text(refused)
    more = {"last_on": ago(-60).isoformat(), "why": WHY}
    assert client.post(f"/contratos/{one.public_id}/adenda/", more).status_code == 302
    assert "Adenda 1: hasta el" in text(client.get(f"/contratos/{one.public_id}/"))
    here = client.get("/contratos/", {"nucleo": str(made.nucleus.public_id)})
    assert len(here.context["rows"]) == 1 and "Contratar sin concurso" in text(here)
    elsewhere = nuclei.nucleus(made.ground, formed_on=made.on, name="Otro")
    assert client.get("/contratos/", {"nucleo": str(elsewhere.public_id)}).context["rows"] == []


def test_only_an_assembly_that_was_held_may_have_agreed_to_a_contract(client):
    made = nuclei.formed(2)
    boards.elects(made)
    called = boards.called(made, people.today() + timedelta(days=9))
    log_in(client, made.ana)
    page = client.get(f"/nucleos/{made.nucleus.public_id}/contratar/")
    offered = dict(page.context["form"].fields["assembly"].choices)
    assert len(offered) == 2 and str(called.public_id) not in offered  # "—" and the one that elected
    assert not any(re.search(r"\d{4}-\d{2}", words) for words in offered.values())

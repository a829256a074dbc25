"""The pages of a trainer's month: what they show and do, in how many queries; absences; the day for the phone."""

from datetime import date, timedelta

import pytest
from django.test import Client

from tests import people
from tests.delivery.visits_scene import visited
from tests.enrolment import scene as enrolment
from tests.nuclei import scene as nuclei
from tests.trainers.scene import ago
from tests.trainers.test_caseloads import gives, hires, shares
from tests.trainers.test_schedules import away, next_month, plans, told
from tests.web.test_caseloads import fields, queries, url
from tests.worlds import world
from winay.delivery.visit_rules import AgreementSaid
from winay.trainers.schedule_models import Absence, PlannedVisit, Schedule
from winay.web.agenda_shapes import leaving

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
MONTH, CHANGES, PHONE, SHORT = 25, 20, 15, 12


def _made() -> nuclei.Formed:
    made = nuclei.formed(3, least=1, most=30, synthetic=True)
    made.one = hires(made, 0)  # type: ignore[attr-defined]
    shares(made)
    return made


made = world(_made)


@pytest.fixture
def rosa(made: nuclei.Formed) -> Client:
    return people.log_in(Client(), made.rosa.person)


def month(made: nuclei.Formed, name: str = "trainer_month") -> str:
    return f"{url(name, made.one.public_id)}?mes={next_month()[0]:%Y-%m}"  # type: ignore[attr-defined]


def shown(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def another(made: nuclei.Formed) -> None:
    cycle = enrolment.enrolled(made.ground)
    nuclei.join(made.nucleus, cycle, by=made.ana)
    made.cycles.append(cycle)
    gives(made, len(made.cycles) - 1, made.one)  # type: ignore[attr-defined]


def test_a_month_is_planned_as_it_is_shown(made, rosa):
    nowhere = shown(rosa, month(made))
    assert "No se sabe dónde duerme" in nowhere and "Planificar mes" not in nowhere
    page = shown(rosa, f"{month(made)}&duerme={enrolment.place().code}")
    assert "Todavía es una propuesta." in page and "12 visitas" in page.replace("</span>", "").replace(
        '<span class="head-number-unit">', ""
    )
    done = rosa.post(url("plan_month", made.one.public_id), fields(page, "planificar"), follow=True).content.decode()
    assert "Mes planificado." in done and "Todavía es una propuesta." not in done
    assert PlannedVisit.objects.count() == 12
    assert f"Duerme en {enrolment.place().name}" in done
    back = rosa.post(url("take_back_month", made.one.public_id), fields(done, "quitar"), follow=True)
    assert "El plan del mes se quitó." in back.content.decode()
    assert Schedule.objects.get().taken_back_at is not None


def test_what_changes_is_shown_before_it_is_done(made, rosa):
    plans(made)
    assert "Ver qué cambia" not in shown(rosa, month(made))
    assert "Nada cambió desde que se planificó" in shown(rosa, month(made, "month_changes"))
    first = min(on for _, on in told(made))
    away(made, first, first + DAY)
    assert "3 visitas pasarían a otro día" in shown(rosa, month(made))
    page = shown(rosa, month(made, "month_changes"))
    assert "9 visitas siguen en su día." in page and page.count('data-label="Será"') == 3
    answer = rosa.post(url("month_changes", made.one.public_id), fields(page, "replanificar"), follow=True)
    assert "Replanificado: 3 visitas cambiaron de día." in answer.content.decode()
    assert first not in {on for _, on in told(made)}
    again = rosa.post(url("month_changes", made.one.public_id), fields(page, "replanificar"))
    assert again.status_code == 422 and "Nada cambió" in again.content.decode()


def test_what_was_shown_before_something_else_changed_is_shown_again(made, rosa):
    plans(made)
    first = min(on for _, on in told(made))
    away(made, first, first + DAY)
    page = shown(rosa, month(made, "month_changes"))
    away(made, first + 7 * DAY, first + 8 * DAY)
    answer = rosa.post(url("month_changes", made.one.public_id), fields(page, "replanificar"))
    assert answer.status_code == 422 and "Algo cambió mientras miraba" in answer.content.decode()
    assert answer.content.decode().count('data-label="Será"') == 6


def test_an_absence_is_told_and_taken_back(made, rosa):
    address = url("tell_absence", made.one.public_id)
    first = next_month()[0]
    given = {"from_on": first.isoformat(), "last_on": (first + 4 * DAY).isoformat(), "why": "harvest"}
    refused = rosa.post(address, given | {"why": "other", "note": "cosas"})
    assert refused.status_code == 422 and "cosas" in refused.content.decode()
    done = rosa.post(address, given, follow=True).content.decode()
    assert "Ausencia anotada." in done and "siembra o cosecha propia" in done
    told = Absence.objects.get()
    assert (told.until_on - told.from_on).days == 5
    gone = url("take_back_absence", made.one.public_id, told.public_id)
    assert "La ausencia se quitó." in rosa.post(gone, follow=True).content.decode()
    assert "ya se quitó" in rosa.post(gone, follow=True).content.decode()
    assert "siembra o cosecha propia" not in shown(rosa, month(made))


def test_a_day_says_when_whom_and_when_again(made, rosa):
    plans(made)
    days = sorted({on for _, on in told(made)})
    address = url("trainer_day", made.one.public_id)
    page = shown(rosa, f"{address}?dia={days[0]}&sale=07:30")
    # Ten minutes to each, an hour with each, ten minutes back: 7:30 + 3 × 70 + 10.
    assert "a las 07:30 y vuelve a las 11:10: 40 minutos de camino" in page
    assert [hour in page for hour in ("07:40", "08:50", "10:00")] == [True] * 3
    assert page.count("Vuelve a visitarla el") == 3
    last = shown(rosa, f"{address}?dia={days[-1]}")
    assert last.count("Es su última visita planificada del mes.") == 3
    assert "Promete S/" in page and "200,00 al mes" in page and "todavía no se registran aquí" in page
    assert "Ese día no tiene visitas." in shown(rosa, f"{address}?dia={days[0] + 5 * DAY}")
    assert leaving("7 de la mañana") == leaving("")


def test_a_day_says_what_the_last_visit_left(made, rosa):
    made.trainer = made.one
    visited(made, agreements=(AgreementSaid("Cercar el huerto", "la familia", ago(-15)),), next_on=ago(-9))
    plans(made)
    days = sorted({on for _, on in told(made)})
    page = shown(rosa, f"{url('trainer_day', made.one.public_id)}?dia={days[0]}")
    assert "se aconsejó: Abonar antes de sembrar." in page and "Quedó la familia: Cercar el huerto" in page
    assert "Se acordó volver el" in page and page.count("Todavía no consta ninguna visita.") == 2


def test_pages_ask_as_much_for_more_households(made, rosa):
    plans(made)
    first = min(on for _, on in told(made))
    away(made, first, first + DAY)
    day = f"{url('trainer_day', made.one.public_id)}?dia={first + 7 * DAY}"
    assert (queries(rosa, month(made)), queries(rosa, month(made, "month_changes")), queries(rosa, day)) == (
        MONTH, CHANGES, PHONE,
    )  # fmt: skip
    another(made)
    assert (queries(rosa, month(made)), queries(rosa, month(made, "month_changes")), queries(rosa, day)) == (
        MONTH, CHANGES, PHONE,
    )  # fmt: skip


def test_a_month_without_a_plan_is_said(made, rosa):
    assert rosa.get(month(made, "month_changes")).status_code == 404
    assert "Este mes no está planificado" in shown(rosa, url("trainer_day", made.one.public_id))
    over = f"{url('trainer_month', made.one.public_id)}?mes={date(2020, 1, 1):%Y-%m}"
    assert "Este mes no está planificado" in shown(rosa, over)


def test_who_is_visited_too_little_and_why(made, rosa):
    address = f"{url('visit_shortfalls', made.nucleus.public_id)}?mes={next_month()[0]:%Y-%m}"
    page = shown(rosa, address)
    assert page.count("el mes de su yachachiq no está planificado") == 4
    plans(made)
    assert "Todos los hogares del núcleo tienen las visitas" in shown(rosa, address)
    nuclei.join(made.nucleus, enrolment.enrolled(made.ground), by=made.ana)
    assert "no tiene yachachiq" in shown(rosa, address)
    assert queries(rosa, address) == SHORT
    another(made)
    assert "llegó después de que se planificó" in shown(rosa, address)
    another(made)
    assert queries(rosa, address) == SHORT


def test_whoever_shares_households_out_sees_who_is_away(made, rosa):
    first = next_month()[0]
    away(made, first, first + 5 * DAY)
    page = shown(rosa, f"{url('caseloads', made.nucleus.public_id)}?dia={first}")
    assert "Ausente:" in page and "siembra o cosecha propia" in page


OFFICE = 16


def test_an_office_sees_over_all_nuclei_who_lacks_visits_why_and_what_mends_it(made, rosa):
    address = f"{url('office_shortfalls')}?mes={next_month()[0]:%Y-%m}"
    page = shown(rosa, address)
    assert "Planificar el mes." in page and "Se miraron 3 hogares; núcleos sin ninguna falta: 0 de 1" in page
    plans(made)
    assert "Todos los hogares tienen las visitas" in shown(rosa, address)
    nuclei.join(made.nucleus, enrolment.enrolled(made.ground), by=made.ana)
    page = shown(rosa, address)
    assert "no tiene yachachiq" in page and "Repartir esos hogares" in page
    assert queries(rosa, address) == OFFICE
    another(made)
    page = shown(rosa, address)
    assert "llegó después de que se planificó" in page
    another(made)
    assert queries(rosa, address) == OFFICE


def test_both_pages_say_that_days_away_took_the_visits(made, rosa):
    first, until = next_month()
    away(made, first + 7 * DAY, until)
    away(made, first, first + 4 * DAY)
    for _ in range(17):
        another(made)
    plans(made)
    for name, args in (("visit_shortfalls", [made.nucleus.public_id]), ("office_shortfalls", [])):
        page = shown(rosa, f"{url(name, *args)}?mes={first:%Y-%m}")
        assert "su yachachiq está ausente unos días" in page and "no alcanza" not in page, name


def test_the_same_goes_out_as_a_file(made, rosa):
    nuclei.join(made.nucleus, enrolment.enrolled(made.ground), by=made.ana)
    answer = rosa.get(f"{url('office_shortfalls_file', 'csv')}?mes={next_month()[0]:%Y-%m}")
    lines = b"".join(answer.streaming_content).decode().splitlines()
    told = {line.split(",")[8]: line.split(",")[9:11] for line in lines[1:]}
    assert told["no tiene yachachiq"][0] == "1" and told["el mes de su yachachiq no está planificado"][0] == "3"


def test_another_office_sees_nothing_of_it(made):
    other = people.log_in(Client(), people.other_head())
    page = shown(other, url("office_shortfalls"))
    assert made.nucleus.name not in page and "Aquí estará a quién se visita poco" in page


def test_a_trainer_reads_what_the_contract_comes_to_so_far(made, rosa):
    page = shown(rosa, url("trainer_day", made.one.public_id))
    assert "le corresponden" in page and "no lo que ya recibió" in page


def test_the_walks_of_a_month_are_drawn_with_their_totals(made, rosa):
    plans(made)
    page = shown(rosa, month(made))
    assert "Los recorridos del mes" in page and "Kilómetros al día" in page
    days = sorted({on for _, on in told(made)})
    assert "El recorrido de ese día" in shown(rosa, f"{url('trainer_day', made.one.public_id)}?dia={days[0]}")

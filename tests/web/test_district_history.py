"""A district's history with programs, on its page and the map; and the neighbours that a choice would leave out."""

import csv
import io
import json

import pytest
from django.test import Client
from django.urls import reverse

from tests import people
from tests.targeting import scene
from tests.targeting.areas_scene import valley
from winay.accounts.models import Person
from winay.core.clock import now
from winay.journal.models import Line
from winay.programs.terms import CriterionMode
from winay.targeting.models import Area, AreaAct, DistrictHistory
from winay.targeting.queries.country import country_now
from winay.targeting.terms import AreaActKind
from winay.targeting.what_if_rules import Adjustments

pytestmark = pytest.mark.django_db
LATEST = ("haku-winay", "2020.1")
NOTE = "Trabajó con capacitadores de Foncodes hasta 2015."


@pytest.fixture
def client() -> Client:
    return Client(raise_request_exception=True)


def record(client: Client, code: str = "050101", level: str = "some", note: str = NOTE):
    return client.post(reverse("web:record_history", args=[code]), {"level": level, "note": note})


def test_an_office_records_what_it_knows_and_everybody_reads_all_of_it(client):
    people.log_in(client, people.specialist())
    assert record(client).status_code == 302
    assert record(client, level="high", note="Antes de 2015 estuvo además Sierra Sur, con otros.").status_code == 302
    html = Client().get(reverse("web:district_history", args=["050101"])).content.decode()
    assert html.index("Sierra Sur") < html.index("corregido después") and NOTE in html
    assert "Registrar lo que la oficina sabe" not in html  # the public only reads
    (line, _older) = Line.objects.filter(verb="targeting.record_history").order_by("-id")
    assert {(one.kind, one.key) for one in line.subjects.all()} == {("place", "050101")}


def test_a_refusal_keeps_what_was_written(client):
    people.log_in(client, people.specialist())
    for level, note in (("some", "corto"), ("otra", NOTE), ("", NOTE), ("some", "x" * 700)):
        response = record(client, level=level, note=note)
        assert response.status_code == 422 and note in response.content.decode()
    assert not DistrictHistory.objects.exists()
    record(client)
    assert record(client).status_code == 422 and DistrictHistory.objects.count() == 1  # it stands already
    shown = record(client, note="corto").content.decode()
    assert 'value="some" required checked' in shown and "Escriba la razón" in shown


def test_what_a_person_wrote_is_escaped_and_its_characters_are_kept(client):
    people.log_in(client, people.specialist())
    record(client, note="<script>alert(1)</script> y los programas de antes")
    assert "<script>alert" not in client.get(reverse("web:district_history", args=["050101"])).content.decode()


def test_the_office_of_another_place_is_refused(client):
    people.log_in(client, people.other_head())
    assert record(client).status_code == 403 and not DistrictHistory.objects.exists()
    assert record(client, "05").status_code == 404


def test_the_page_costs_the_same_with_no_row_one_and_three(client, django_assert_num_queries):
    url = reverse("web:district_history", args=["050101"])
    writer = people.log_in(Client(), people.specialist())
    for rows in (0, 1, 3):
        while DistrictHistory.objects.count() < rows:
            record(writer, note=f"{NOTE} Otra vez {DistrictHistory.objects.count()}.")
        client.get(url)
        with django_assert_num_queries(4):
            assert len(client.get(url).context["rows"]) == rows
    assert "Nadie ha registrado nada" in client.get(reverse("web:district_history", args=["050102"])).content.decode()


def test_the_map_tells_what_was_said_from_where_the_program_only_was(client, django_assert_num_queries):
    people.log_in(client, people.specialist())
    record(client)
    url = reverse("web:history_states")
    said = json.loads(client.get(url).content)
    assert set(said["states"].values()) <= {one["key"] for one in said["legend"]}
    assert said["states"]["050101"] == "some" and len(said["states"]) == 1891
    assert sum(state == "there" for state in said["states"].values()) == 726 - (said["states"]["050101"] == "there")
    assert "sin registro; el programa estuvo (ago" in str([one["label"] for one in said["legend"]])
    reader = Client()
    first = reader.get(url)
    with django_assert_num_queries(5):
        again = reader.get(url, headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304


def test_the_panel_shows_figures_and_what_was_said_and_decides_nothing(client):
    people.log_in(client, people.specialist())
    before = client.get(reverse("web:reasons", args=[*LATEST, "050101"])).context["one"]["result"]
    record(client, level="none")
    response = client.get(reverse("web:reasons", args=[*LATEST, "050101"]))
    html = response.content.decode()
    assert response.context["one"]["result"] == before
    assert "Ninguna historia." in html and NOTE in html and "No decide nada" in html
    assert "Hogares afiliados a Juntos" in html and "31" in html


# ---- neighbours left out

KEEN = "mode_subsistence_predominance=preference&set_enough_households=60"
VALLEY = "050113"


def neighbours(client: Client, query: str = KEEN, place: str = VALLEY, name: str = "web:discord"):
    return client.get(reverse(name, args=LATEST) + f"?{query}&in={place}")


def test_neighbours_of_a_chosen_area_that_stay_outside_are_named_with_minutes(client):
    valley(homes=(45, 70, 45), district=VALLEY)
    response = neighbours(client)
    rows = response.context["rows"]
    assert {one["near"].name for one in rows} == {"Hamlet 1", "Hamlet 3"}
    assert {one["near"].near_name for one in rows} == {"Hamlet 2"}
    assert all(0 < one["near"].low <= one["near"].minutes <= one["near"].high for one in rows)
    screening = client.get(reverse("web:screening", args=LATEST) + f"?{KEEN}&in={VALLEY}").content.decode()
    assert "2 centros poblados quedan fuera a media hora o menos" in screening
    text = b"".join(neighbours(client, name="web:discord_csv").streaming_content).decode("utf-8-sig")
    listed = list(csv.DictReader(io.StringIO(text)))
    assert [(row["kind"], row["locality"], row["near_locality"]) for row in listed] == [
        ("near", "Hamlet 1", "Hamlet 2"), ("near", "Hamlet 3", "Hamlet 2"),
    ]  # fmt: skip


def test_where_nobody_is_left_out_close_by_the_page_says_so(client):
    valley(homes=(45, 70, 45), district=VALLEY)
    html = neighbours(client, "mode_subsistence_predominance=preference").content.decode()
    assert "Nadie cerca queda fuera" in html
    assert "ninguna comunidad queda partida" in client.get(
        reverse("web:screening", args=LATEST) + f"?in={VALLEY}"
    ).content.decode()  # fmt: skip


def test_neighbours_cost_the_same_for_one_and_for_three(client, django_assert_num_queries):
    valley(homes=(45, 70, 45, 45, 70, 45), district=VALLEY)
    valley(homes=(45, 70), district="050110")
    assert country_now()
    for place, rows in ((VALLEY, 4), ("050110", 1)):
        neighbours(client, place=place)
        with django_assert_num_queries(9):
            assert len(neighbours(client, place=place).context["rows"]) == rows


def a_draft(who: Person, place: str = VALLEY):
    kept = {"subsistence_predominance": CriterionMode.PREFERENCE}
    wanted = Adjustments(values={"enough_households": "60"}, modes=kept)
    return scene.draft(
        people.acting_as(who), place, version="@".join(LATEST), wanted=wanted, departure=f"{NOTE} Así se pidió."
    )


def test_a_selection_names_its_neighbours_and_an_exception_changes_them(client):
    valley(homes=(45, 70, 45), district=VALLEY)
    ana, luis = people.specialist(), people.specialist(name="Luis Ccori")
    people.log_in(client, ana)
    draft = a_draft(ana)
    page = reverse("web:selection_discord", args=[draft.public_id])
    assert page in client.get(reverse("web:selection", args=[draft.public_id])).content.decode()
    rows = client.get(page).context["rows"]
    assert {one["near"].name for one in rows} == {"Hamlet 1", "Hamlet 3"}
    assert rows[0]["url"] == reverse("web:selection_area", args=[draft.public_id, f"{VALLEY}-0001"])
    text = client.get(reverse("web:selection_discord_csv", args=[draft.public_id])).getvalue().decode("utf-8-sig")
    assert [row["locality"] for row in csv.DictReader(io.StringIO(text))] == ["Hamlet 1", "Hamlet 3"]
    left_out = draft.areas.get(area__code=f"{VALLEY}-0001")
    scene.confirm(scene.propose(left_out, people.acting_as(ana)), people.acting_as(luis))
    assert {one["near"].name for one in client.get(page).context["rows"]} == {"Hamlet 3"}
    assert "se trazaron de nuevo" not in client.get(page).content.decode()


def test_of_areas_drawn_anew_since_a_selection_nothing_is_claimed(client):
    valley(homes=(45, 70, 45), district=VALLEY)
    ana = people.specialist()
    people.log_in(client, ana)
    draft = a_draft(ana)
    act = AreaAct.objects.create(kind=AreaActKind.EDITED, by=ana.public_id, at=now())
    Area.objects.filter(code__startswith=VALLEY, retired_by=None).update(retired_by=act)
    response = client.get(reverse("web:selection_discord", args=[draft.public_id]))
    assert (
        response.context["redrawn"] == 3
        and "3 áreas de esta selección se trazaron de nuevo" in response.content.decode()
    )


def test_a_selection_s_neighbours_cost_the_same_for_one_and_for_three(client, django_assert_num_queries):
    valley(homes=(45, 70, 45, 45, 70, 45), district=VALLEY)
    valley(homes=(45, 70), district="050110")
    ana = people.specialist()
    people.log_in(client, ana)
    for place, rows in ((VALLEY, 4), ("050110", 1)):
        page = reverse("web:selection_discord", args=[a_draft(ana, place).public_id])
        client.get(page)
        with django_assert_num_queries(13):
            assert len(client.get(page).context["rows"]) == rows

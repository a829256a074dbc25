"""Selections in the browser: who sees what, what is refused how, what is handed out, and what it costs."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from tests import people
from tests.documents.scene import split
from tests.targeting import scene
from tests.targeting.scene import REASON
from winay.core.clock import now
from winay.journeys.installation import map_path
from winay.places.ground.schematic import write_schematic_map
from winay.targeting.models import Annulment, Area, Override, Selection
from winay.targeting.queries import selections as queries
from winay.targeting.services.decisions import act_of
from winay.targeting.services.drafts import submit_selection

pytestmark = pytest.mark.django_db
XSS = '<script>alert(1)</script> "><img src=x onerror=alert(1)>'


@pytest.fixture
def ana(db):
    return people.specialist()


@pytest.fixture
def rosa(db):
    return people.head()


@pytest.fixture
def a_map(db) -> None:
    """A page with a map asks one query more where there is one; whether there is depends on the tests before."""
    if not map_path().exists():
        write_schematic_map(map_path())


def as_(person) -> Client:
    return people.log_in(Client(), person)


def url(name: str, selection, *more: str) -> str:
    return reverse(f"web:{name}", args=[selection.public_id, *more])


def code_of(selection) -> str:
    return scene.an_area(selection).area.district.code


def test_the_way_from_draft_to_annulment_in_the_browser(ana, rosa):
    drafter, decider = as_(ana), as_(rosa)
    response = drafter.post(
        reverse("web:draft") + "?version=haku-winay@2014.1",
        {"territory": "05", "cohort": people.today().year, "note": XSS},
    )
    assert response.status_code == 302
    made = Selection.objects.get()
    html = drafter.get(url("selection", made)).content.decode()
    assert "<script>alert" not in html and "onerror=alert" in html and "&lt;img" in html
    code = code_of(made)
    assert (
        drafter.post(url("propose_override", made, code), {"include": "0", "reason": REASON + XSS}).status_code == 302
    )
    override = Override.objects.get()
    confirm = reverse("web:confirm_override", args=[override.public_id])
    said = drafter.post(confirm)
    assert said.status_code == 422 and "no la confirma" in said.content.decode()
    assert "<script>alert" not in drafter.get(url("selection_area", made, code)).content.decode()
    assert decider.post(confirm).status_code == 302
    assert drafter.post(url("submit_selection", made)).status_code == 302
    assert drafter.post(url("approve_selection", made)).status_code == 403
    future = (people.today() + timedelta(days=1)).isoformat()
    said = decider.post(url("approve_selection", made), {"on": future})
    assert said.status_code == 422 and "no puede ser futura" in said.content.decode()
    assert decider.post(url("approve_selection", made), {"on": "31/12/2025"}).status_code == 422
    assert Selection.objects.get().state == "submitted"
    assert decider.post(url("approve_selection", made)).status_code == 302
    assert Client().get(url("selection", made)).status_code == 200
    said = decider.post(url("annul_selection", made), {"reason": "corta"})
    assert said.status_code == 422 and "corta</textarea>" in said.content.decode()
    assert decider.post(url("annul_selection", made), {"reason": REASON}).status_code == 302
    assert Annulment.objects.count() == 1 and "Anulada" in Client().get(url("selection", made)).content.decode()


@pytest.mark.parametrize(
    "query", ["version=x", "version=haku-winay@2020.1&set_poverty=9e9", "version=haku-winay@2020.1&k=%C2%B2", ""]
)
def test_a_draft_of_a_changed_address_is_not_an_error(ana, query):
    client = as_(ana)
    assert client.get(reverse("web:draft") + f"?{query}").status_code == 200
    assert client.post(reverse("web:draft") + f"?{query}", {"territory": "05"}).status_code in {200, 422}
    assert Selection.objects.count() == 0


@pytest.mark.parametrize(
    "data",
    [
        {"territory": "21", "cohort": "2026"}, {"territory": "", "cohort": "2026"}, {"territory": "05", "cohort": "1"},
        {"territory": "05", "cohort": "9" * 40}, {"territory": "05", "cohort": "dos mil"},
        {"territory": "05", "cohort": "2026", "note": "x" * 601}, {"territory": "05", "cohort": "2013"},
    ],
)  # fmt: skip
def test_a_draft_that_cannot_be_is_said(ana, data):
    said = as_(ana).post(reverse("web:draft") + "?version=haku-winay@2014.1", data)
    assert said.status_code == 422 and Selection.objects.count() == 0


def test_a_grant_for_one_program_offers_no_territory_for_another():
    client = as_(people.specialist(program="noa-jayatai"))
    said = client.get(reverse("web:draft") + "?version=haku-winay@2014.1")
    assert [value for value, _ in said.context["form"].fields["territory"].choices] == []
    said = client.get(reverse("web:draft") + "?version=noa-jayatai@2013.1")
    assert [value for value, _ in said.context["form"].fields["territory"].choices] == ["05"]


def test_drafts_are_for_their_office_and_decided_ones_for_all(ana, rosa):
    who, head = people.acting_as(ana), people.acting_as(rosa)
    drafted, decided = scene.draft(who, "0503"), scene.approved(who, head)
    other_program = people.specialist(program="noa-jayatai")
    for person, sees in ((None, 1), (people.other_head(), 1), (other_program, 1), (ana, 2), (people.auditor(), 2)):
        client = as_(person) if person else Client()
        listed = client.get(reverse("web:selections")).context["rows"]
        assert len(listed) == sees, person
        for name in ("selection", "selection_states", "selection_export"):
            assert client.get(url(name, drafted)).status_code == (200 if sees == 2 else 403)
            assert client.get(url(name, decided)).status_code == 200


@pytest.mark.parametrize(
    "query", ["before=%C2%B2", "before=" + "9" * 40, "before=-1", "before=x", "state=x", "state=%27--"]
)
def test_a_changed_address_of_the_list_lists(ana, query):
    assert as_(ana).get(reverse("web:selections") + f"?{query}").status_code == 200


@pytest.mark.parametrize("query", ["after=zz", "after=" + "9" * 500, "show=x", "q=%25", "q=" + "a" * 5000, "q=05"])
def test_a_changed_address_of_a_selection_shows_it(ana, query):
    made = scene.draft(people.acting_as(ana))
    assert as_(ana).get(url("selection", made) + f"?{query}").status_code == 200
    assert as_(ana).get(url("selection", made) + "?q=a%00").status_code == 400


def test_texts_that_no_database_keeps_are_refused(ana):
    made = scene.draft(people.acting_as(ana))
    client = as_(ana)
    propose = url("propose_override", made, code_of(made))
    assert client.post(propose, {"include": "0", "reason": REASON + "\0"}).status_code == 400
    said = client.post(propose, {"include": "0", "reason": "razón " * 400})
    assert said.status_code == 422 and "pasa de 600 letras" in said.content.decode()


def test_what_is_not_there_is_not_found(ana):
    made, client = scene.draft(people.acting_as(ana)), as_(ana)
    nothing = "00000000-0000-7000-8000-000000000000"
    for name in ("selection", "selection_states", "selection_export"):
        assert client.get(reverse(f"web:{name}", args=[nothing])).status_code == 404
    for name in ("submit_selection", "confirm_override", "withdraw_override", "withdraw_selection"):
        assert client.post(reverse(f"web:{name}", args=[nothing])).status_code == 404
    for code in ("210101", "999999", "x"):
        assert client.get(url("selection_area", made, code)).status_code == 404
        assert client.post(url("propose_override", made, code), {"reason": REASON}).status_code == 404
    assert client.get(url("submit_selection", made)).status_code == 405


def test_the_panel_is_a_fragment_and_a_page(ana):
    made, client = scene.draft(people.acting_as(ana)), as_(ana)
    address = url("selection_area", made, code_of(made))
    assert "<html" in client.get(address).content.decode()
    part = client.get(address, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part and "Proponer que quede fuera" in part


def test_the_act_is_the_very_file_that_was_approved(ana, rosa):
    made = scene.approved(people.acting_as(ana), people.acting_as(rosa))
    said = Client().get(url("selection_export", made))
    assert said.content == act_of(made) == settings.WINAY_BLOBS.get(made.act_sha256)
    assert said["Content-Disposition"] == f'attachment; filename="acta-{made.public_id}.csv"'


@pytest.mark.parametrize("harm", ["altered", "gone"])
def test_an_act_altered_on_disk_is_refused_in_words(ana, rosa, harm):
    made = scene.approved(people.acting_as(ana), people.acting_as(rosa))
    kept = settings.WINAY_BLOBS.path(made.act_sha256)
    whole = kept.read_bytes()
    try:
        kept.write_bytes(whole + b" ") if harm == "altered" else kept.unlink()
        said = Client().get(url("selection_export", made))
        words = "fue alterado" if harm == "altered" else "ya no está en su lugar"
        assert said.status_code == 409 and words in said.content.decode() and made.act_sha256 in said.content.decode()
    finally:
        kept.write_bytes(whole)


def test_a_draft_downloads_without_formulas(ana):
    made = scene.draft(people.acting_as(ana))
    scene.rename(Area.objects.filter(district__code=code_of(made)), "@SUM(A1)")
    text = b"".join(as_(ana).get(url("selection_export", made)).streaming_content).decode("utf-8-sig")
    assert "'@SUM(A1)" in text and text.count("\n") == made.areas.count() + 1


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_costs_the_same_with_more_rows(ana, rosa, django_assert_num_queries, rows):
    for place in ("0502", "0503", "0504")[:rows]:
        scene.approved(people.acting_as(ana), people.acting_as(rosa), place)
    with django_assert_num_queries(LIST):
        assert len(Client().get(reverse("web:selections")).context["rows"]) == rows


@pytest.mark.parametrize("place", ["050201", "0502", "05"])
def test_a_selection_costs_the_same_with_more_areas_and_exceptions(ana, rosa, a_map, django_assert_num_queries, place):
    who, head = people.acting_as(ana), people.acting_as(rosa)
    made = scene.draft(who, place)
    for area in made.areas.all()[:3] if place != "050201" else ():
        scene.confirm(scene.propose(area, who), head)
    submit_selection(selection=made, by=who, at=now())
    client = as_(ana)
    client.get(url("selection", made))
    with django_assert_num_queries(DETAIL):
        client.get(url("selection", made))
    with django_assert_num_queries(STATES):
        client.get(url("selection_states", made))
    with django_assert_num_queries(AREA):
        client.get(url("selection_area", made, made.areas.last().area.district.code))


LIST, DETAIL, STATES, AREA = 3, 21, 9, 20


# ---- several areas in a district -----------------------------------------------------------------------------------


def test_each_area_of_a_district_has_its_own_page_and_exception(ana, rosa):
    split("050201")
    who = people.acting_as(ana)
    made, client = scene.draft(who), as_(ana)
    html = client.get(url("selection", made)).content.decode()
    for code in ("050201-0001", "050201-0007", "050201-0012"):
        assert url("selection_area", made, code) in html
        assert code in client.get(url("selection_area", made, code)).content.decode()
    propose = url("propose_override", made, "050201-0007")
    assert client.post(propose, {"include": "0", "reason": REASON}).url == url("selection_area", made, "050201-0007")
    scene.confirm(Override.objects.get(), people.acting_as(rosa))
    chosen = dict(made.areas.filter(area__district__code="050201").values_list("area__code", "chosen"))
    assert chosen == {"050201-0001": True, "050201-0007": False, "050201-0012": True}
    assert client.post(url("propose_override", made, "050201"), {"reason": REASON}).status_code == 404


def test_a_district_of_several_areas_lists_them_in_the_panel(ana):
    split("050201")
    made, client = scene.draft(people.acting_as(ana)), as_(ana)
    address = url("selection_area", made, "050201")
    part = client.get(address, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part and "Entran 3 de sus 3 áreas" in part
    assert url("selection_area", made, "050201-0012") in part
    assert "¿Qué áreas de Cangallo entran?" in client.get(address).content.decode()
    assert "¿Entra Chuschi?" in client.get(url("selection_area", made, "050202")).content.decode()


def test_the_only_area_of_a_district_answers_to_the_districts_code(ana):
    split("050201", ("0003", 200, 2))
    made = scene.draft(people.acting_as(ana))
    assert "050201-0003" in as_(ana).get(url("selection_area", made, "050201")).content.decode()


def test_pages_of_areas_go_on_within_a_district(ana):
    split("050201", *((f"{n:04d}", n, 1) for n in range(1, 200, 2)))
    made, seen, after = scene.draft(people.acting_as(ana)), [], ""
    while True:
        rows, more = queries.areas_of(made, after=after, limit=30)
        seen += [row.area.code for row in rows]
        if not more:
            break
        after = rows[-1].area.code
    assert seen == sorted(seen) and len(seen) == len(set(seen)) == made.areas.count() == 105
    found, _more = queries.areas_of(made, text_codes=["0502010003"])
    assert [row.area.code for row in found] == ["050201-0003"]  # a locality leads to its area


@pytest.mark.parametrize(
    ("households", "levels", "expected"),
    [
        ((300, 500), (4, 0), "surely_no"), ((500, 300), (4, 0), "surely_yes"), ((400, 400), (4, 1), "probably_no"),
        ((None, 1), (0, 3), "probably_yes"), ((None, None), (3, 2), "unknown"), ((0, None), (4, 3), "probably_yes"),
    ],
)  # fmt: skip
def test_a_district_on_the_map_is_what_most_of_its_households_have(ana, households, levels, expected):
    split("050201", ("0001", households[0], 1), ("0007", households[1], 1))
    made = scene.draft(people.acting_as(ana))
    for code, level in zip(("050201-0001", "050201-0007"), levels, strict=True):
        made.areas.filter(area__code=code).update(level=level)
    states = queries.states_of(made)
    assert states["050201"] == expected and len(states) == 6
    assert queries.names_of(made)["050201"] == "Cangallo, Cangallo" and len(queries.names_of(made)) == 6

"""The pages of plans of nuclei: how many queries they take, what a refused form says, paper and file."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tests import people
from tests.enrolment import scene as enrolment
from tests.nuclei.plan_scene import WHY, Valley, accepted, asked, drafted, waiting
from winay.core.clock import now
from winay.core.ids import new_id
from winay.nuclei.formation_models import Acceptance, Formation
from winay.nuclei.models import Nucleus
from winay.nuclei.services.deciding import submit_plan
from winay.nuclei.services.editing import name_group
from winay.nuclei.services.planning import discard_plan
from winay.places.models import Place

pytestmark = pytest.mark.django_db


def logged_in(client: Client, person: Any) -> Client:
    people.log_in(client, person)
    return client


def at(name: str, valley: Valley, *more: str) -> str:
    return reverse(f"web:{name}", args=[valley.formation.public_id, *more])


@pytest.mark.parametrize("hamlets", [1, 3])
def test_a_plan_takes_as_many_queries_however_large_it_is(
    client: Client, monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: Any, hamlets: int
) -> None:
    valley = drafted(waiting(monkeypatch, *[2] * hamlets), *({n: 2} for n in range(1, hamlets + 1)))
    logged_in(client, valley.ana.person).get(at("plan", valley))
    with django_assert_num_queries(PLAN):
        assert client.get(at("plan", valley)).status_code == 200


@pytest.mark.parametrize("plans", [1, 3])
def test_the_list_takes_as_many_queries_however_many_plans_there_were(
    client: Client, monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: Any, plans: int
) -> None:
    valley = waiting(monkeypatch, 1)
    for _ in range(plans - 1):
        discard_plan(formation=valley.formation, why=WHY, by=valley.ana, at=now())
        valley.formation = asked(valley.found)
    logged_in(client, valley.ana.person).get(reverse("web:plans"))
    with django_assert_num_queries(LIST):
        assert client.get(reverse("web:plans")).status_code == 200


def test_from_the_browser_a_draft_becomes_nuclei(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    valley = drafted(waiting(monkeypatch, 3, 2), {1: 3}, {2: 2})
    logged_in(client, valley.ana.person)
    page = client.get(at("plan", valley) + f"?comunidad={enrolment.place(2).code}").content.decode()
    assert "bajo el mínimo" in page and 'name="target"' in page
    refused = client.post(at("submit_plan", valley))
    assert refused.status_code == 422 and "El grupo 2 tiene 2 hogares" in refused.content.decode()
    moved = {"unit": enrolment.place(2).code, "origin": "2", "target": "1"}
    assert client.post(at("move_in_plan", valley), moved).status_code == 302
    for hamlet in (1, 2):
        code, told = enrolment.place(hamlet).code, {
            "accepted": "si", "held_on": people.today().isoformat(), "meeting_place": "Local comunal",
            "led_by": "Ana Quispe", "households": "1", "women": "1", "men": "0",
        }  # fmt: skip
        assert client.post(at("accept_plan", valley, code), told).status_code == 302
    assert client.post(at("submit_plan", valley)).status_code == 302
    own = client.post(at("approve_plan", valley), {"on": people.today().isoformat()})
    assert own.status_code == 403
    logged_in(client, valley.rosa.person)
    assert client.post(at("approve_plan", valley), {"on": people.today().isoformat()}).status_code == 302
    nucleus = Nucleus.objects.get()
    assert nucleus.memberships.count() == 5
    assert reverse("web:nucleus", args=[nucleus.public_id]) in client.get(at("plan", valley)).content.decode()


def test_a_plan_says_what_is_proven_to_have_no_remedy(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    valley = drafted(waiting(monkeypatch, 3, 2), {1: 3}, {2: 2})
    logged_in(client, valley.rosa.person)
    assert "ningún plan deja menos" not in client.get(at("plan", valley)).content.decode()
    Formation.objects.filter(pk=valley.formation.pk).update(least_small=2, least_torn=1)
    page = client.get(at("plan", valley))
    # Both groups hang together: that some may not be is no answer to anything.
    assert page.context["proofs"] == [
        "Está probado: con estas comunidades, ningún plan deja menos de 2 hogares bajo el mínimo."
    ]
    assert page.context["proofs"][0] in page.content.decode()


def test_a_scan_is_what_it_is_and_not_what_it_says(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    valley = drafted(waiting(monkeypatch, 3), {1: 3})
    logged_in(client, valley.ana.person)
    told = {
        "accepted": "si", "held_on": people.today().isoformat(), "meeting_place": "Local comunal",
        "led_by": "Ana Quispe", "households": "1", "women": "1", "men": "0",
    }  # fmt: skip
    where = at("accept_plan", valley, enrolment.place(1).code)
    wrong = SimpleUploadedFile("acta.pdf", b"MZ\x90 programa", content_type="application/pdf")
    refused = client.post(where, told | {"scan": wrong})
    assert refused.status_code == 422 and "no es una foto" in refused.content.decode()
    assert not Acceptance.objects.exists()
    right = SimpleUploadedFile("acta.txt", b"%PDF-1.7 acta", content_type="text/plain")
    assert client.post(where, told | {"scan": right}).status_code == 302
    shown = client.get(reverse("web:acceptance_scan", args=[Acceptance.objects.get().public_id]))
    assert shown["Content-Type"] == "application/pdf" and shown.content == b"%PDF-1.7 acta"


@pytest.mark.parametrize("state", ["wanted", "computing", "failed", "submitted", "discarded"])
def test_a_plan_is_shown_in_every_state(client: Client, monkeypatch: pytest.MonkeyPatch, state: str) -> None:
    valley = waiting(monkeypatch, 3)
    if state == "submitted":
        drafted(valley, {1: 3})
        accepted(valley, 1)
        submit_plan(formation=valley.formation, by=valley.ana, at=now())
    else:
        fault = {"fault": "together_and_apart"} if state == "failed" else {}
        why = {"discarded_why": WHY} if state == "discarded" else {}
        Formation.objects.filter(pk=valley.formation.pk).update(state=state, **fault, **why)
    logged_in(client, valley.rosa.person)
    page = client.get(at("plan", valley))
    assert page.status_code == 200
    words = {"wanted": "espera su turno", "computing": "Calculando", "failed": "otras «nunca juntas»",
             "submitted": "Aprobar plan", "discarded": WHY}  # fmt: skip
    assert words[state] in page.content.decode()


def test_the_file_has_a_line_for_each_community_of_a_group(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    valley = drafted(waiting(monkeypatch, 6, 2), {1: 4}, {1: 2, 2: 2})
    logged_in(client, valley.ana.person)
    text = b"".join(client.get(at("plan_csv", valley))).decode("utf-8-sig")  # type: ignore[arg-type]
    lines = text.strip().splitlines()
    assert len(lines) == 4 and lines[0].startswith("nucleo,")
    paper = client.get(at("plan_paper", valley, enrolment.place(1).code)).content.decode()
    assert paper.count("Un núcleo ejecutor de") == 2


@pytest.mark.parametrize("plans", [1, 3])
def test_the_list_of_plans_to_decide_takes_as_many_queries_however_many_wait(
    client: Client, monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: Any, plans: int
) -> None:
    valley = sent(monkeypatch)
    alike(valley, plans - 1)
    logged_in(client, valley.rosa.person).get(QUEUE)
    with django_assert_num_queries(TO_DECIDE):
        page = client.get(QUEUE)
    assert len(page.context["rows"]) == page.context["total"] == plans


def test_whoever_decides_goes_from_one_plan_to_the_next_and_back_to_the_list(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    valley = sent(monkeypatch)
    other, third = alike(valley, 2)
    mine = alike(valley, 1, submitted_by=valley.rosa.public_id, drafted_by=valley.rosa.public_id)[0]
    logged_in(client, valley.rosa.person)
    first = client.get(QUEUE).context["first"]
    assert first == at("plan", valley) + "?decidir=pais"
    page = client.get(first)
    assert page.context["left"] == 3 and page.context["following"].startswith(address(other))
    assert "Aprobar y ver el siguiente" in page.content.decode() and 'name="decidir" value="pais"' in (
        page.content.decode()
    )
    done = client.post(at("approve_plan", valley), {"on": people.today().isoformat(), "decidir": "pais"})
    assert done.status_code == 302 and done["Location"] == address(other) + "?decidir=pais"
    back = {"return-why": WHY, "decidir": "05"}
    done = client.post(reverse("web:return_plan", args=[other.public_id]), back)
    assert done["Location"] == address(third) + "?decidir=05"
    done = client.post(reverse("web:return_plan", args=[third.public_id]), back)
    assert done["Location"] == QUEUE + "?departamento=05", "the last one leads back to the list"
    shown = client.get(QUEUE).context
    assert [row["plan"].pk for row in shown["rows"]] == [mine.pk] and shown["first"] == "", "one's own is not decided"
    returned = client.get(QUEUE + "?estado=returned")
    assert [row["plan"].pk for row in returned.context["rows"]] == [other.pk, third.pk]
    assert WHY in returned.content.decode()


def test_a_refused_decision_stays_on_the_way(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    valley = sent(monkeypatch)
    logged_in(client, valley.rosa.person)
    page = client.post(at("return_plan", valley), {"return-why": "no", "decidir": "05"})
    assert page.status_code == 422 and page.context["queue"] == "05"


def test_plans_to_decide_say_what_is_to_be_looked_at(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    valley = drafted(waiting(monkeypatch, 3, 2), {1: 3}, {2: 2})
    Formation.objects.filter(pk=valley.formation.pk).update(cost=150, bound=100)
    for hamlet in (1, 2):
        accepted(valley, hamlet)
    small = valley.group(2)
    name_group(group=small, name=small.name, exception_why=WHY, by=valley.ana, at=now())
    submit_plan(formation=valley.formation, by=valley.ana, at=now())
    logged_in(client, valley.rosa.person)
    text = " ".join(client.get(QUEUE).content.decode().split())
    assert WHY in text and "2 hogares de 3" in text and "50,0 %" in text
    (row,) = client.get(QUEUE).context["rows"]
    assert (row["one"].groups, row["one"].communities, row["mean"], row["by"]) == (2, 2, 30, "Ana Quispe Huamán")


def test_an_outsider_sees_none_and_the_page_says_what_will_be_there(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    valley = sent(monkeypatch)
    logged_in(client, people.other_head())
    page = client.get(QUEUE)
    assert page.context["total"] == 0 and "Aquí estarán los planes" in page.content.decode()
    queued = client.get(at("plan", valley) + "?decidir=pais")
    assert queued.status_code == 403
    assert "Ningún plan de ese departamento" in client.get(QUEUE + "?departamento=21").content.decode()
    logged_in(client, valley.ana.person)
    page = client.get(QUEUE)
    assert page.context["total"] == 1 and page.context["first"] == "", "who prepares sees it and decides nothing"


def test_plans_to_decide_come_by_department_and_page_by_page(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    valley = sent(monkeypatch)
    alike(valley, 22)
    logged_in(client, people.manager())
    first = client.get(QUEUE)
    assert len(first.context["rows"]) == 20 and first.context["total"] == 23
    rest = client.get(f"{QUEUE}?after={first.context['next_after']}")
    assert len(rest.context["rows"]) == 3 and not rest.context["next_after"]
    seen = {row["plan"].pk for page in (first, rest) for row in page.context["rows"]}
    assert len(seen) == 23
    here = valley.formation.district.code[:2]
    assert {code for code, _ in first.context["departments"]} > {here}
    there = client.get(f"{QUEUE}?departamento={here}").context
    assert {row["plan"].district.code[:2] for row in there["rows"]} == {here} and there["total"] < 23


QUEUE = "/nucleos/planes/por-decidir/"


def address(plan: Formation) -> str:
    return reverse("web:plan", args=[plan.public_id])


def sent(monkeypatch: pytest.MonkeyPatch) -> Valley:
    """A plan that waits for its decision."""
    valley = drafted(waiting(monkeypatch, 3), {1: 3})
    accepted(valley, 1)
    submit_plan(formation=valley.formation, by=valley.ana, at=now())
    valley.formation.refresh_from_db()
    return valley


def alike(valley: Valley, count: int, **more: Any) -> list[Formation]:
    """So many others like it in other districts, sent later; the first ones of the same department."""
    known = Formation.objects.values("district")
    here = valley.formation.district.code[:2]
    places = list(Place.objects.filter(level="district", code__startswith=here).exclude(pk__in=known)[:3])
    places += Place.objects.filter(level="district").exclude(code__startswith=here).exclude(pk__in=known)[:count]
    made = []
    for place in places[:count]:
        one = Formation.objects.get(pk=valley.formation.pk)
        one.pk, one.public_id, one.district, one.submitted_at = None, new_id(), place, now()
        for name, value in more.items():
            setattr(one, name, value)
        one.save(force_insert=True)
        made.append(one)
    return made


PLAN, LIST, TO_DECIDE = 27, 15, 14

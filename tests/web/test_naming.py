"""What keeps naming somebody after their data are erased: said on the page that erases, before it is done."""

from html import unescape
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from tests import people
from tests.delivery import asset_scene as assets
from tests.delivery import visits_scene as visits
from tests.delivery.sayings_scene import says
from tests.nuclei import boards_scene as boards
from tests.nuclei import scene
from tests.nuclei.scene import WHY, Formed
from tests.registry import scene as registry
from tests.worlds import world
from winay.core.clock import now
from winay.delivery.asset_rules import WitnessSaid
from winay.delivery.asset_terms import WitnessRole
from winay.delivery.visit_terms import Mark
from winay.documents.models import Document
from winay.journeys.erasing import erase_person
from winay.journeys.minutes import issue_minutes, revoke_minutes
from winay.journeys.namesakes import name_of
from winay.journeys.pages.naming import papers_naming
from winay.nuclei.governance_models import Assembly
from winay.nuclei.services.minutes import attach_scan
from winay.nuclei.terms import Post
from winay.registry.models import Member
from winay.registry.services.members import add_member
from winay.registry.services.roles import set_participant
from winay.registry.terms import Kin

pytestmark = pytest.mark.django_db
BASE = "https://winay.example/verificar/"


made = world(scene.formed, 4)


def issued(made: Formed, assembly: Assembly) -> Document:
    return issue_minutes(assembly=assembly, by=made.ana, at=now(), base_url=BASE)


def erasable(made: Formed, number: int) -> Member:
    """A household's participant, after another adult took their place."""
    home, who = made.cycles[number].household, made.person(number)
    other = add_member(
        household=home, facts=registry.member(Kin.PARTNER), on=home.registered_on, by=made.ana, at=now()
    )  # fmt: skip
    set_participant(member=other, old_kin=Kin.PARTNER, on=people.today(), note="", by=made.ana, at=now())
    who.refresh_from_db()
    return who


def page(client: Client, made: Formed, who: Member) -> Any:
    home = who.household
    home.refresh_from_db()
    people.log_in(client, made.rosa.person)
    return client.get(f"/hogares/{home.public_id}/persona/{who.public_id}/borrar/")


def test_whoever_came_stood_or_held_a_post_is_named(made: Formed) -> None:
    first = boards.elects(made, boards.day(made, 3), treasurer=1, president=0)
    only_stood = boards.held(
        made, boards.day(made, 5), came=(0, 1, 2), ballots=(boards.ballot(made, Post.SECRETARY, (2, 2), (3, 1)),)
    )  # fmt: skip
    recall = boards.held(
        made, boards.day(made, 9), came=(0, 2, 3), motions=(boards.recall(boards.mandate(made, Post.TREASURER)),)
    )  # fmt: skip
    papers = {one.pk: issued(made, one) for one in (first, only_stood, recall)}
    assert [one.assembly for one in papers_naming(made.person(1)).papers] == [recall, only_stood, first]
    stood = papers_naming(made.person(3))
    assert [one.assembly for one in stood.papers] == [recall, only_stood, first] and stood.documents == 3
    assert [list(one.documents) for one in stood.papers] == [
        [papers[pk]] for pk in (recall.pk, only_stood.pk, first.pk)
    ]
    assert [str(one.post) for one in papers_naming(made.person(0)).open_mandates] == ["president"]


def test_an_assembly_without_a_paper_keeps_nothing_and_a_revoked_paper_is_kept(made: Formed) -> None:
    one = boards.held(made, boards.day(made, 3))
    assert papers_naming(made.person(1)).papers == []
    document = issued(made, one)
    revoke_minutes(document=document, reason=WHY, by=made.ana, at=now())
    assert papers_naming(made.person(1)).documents == 1
    other = boards.held(made, boards.day(made, 5))
    attach_scan(assembly=other, digest=settings.WINAY_BLOBS.put(b"%PDF-1.7 hoja firmada"), by=made.ana, at=now())
    assert [one.scanned for one in papers_naming(made.person(1)).papers] == [True, False]


def test_a_name_that_was_typed_is_found_however_it_is_written(made: Formed) -> None:
    who = made.person(1)
    typed = f"{who.surname_1.upper()} {who.surname_2}, {who.given_names}"
    called = boards.called(made, boards.day(made, 3), called_by_name=typed)
    boards.called(made, boards.day(made, 4), called_by_name=who.given_names)
    assert [(one.assembly, one.typed) for one in papers_naming(who).papers] == [(called, True)]
    assert papers_naming(made.person(0)).papers == []


def test_the_page_says_it_with_links_and_the_papers_stay_as_they_were(client: Client, made: Formed) -> None:
    one = boards.elects(made, boards.day(made, 3), treasurer=1)
    document = issued(made, one)
    who = erasable(made, 1)
    name = name_of(who)
    before = unescape(page(client, made, who).content.decode())
    assert f"/documentos/{document.public_id}.pdf" in before and f"/asambleas/{one.public_id}/" in before
    assert "se conservan como se firmaron" in before and "Tiene un cargo: tesorería, Ayllu Ñan" in before
    other = unescape(page(client, made, erasable(made, 0)).content.decode())
    assert "Tiene un cargo" not in other
    erase_person(member=who, reason=WHY, by=made.rosa, at=now())
    kept = settings.WINAY_BLOBS.get(document.inputs_sha256).decode()
    assert name in kept, "what was signed is not rewritten"
    again = issued(made, Assembly.objects.get(pk=one.pk))
    assert name not in settings.WINAY_BLOBS.get(again.inputs_sha256).decode()
    anybody = Client().get(f"/verificar/{document.code}/").content.decode()
    assert name not in anybody


def test_nothing_is_said_of_who_is_in_no_paper(client: Client, made: Formed) -> None:
    boards.held(made, boards.day(made, 3), came=(0, 2, 3))
    assert "Ningún acta emitida ni hoja escaneada la nombra" in unescape(
        page(client, made, erasable(made, 1)).content.decode()
    )


@pytest.mark.parametrize("more", [1, 3])
def test_the_page_asks_the_same_however_many_papers(
    client: Client, made: Formed, more: int, django_assert_num_queries: Any
) -> None:
    for number in range(more):
        issued(made, boards.held(made, boards.day(made, 3 + number)))
    who = erasable(made, 1)
    page(client, made, who)
    with django_assert_num_queries(13):
        assert papers_naming(who).documents == more


def test_witnesses_of_deliveries_and_visits_are_found(client: Client, db: None) -> None:
    planned = assets.planned()
    made = planned.made
    who = erasable(made, 1)
    witness = WitnessSaid(f"{who.surname_1.upper()} {who.surname_2}, {who.given_names}", WitnessRole.MEMBER)
    came = assets.delivered(planned, 0, witnesses=(witness, assets.WITNESSES[0]))
    assets.delivered(planned, 2)
    named = papers_naming(who)
    assert [(one.delivery, one.typed, list(one.documents)) for one in named.handed] == [(came, True, [])]
    assert (named.visits, named.sayings) == (0, 0)
    shown = unescape(page(client, made, who).content.decode())
    assert "También 1 entrega a un hogar" in shown and "su nombre está escrito como quien recibió o lo vio" in shown


def test_who_collected_a_card_or_saw_a_print_is_found(db: None) -> None:
    made = visits.shared(3)
    who = made.person(1)
    name = name_of(who)
    visit = visits.visited(made, 0, mark=Mark.PRINT, witness=name)
    says(made, visit, helper=name)
    named = papers_naming(who)
    assert (named.visits, named.sayings, list(named.handed)) == (1, 1, [])

"""From a phone to the count of a workshop: each household's wish once, while the workshop is open."""

import pytest
import yaml

from tests import people
from tests.journeys.sending import FORMS, filled, send, why
from tests.nuclei import boards_scene as boards
from tests.nuclei import scene as nuclei
from tests.plans import scene
from tests.worlds import world
from winay.core.actors import SYSTEM
from winay.core.clock import now
from winay.core.ids import new_id
from winay.intake.terms import State
from winay.journeys.shipped_forms import publish_shipped_forms
from winay.nuclei.terms import AssemblyKind
from winay.plans.live_models import LiveMark, LiveWorkshop
from winay.plans.live_rules import MarkSaid, totals
from winay.plans.queries.live import marks_of
from winay.plans.queries.workshops import menus_by_item
from winay.plans.services.live import close_live, mark_live, open_live
from winay.plans.terms import ChoiceMode, Comer, MarkKind
from winay.registry.rules import household_code

GARDEN, STOVE = scene.GARDEN, scene.STOVE


def _made() -> nuclei.Formed:
    publish_shipped_forms(FORMS, by=SYSTEM, at=now())
    return scene.constituted(4)


made = world(_made)


def opened(made: nuclei.Formed, mode: ChoiceMode = ChoiceMode.EACH) -> LiveWorkshop:
    assembly = boards.called(made, people.today(), kind=AssemblyKind.DIAGNOSTIC)
    live = open_live(assembly=assembly, mode=mode, by=made.ana, at=now())
    said = MarkSaid(MarkKind.CAME, Comer.WOMAN, 3)
    mark_live(live=live, said=said, mark=new_id(), by=made.ana, at=now())
    return live


def vote(made: nuclei.Formed, number: int = 0, **change: str) -> bytes:
    answers = {
        "who/household_code": household_code(made.cycles[number].household.public_id),
        "who/held_on": people.today().isoformat(), "wants/productive": GARDEN, "wants/healthy_home": STOVE,
    }  # fmt: skip
    return filled("workshop_vote", answers, {}, **change)


@pytest.mark.django_db
def test_a_wish_is_counted_once_however_often_it_is_sent(made):
    live = opened(made)
    body = vote(made)
    first = send(body)
    assert first.state == State.PROCESSED, why(first)
    assert send(body).pk == first.pk
    send(vote(made, 1, wants__healthy_home=""))
    assert dict(totals(marks_of(live)).wants) == {GARDEN: 2, STOVE: 1}
    assert LiveMark.objects.filter(kind=MarkKind.WANTS).first().marked_by == first.credential.public_id
    again = send(vote(made, wants__healthy_home=""))  # another phone brings the same household's
    assert again.state == State.REVIEW and why(again) == ["plans.live_twice"]


@pytest.mark.django_db
def test_what_arrives_after_the_workshop_was_closed_waits(made):
    live = opened(made)
    close_live(live=live, by=made.ana, at=now())
    sent = send(vote(made))
    assert sent.state == State.REVIEW and why(sent) == ["plans.live_closed"]
    assert not LiveMark.objects.filter(kind=MarkKind.WANTS).exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("mode", "change", "code"),
    [
        (ChoiceMode.SECRET, {}, "plans.secret_kept"),
        (ChoiceMode.HANDS, {}, "plans.mixed_modes"),
        (ChoiceMode.EACH, {"wants__productive": "unicorn"}, "plans.off_menu"),
        (ChoiceMode.EACH, {"wants__productive": "", "wants__healthy_home": ""}, "plans.vote_nothing"),
        (ChoiceMode.EACH, {"who__household_code": "AAAAA-AAAAA"}, "plans.vote_whose"),
        (ChoiceMode.EACH, {"who__held_on": "ayer"}, "intake.expected_day"),
        (ChoiceMode.EACH, {"who__held_on": (people.today() - nuclei.DAY).isoformat()}, "plans.live_not_there"),
    ],
)
def test_what_does_not_fit_waits_and_nothing_of_it_is_counted(made, mode, change, code):
    opened(made, mode)
    sent = send(vote(made, **change))
    assert sent.state == State.REVIEW and code in why(sent), why(sent)
    assert not LiveMark.objects.filter(kind=MarkKind.WANTS).exists()


@pytest.mark.django_db
def test_the_form_offers_what_is_on_the_menus(made):
    choices = yaml.safe_load((FORMS / "workshop_vote.yaml").read_text())["choices"]
    menus = menus_by_item(made.nucleus.version)
    assert {(item, str(menu)) for item, some in menus.items() for menu in some} == {
        (item, name) for name in ("productive", "healthy_home") for item in choices[name] if item in menus
    }

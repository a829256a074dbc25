"""Workshops while they are held, through the verbs, and what the database refuses of them."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction

from tests import people
from tests.nuclei import boards_scene as boards
from tests.nuclei import scene as nuclei
from tests.plans import scene
from winay.core.clock import now
from winay.core.errors import NotAllowed, Refused
from winay.core.ids import new_id
from winay.journal.models import Line
from winay.journal.rules import parse_body
from winay.nuclei.services.assemblies import cancel_assembly
from winay.nuclei.terms import AssemblyKind
from winay.plans.live_models import LiveMark, LiveWorkshop
from winay.plans.live_rules import MarkSaid, totals
from winay.plans.queries.live import live_sheet, marks_of
from winay.plans.services.live import (
    close_live,
    mark_live,
    open_live,
    reopen_live,
    set_live_mode,
    take_back_mark,
)
from winay.plans.terms import ChoiceMode, Comer, LiveStep, MarkKind, Trap

pytestmark = pytest.mark.django_db
GARDEN, STOVE, WATER = scene.GARDEN, scene.STOVE, scene.WATER
CAME, BALLOT, SAID, WANTS, TAKES = MarkKind


def opened(mode: ChoiceMode = ChoiceMode.HANDS, households: int = 4) -> tuple[nuclei.Formed, LiveWorkshop]:
    made = scene.constituted(households)
    assembly = boards.called(made, people.today(), kind=AssemblyKind.DIAGNOSTIC)
    return made, open_live(assembly=assembly, mode=mode, by=made.ana, at=now())


def mark(made: Any, live: LiveWorkshop, kind: MarkKind, key: str = "", number: int = 1, **more: Any) -> LiveMark:
    said = MarkSaid(kind, key, number, **more)
    return mark_live(live=live, said=said, mark=new_id(), by=made.ana, at=now())


def refused(made: Any, live: LiveWorkshop, kind: MarkKind, key: str = "", number: int = 1, **more: Any) -> list[str]:
    with pytest.raises(Refused) as found:
        mark(made, live, kind, key, number, **more)
    return scene.codes(found)


def test_hands_are_counted_up_to_the_households_that_came_and_a_mistake_is_taken_back() -> None:
    made, live = opened()
    assert refused(made, live, WANTS, GARDEN) == ["more_hands"]
    mark(made, live, CAME, Comer.WOMAN, 2)
    mark(made, live, CAME, Comer.MAN)
    mark(made, live, CAME, Comer.MORE_MEN)
    assert refused(made, live, CAME, Comer.MAN, 2) == ["live_more_than_nucleus"]
    mark(made, live, WANTS, GARDEN, 2)
    wrong = mark(made, live, WANTS, STOVE, 3)
    assert refused(made, live, WANTS, STOVE) == ["more_hands"]
    assert refused(made, live, WANTS, "unicorn") == ["off_menu"] and refused(made, live, BALLOT) == ["live_no_ballots"]
    take_back_mark(mark=wrong, by=made.rosa, at=now())
    with pytest.raises(Refused) as twice:
        take_back_mark(mark=wrong, by=made.ana, at=now())
    assert scene.codes(twice) == ["live_taken_back"]
    counted = totals(marks_of(live))
    assert (counted.households, counted.women, counted.men) == (3, 2, 2)
    assert dict(counted.wants) == {GARDEN: 2}


def test_a_mark_that_is_sent_twice_counts_once() -> None:
    made, live = opened()
    key, said = new_id(), MarkSaid(CAME, Comer.WOMAN)
    for who in (made.ana, made.ana, made.rosa):
        mark_live(live=live, said=said, mark=key, by=who, at=now())
    assert totals(marks_of(live)).households == 1 == LiveMark.objects.count()


def test_two_who_count_at_once_lose_nothing() -> None:
    """Each from a page of its own, read before the other counted."""
    made, live = opened()
    stale = LiveWorkshop.objects.get(pk=live.pk)
    for number in range(4):
        one, who = (live, made.ana) if number % 2 else (stale, made.rosa)
        mark_live(live=one, said=MarkSaid(CAME, Comer.WOMAN), mark=new_id(), by=who, at=now())
    assert totals(marks_of(live)).households == 4
    assert LiveMark.objects.values("marked_by").distinct().count() == 2


def test_who_came_stays_while_votes_lean_on_it() -> None:
    made, live = opened()
    came = mark(made, live, CAME, Comer.WOMAN, 3)
    votes = mark(made, live, WANTS, GARDEN, 2)
    with pytest.raises(Refused) as leans:
        take_back_mark(mark=came, by=made.ana, at=now())
    assert scene.codes(leans) == ["live_leans"]
    take_back_mark(mark=votes, by=made.ana, at=now())
    take_back_mark(mark=came, by=made.ana, at=now())
    assert totals(marks_of(live)).households == 0


def test_a_secret_vote_has_no_more_ballots_than_households_no_more_votes_than_ballots_and_no_names() -> None:
    made, live = opened(ChoiceMode.SECRET)
    mark(made, live, CAME, Comer.WOMAN, 3)
    assert refused(made, live, BALLOT, number=4) == ["live_ballots"]
    ballots = mark(made, live, BALLOT, number=2)
    assert refused(made, live, WANTS, GARDEN, 3) == ["live_more_votes"]
    assert refused(made, live, WANTS, GARDEN, household=made.cycles[0].public_id) == ["secret_kept"]
    mark(made, live, WANTS, GARDEN, 2)
    with pytest.raises(Refused) as leans:
        take_back_mark(mark=ballots, by=made.ana, at=now())
    assert scene.codes(leans) == ["live_leans"]
    assert not LiveMark.objects.exclude(membership=None).exists()


def test_each_household_says_its_own_once() -> None:
    made, live = opened(ChoiceMode.EACH)
    mark(made, live, CAME, Comer.WOMAN)
    mine, other = (one.public_id for one in made.cycles[:2])
    assert (
        refused(made, live, WANTS, GARDEN) == ["live_whose"] == refused(made, live, WANTS, GARDEN, household=new_id())
    )
    said = mark(made, live, WANTS, GARDEN, household=mine)
    mark(made, live, WANTS, STOVE, household=mine)
    assert refused(made, live, WANTS, GARDEN, household=mine) == ["live_twice"]
    assert refused(made, live, WANTS, GARDEN, household=other) == ["more_hands"]
    take_back_mark(mark=said, by=made.ana, at=now())
    mark(made, live, WANTS, GARDEN, household=mine)
    assert dict(totals(marks_of(live)).wants) == {STOVE: 1, GARDEN: 1}


def test_what_is_said_of_a_trap_is_counted_by_its_words() -> None:
    made, live = opened()
    told = {"question": "¿Qué se vende?", "words": "Papa, al camión."}
    assert refused(made, live, SAID, Trap.MARKETS, **told) == ["live_said"]
    mark(made, live, CAME, Comer.WOMAN, 4)
    mark(made, live, SAID, Trap.MARKETS, 2, **told)
    mark(made, live, SAID, Trap.MARKETS, **told)
    assert refused(made, live, SAID, Trap.MARKETS, 2, **told) == ["live_said"]
    assert refused(made, live, SAID, "love", question="¿?", words="x") == ["live_unknown", "live_words"]
    assert list(totals(marks_of(live)).said.values()) == [3]


def test_the_package_is_costed_at_the_rate_of_the_day_and_says_what_is_next() -> None:
    made, live = opened()
    steps = [live_sheet(live, on=people.today()).step]
    mark(made, live, CAME, Comer.WOMAN, 2)
    steps.append(live_sheet(live, on=people.today()).step)
    mark(made, live, CAME, Comer.MAN)
    steps.append(live_sheet(live, on=people.today()).step)
    for trap in Trap:
        mark(made, live, SAID, trap, question="¿Qué falta?", words="Agua y camino.")
    steps.append(live_sheet(live, on=people.today()).step)
    mark(made, live, WANTS, GARDEN, 3)
    mark(made, live, WANTS, STOVE, 2)
    assert refused(made, live, TAKES, WATER) == ["not_chosen"]
    steps.append(live_sheet(live, on=people.today()).step)
    mark(made, live, TAKES, GARDEN)
    steps.append(live_sheet(live, on=people.today()).step)
    stove = mark(made, live, TAKES, STOVE, 20)
    assert refused(made, live, TAKES, STOVE) == ["modules"]
    steps.append(live_sheet(live, on=people.today()).step)
    scene.price_everything(made.ana, GARDEN, STOVE, minor=2_000)
    steps.append(live_sheet(live, on=people.today()).step)
    take_back_mark(mark=stove, by=made.ana, at=now())
    mark(made, live, TAKES, STOVE)
    sheet = live_sheet(live, on=people.today())
    steps.append(sheet.step)
    assert steps == [
        LiveStep.COUNT_WHO_COMES, LiveStep.QUORUM, LiveStep.TALK, LiveStep.CHOOSE, LiveStep.PACKAGE,
        LiveStep.BOTH_MENUS, LiveStep.PRICES, LiveStep.WITHIN_CAP, LiveStep.CLOSE,
    ]  # fmt: skip
    assert sheet.cap and sheet.cost.total and sheet.cost.total <= sheet.cap and not sheet.left_out


def test_it_is_opened_on_its_day_once_by_who_prepares_plans() -> None:
    made = scene.constituted()
    for kind, day, code in (
        (AssemblyKind.ORDINARY, 0, "not_diagnostic"), (AssemblyKind.DIAGNOSTIC, 3, "live_early"),
    ):  # fmt: skip
        assembly = boards.called(made, people.today() + timedelta(days=day), kind=kind)
        with pytest.raises(Refused) as wrong:
            open_live(assembly=assembly, mode=ChoiceMode.HANDS, by=made.ana, at=now())
        assert scene.codes(wrong) == [code]
    told = scene.workshop(made).assembly
    with pytest.raises(Refused) as late:
        open_live(assembly=told, mode=ChoiceMode.HANDS, by=made.ana, at=now())
    assert scene.codes(late) == ["workshop_told"]


def test_only_who_prepares_plans_there_counts() -> None:
    _made, live = opened()
    for who in (people.acting_as(people.other_head()), people.acting_as(people.auditor())):
        with pytest.raises(NotAllowed):
            mark_live(live=live, said=MarkSaid(CAME, Comer.WOMAN), mark=new_id(), by=who, at=now())
        for verb in (close_live, reopen_live):
            with pytest.raises(NotAllowed):
                verb(live=live, by=who, at=now())


def test_closed_it_counts_nothing_until_it_is_opened_again() -> None:
    made, live = opened()
    came = mark(made, live, CAME, Comer.WOMAN)
    live = close_live(live=live, by=made.ana, at=now())
    body = parse_body(Line.objects.filter(verb="plans.close_live").get().body)
    assert body.after["present"] == 1 and body.after["choice_mode"] == "hands"
    assert refused(made, live, CAME, Comer.WOMAN) == ["live_closed"]
    with pytest.raises(Refused):
        take_back_mark(mark=came, by=made.ana, at=now())
    with pytest.raises(Refused):
        close_live(live=live, by=made.ana, at=now())
    reopen_live(live=live, by=made.rosa, at=now())
    mark(made, live, CAME, Comer.WOMAN)
    with pytest.raises(Refused) as open_already:
        reopen_live(live=live, by=made.ana, at=now())
    assert scene.codes(open_already) == ["live_opened"]


def test_how_it_chooses_changes_until_somebody_was_counted() -> None:
    made, live = opened()
    mark(made, live, CAME, Comer.WOMAN, 2)
    live = set_live_mode(live=live, mode=ChoiceMode.SECRET, by=made.ana, at=now())
    ballot = mark(made, live, BALLOT)
    with pytest.raises(Refused) as counted:
        set_live_mode(live=live, mode=ChoiceMode.EACH, by=made.ana, at=now())
    assert scene.codes(counted) == ["live_mode_counted"]
    with pytest.raises(IntegrityError), transaction.atomic():
        LiveWorkshop.objects.filter(pk=live.pk).update(mode="each")
    take_back_mark(mark=ballot, by=made.ana, at=now())
    set_live_mode(live=live, mode=ChoiceMode.EACH, by=made.ana, at=now())


def test_it_falls_with_its_assembly() -> None:
    made, live = opened()
    cancel_assembly(assembly=live.assembly, why=nuclei.WHY, by=made.ana, at=now())
    assert refused(made, live, CAME, Comer.WOMAN) == ["live_fell"]


def test_the_database_refuses_what_no_screen_may_count() -> None:
    made, live = opened(ChoiceMode.SECRET)
    came = mark(made, live, CAME, Comer.WOMAN, 2)
    ballots = mark(made, live, BALLOT, number=2)
    votes = mark(made, live, WANTS, GARDEN, 2)
    membership = made.nucleus.memberships.first()
    base = {"live": live, "marked_by": made.ana.public_id, "marked_at": now()}

    def wrong(**more: Any) -> None:
        with pytest.raises(IntegrityError), transaction.atomic():
            LiveMark.objects.create(**(base | {"public_id": new_id(), "key": "", "number": 1} | more))

    wrong(kind="ballot")
    wrong(kind="wants", key=GARDEN)
    wrong(kind="wants", key=STOVE, membership=membership)
    wrong(kind="came", key="woman", number=-2)
    wrong(kind="came", key="woman", number=-2, takes_back=came)
    wrong(kind="ballot", number=-2, takes_back=ballots)
    wrong(kind="wants", key=GARDEN, number=-1, takes_back=votes)
    wrong(kind="said", key="markets")
    wrong(kind="came", key="woman", number=0)
    wrong(kind="came", key="woman", public_id=came.public_id)
    for change in ({"number": 1}, {"key": "man"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            LiveMark.objects.filter(pk=came.pk).update(**change)
    for row in (came, live):
        with pytest.raises(IntegrityError), transaction.atomic():
            row.delete()
    close_live(live=live, by=made.ana, at=now())
    wrong(kind="came", key="woman")


def test_the_database_names_a_household_of_the_nucleus_alone_and_once() -> None:
    made, live = opened(ChoiceMode.EACH)
    mark(made, live, CAME, Comer.WOMAN, 2)
    mark(made, live, WANTS, GARDEN, household=made.cycles[0].public_id)
    mine = made.nucleus.memberships.get(enrolment=made.cycles[0])
    for membership, number in ((None, 1), (mine, 1)):
        with pytest.raises(IntegrityError), transaction.atomic():
            LiveMark.objects.create(
                public_id=UUID(int=number), live=live, kind="wants", key=GARDEN, number=number, membership=membership,
                marked_by=made.ana.public_id, marked_at=now(),
            )  # fmt: skip
    with pytest.raises(IntegrityError), transaction.atomic():
        LiveWorkshop.objects.create(
            nucleus=made.nucleus, assembly=boards.called(made, people.today() + timedelta(days=1)), mode="hands",
            opened_by=made.ana.public_id, opened_at=now(),
        )  # fmt: skip

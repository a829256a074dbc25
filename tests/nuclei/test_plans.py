"""From a plan that was asked for to nuclei: edits and their undoing, marks, what communities say, the decision."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from tests import people
from tests.enrolment import scene as enrolment
from tests.nuclei.plan_scene import WHY, Valley, accepted, asked, drafted, said, waiting
from winay.core.clock import now
from winay.core.errors import NotAllowed, Refused
from winay.enrolment.services.cycles import end_enrolment
from winay.enrolment.terms import ExitReason
from winay.journal.models import Line
from winay.nuclei.formation_models import Edit, Formation, Share, Unit
from winay.nuclei.models import Membership, Nucleus
from winay.nuclei.services.acceptances import record_acceptance, reverse_acceptance
from winay.nuclei.services.deciding import approve_plan, return_plan, submit_plan
from winay.nuclei.services.editing import choose_seat, move_households, name_group, undo_edit
from winay.nuclei.services.marks import mark_communities, withdraw_mark
from winay.nuclei.services.planning import discard_plan
from winay.nuclei.services.recounting import recount_plan
from winay.nuclei.terms import MarkKind
from winay.places.models import Place

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def codes(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [reason.code.removeprefix("nuclei.") for reason in refused.value.reasons]


@pytest.fixture
def valley(monkeypatch: pytest.MonkeyPatch) -> Valley:
    """Two groups of two hamlets each: 3 and 2 households, 2 and 2."""
    return drafted(waiting(monkeypatch, 3, 2, 2, 2), {1: 3, 2: 2}, {3: 2, 4: 2})


def heard(valley: Valley, *hamlets: int) -> None:
    for hamlet in hamlets or (1, 2, 3, 4):
        accepted(valley, hamlet)


def sent(valley: Valley) -> Formation:
    return submit_plan(formation=valley.formation, by=valley.ana, at=now())


def approved(valley: Valley, **more: object) -> list[Nucleus]:
    told = {"on": people.today(), "by": valley.rosa, "at": now()} | more
    return approve_plan(formation=valley.formation, **told)  # type: ignore[arg-type]


def test_one_plan_at_a_time_and_only_where_somebody_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    valley = waiting(monkeypatch, 2)
    with pytest.raises(Refused) as refused:
        asked(valley.found)
    assert codes(refused) == ["plan_running"]
    discard_plan(formation=valley.formation, why=WHY, by=valley.ana, at=now())
    again = asked(valley.found)
    discard_plan(formation=again, why=WHY, by=valley.ana, at=now())
    for cycle in valley.cycles:
        end_enrolment(enrolment=cycle, on=people.today(), reason=ExitReason.MIGRATION, by=valley.ana, at=now())
    with pytest.raises(Refused) as refused:
        asked(valley.found)
    assert codes(refused) == ["nobody_waits"]


def test_another_office_asks_for_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    valley = waiting(monkeypatch, 2)
    valley.found.ana = people.acting_as(people.specialist(people.OUTSIDE))
    with pytest.raises(NotAllowed):
        asked(valley.found)


def test_from_a_draft_to_nuclei_and_their_households(valley: Valley) -> None:
    heard(valley)
    sent(valley)
    nuclei = approved(valley)
    assert [one.name for one in nuclei] == ["Grupo 1", "Grupo 2"]
    held = {one.name: one.memberships.count() for one in nuclei}
    assert held == {"Grupo 1": 5, "Grupo 2": 4}
    ours = set(Membership.objects.values_list("enrolment_id", flat=True))
    assert ours == {cycle.pk for cycle in valley.cycles}
    homes = {m.enrolment.household.place_id for m in nuclei[0].memberships.select_related("enrolment__household")}
    assert homes == {enrolment.place(1).pk, enrolment.place(2).pk}
    line = Line.objects.get(verb="nuclei.approve_plan")
    kinds = set(line.subjects.values_list("kind", flat=True))
    assert kinds == {"formation", "nucleus", "place"}


def test_who_enrolled_after_the_decisions_day_joins_when_they_enrolled(monkeypatch: pytest.MonkeyPatch) -> None:
    valley = waiting(monkeypatch, 3)
    late = enrolment.household(valley.ana, 1)
    valley.cycles.append(enrolment.enrolled(valley.found, late, on=people.today()))
    drafted(valley, {1: 4})
    accepted(valley, 1)
    sent(valley)
    (nucleus,) = approved(valley)
    joined = set(nucleus.memberships.values_list("joined_on", flat=True))
    assert joined == {people.today()}


def test_who_prepared_or_sent_it_does_not_approve_it(valley: Valley) -> None:
    heard(valley)
    submit_plan(formation=valley.formation, by=valley.rosa, at=now())
    with pytest.raises(Refused) as refused:
        approved(valley)
    assert codes(refused) == ["same_person"]
    with pytest.raises(NotAllowed):
        approved(valley, by=valley.ana)
    with pytest.raises(IntegrityError), transaction.atomic():
        Formation.objects.filter(pk=valley.formation.pk).update(
            state="approved", decided_by=valley.rosa.public_id, decided_at=now(), decided_on=people.today()
        )


def test_nothing_is_sent_that_communities_did_not_accept_as_it_stands(valley: Valley) -> None:
    heard(valley, 1, 2, 3)
    with pytest.raises(Refused) as refused:
        sent(valley)
    assert codes(refused) == ["not_accepted"]
    accepted(valley, 4)
    choose_seat(group=valley.group(2), unit=valley.unit(4), by=valley.ana, at=now())
    with pytest.raises(Refused) as refused:
        sent(valley)
    assert codes(refused) == ["not_accepted", "not_accepted"]  # hamlets 3 and 4 heard of another place to meet
    undo_edit(formation=valley.formation, by=valley.ana, at=now())
    sent(valley)


def test_a_community_that_says_no_must_be_asked_again(valley: Valley) -> None:
    heard(valley, 2, 3, 4)
    with pytest.raises(Refused) as refused:
        record_acceptance(unit=valley.unit(1), said=said(accepted=False), by=valley.ana, at=now())
    assert codes(refused) == ["no_without_reason"]
    no = record_acceptance(unit=valley.unit(1), said=said(accepted=False, notes=WHY), by=valley.ana, at=now())
    with pytest.raises(Refused) as refused:
        sent(valley)
    assert codes(refused) == ["not_accepted"]
    with pytest.raises(Refused) as refused:
        accepted(valley, 1)
    assert codes(refused) == ["acceptance_known"]
    reverse_acceptance(acceptance=no, why=WHY, by=valley.ana, at=now())
    accepted(valley, 1)
    sent(valley)
    with pytest.raises(IntegrityError), transaction.atomic():
        type(no).objects.filter(pk=no.pk).update(accepted=True)


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"households": 0}, "nobody_came"),
        ({"households": 4, "women": 9}, "more_than_wait"),
        ({"households": 3, "women": 1}, "people_under_households"),
        ({"women": -1}, "numbers"),
        ({"meeting_place": ""}, "assembly_words"),
        ({"held_on": people.today() + DAY}, "in_future"),
        ({"held_on": people.today() - DAY}, "before_plan"),
    ],
)
def test_an_assembly_that_cannot_be(valley: Valley, wrong: dict[str, object], code: str) -> None:
    with pytest.raises(Refused) as refused:
        accepted(valley, 1, **wrong)
    assert codes(refused) == [code]


def test_sizes_are_kept_or_explained(monkeypatch: pytest.MonkeyPatch) -> None:
    valley = drafted(waiting(monkeypatch, 3, 2), {1: 3}, {2: 2})
    heard(valley, 1, 2)
    with pytest.raises(Refused) as refused:
        sent(valley)
    assert codes(refused) == ["too_small"]
    with pytest.raises(Refused) as refused:
        name_group(group=valley.group(2), name="Quebrada", exception_why="lejos", by=valley.ana, at=now())
    assert codes(refused) == ["reason_short"]
    with pytest.raises(Refused) as refused:
        name_group(group=valley.group(2), name="Grupo 1", exception_why=WHY, by=valley.ana, at=now())
    assert codes(refused) == ["name_taken"]
    name_group(group=valley.group(2), name="Quebrada", exception_why=WHY, by=valley.ana, at=now())
    sent(valley)
    nuclei = approved(valley)
    assert [(one.name, one.exception_why) for one in nuclei] == [("Grupo 1", ""), ("Quebrada", WHY)]


def test_moves_and_their_undoing(valley: Valley) -> None:
    def move(hamlet: int, origin: int, target: int | None, households: int | None = None) -> Edit:
        to = valley.group(target) if target else None
        return move_households(
            unit=valley.unit(hamlet), origin=valley.group(origin), target=to, households=households, by=valley.ana,
            at=now(),
        )  # fmt: skip

    for wrong, code in [((2, 1, 2), "no_room"), ((1, 1, 1), "same_group"), ((1, 2, 1), "not_there"),
                        ((1, 1, None, 1), "splits"), ((1, 1, None, 0), "not_there")]:  # fmt: skip
        with pytest.raises(Refused) as refused:
            move(*wrong)
        assert code in codes(refused), (wrong, codes(refused))
    move(1, 1, None)
    assert valley.sizes() == {1: 2, 2: 4, 3: 3}
    assert valley.group(1).seat == valley.unit(2) and valley.group(3).seat == valley.unit(1)
    move(2, 1, 3)
    assert valley.sizes() == {2: 4, 3: 5} and valley.group(1).seat is None
    for _ in range(2):
        undo_edit(formation=valley.formation, by=valley.ana, at=now())
    assert valley.sizes() == {1: 5, 2: 4} and valley.group(1).seat == valley.unit(1)
    with pytest.raises(Refused) as refused:
        undo_edit(formation=valley.formation, by=valley.ana, at=now())
    assert codes(refused) == ["nothing_to_undo"]
    with pytest.raises(IntegrityError), transaction.atomic():
        Edit.objects.filter(kind="move").delete()


def test_a_community_larger_than_a_nucleus_is_split_by_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    valley = drafted(waiting(monkeypatch, 6, 2), {1: 4}, {1: 2, 2: 2})
    move_households(
        unit=valley.unit(1), origin=valley.group(1), target=valley.group(2), households=1, by=valley.ana, at=now()
    )
    assert valley.sizes() == {1: 3, 2: 5}
    heard(valley, 1, 2)
    sent(valley)
    nuclei = approved(valley)
    assert [one.memberships.count() for one in nuclei] == [3, 5]
    assert Membership.objects.values("enrolment").distinct().count() == 8


def test_marks_bind_the_plan_until_they_are_withdrawn(valley: Valley) -> None:
    district = Place.objects.get(code=enrolment.DISTRICT)

    def mark(first: int, second: int, kind: MarkKind, why: str = WHY):  # type: ignore[no-untyped-def]
        places = {"first": enrolment.place(first), "second": enrolment.place(second)}
        return mark_communities(district=district, **places, kind=kind, why=why, by=valley.ana, at=now())

    for wrong, code in [((1, 1, MarkKind.APART), "same_community"), ((1, 2, MarkKind.APART, "no"), "reason_short")]:
        with pytest.raises(Refused) as refused:
            mark(*wrong)
        assert codes(refused) == [code]
    apart = mark(1, 2, MarkKind.APART)
    together = mark(3, 2, MarkKind.TOGETHER)
    with pytest.raises(Refused) as refused:
        mark(2, 1, MarkKind.TOGETHER)
    assert codes(refused) == ["marked_already"]
    heard(valley)
    with pytest.raises(Refused) as refused:
        sent(valley)
    assert codes(refused) == ["not_together", "not_apart"]
    for one in (apart, together):
        withdraw_mark(mark=one, why=WHY, by=valley.ana, at=now())
    with pytest.raises(Refused) as refused:
        withdraw_mark(mark=apart, why=WHY, by=valley.ana, at=now())
    assert codes(refused) == ["withdrawn_already"]
    sent(valley)


def test_counts_that_changed_are_brought_up_to_date(valley: Valley) -> None:
    with pytest.raises(Refused) as refused:
        recount_plan(formation=valley.formation, by=valley.ana, at=now())
    assert codes(refused) == ["counts_same"]
    heard(valley)
    for cycle in valley.cycles[-2:]:  # nobody waits in hamlet 4 any more
        end_enrolment(enrolment=cycle, on=people.today(), reason=ExitReason.MIGRATION, by=valley.ana, at=now())
    enrolment.enrolled(valley.found, enrolment.household(valley.ana, 2))
    with pytest.raises(Refused) as refused:
        sent(valley)
    assert codes(refused) == ["counts_changed"]
    recount_plan(formation=valley.formation, by=valley.ana, at=now())
    assert valley.sizes() == {1: 6, 2: 2}
    with pytest.raises(Refused) as refused:
        sent(valley)
    assert codes(refused) == ["too_large", "too_small", "not_accepted"]  # hamlet 3 heard of a group with 4
    with pytest.raises(Refused) as refused:
        undo_edit(formation=valley.formation, by=valley.ana, at=now())
    assert codes(refused) == ["nothing_to_undo"]


def test_returned_it_is_a_draft_again(valley: Valley) -> None:
    heard(valley)
    sent(valley)
    with pytest.raises(Refused) as refused:
        move_households(
            unit=valley.unit(1), origin=valley.group(1), target=None, by=valley.ana, at=now()
        )  # fmt: skip
    assert codes(refused) == ["not_a_draft"]
    with pytest.raises(NotAllowed):
        return_plan(formation=valley.formation, why=WHY, by=valley.ana, at=now())
    returned = return_plan(formation=valley.formation, why=WHY, by=valley.rosa, at=now())
    assert (returned.state, returned.returned_why) == ("draft", WHY)
    with pytest.raises(Refused) as refused:
        approved(valley)
    assert codes(refused) == ["not_submitted"]
    sent(valley)
    approved(valley)
    with pytest.raises(Refused) as refused:
        discard_plan(formation=valley.formation, why=WHY, by=valley.ana, at=now())
    assert codes(refused) == ["plan_over"]


def test_the_database_keeps_what_was_approved(valley: Valley) -> None:
    heard(valley)
    sent(valley)
    nuclei = approved(valley)
    for attack in (
        lambda: Formation.objects.filter(pk=valley.formation.pk).update(households=1),
        lambda: Unit.objects.filter(formation=valley.formation).update(households=1),
        lambda: valley.group(1).delete(),
        lambda: Nucleus.objects.filter(pk=nuclei[0].pk).update(most=900),
        lambda: Membership.objects.filter(nucleus=nuclei[0]).update(nucleus=nuclei[1]),
        lambda: Membership.objects.create(
            nucleus=nuclei[1], enrolment=valley.cycles[0], joined_on=people.today(), recorded_by=valley.ana.public_id,
            recorded_at=now(),
        ),
        lambda: Share.objects.filter(group__formation=valley.formation).update(households=1),
    ):  # fmt: skip
        with pytest.raises(IntegrityError), transaction.atomic():
            attack()

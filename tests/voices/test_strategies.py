"""What implementers adapt: described, tried where, with which result, adopted by whom, put to the test."""

import os
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction

from tests import people
from tests.nuclei import scene as nuclei
from tests.voices.scene import WHY, ago, changed, codes, context, described, district, line, raffle, tried
from tests.voices.test_grievances import attacks
from tests.worlds import world
from winay.core.clock import now
from winay.core.errors import NotAllowed, Refused
from winay.programs.terms import Zone
from winay.voices.queries.strategies import Filters, list_strategies, named_ones
from winay.voices.services.strategies import (
    accept_pilot,
    adopt_strategy,
    close_pilot,
    correct_strategy,
    end_trial,
    propose_pilot,
    try_strategy,
    withdraw_adoption,
    withdraw_pilot,
    withdraw_strategy,
    withdraw_trial,
)
from winay.voices.strategy_rules import PilotSaid
from winay.voices.terms import StrategyKind, Travel, TrialResult

pytestmark = pytest.mark.django_db
SEEN = "Pasaron de 31 a 58 hogares en tres reuniones seguidas."


made = world(nuclei.formed, 2)


def ends(trial, by, result=TrialResult.WORKED, **more):
    facts = {"until_on": ago(2), "evidence": SEEN} | more
    return end_trial(trial=trial, result=result, by=by, at=now(), **facts)


def asked(**more):
    facts = {
        "question": "¿Un sorteo por reunión sube la asistencia?",
        "indicator": "Hogares presentes sobre hogares del núcleo, reunión por reunión.", "until_on": ago(-90),
    }  # fmt: skip
    return PilotSaid(**(facts | more))


def found(**asked):
    return [row.strategy.pk for row in list_strategies(Filters(**asked))[0]]


TEXT = os.environ.get("WINAY_CASE_STUDY", "")


@pytest.mark.skipif(not TEXT, reason="set WINAY_CASE_STUDY to the text of the case study")
def test_every_quotation_stands_in_the_case_study():
    text = " ".join(Path(TEXT).read_text(encoding="utf-8").split())
    assert {one.kind for one in named_ones()} == set(StrategyKind) - {StrategyKind.OTHER}
    for one in named_ones():
        assert one.quote in text, one.key
        assert len(one.quote.split()) <= 25 and {"es", "en"} <= one.name.keys() & one.problem.keys()


def test_from_a_description_to_an_adoption(made):
    one = described(made.ana)
    trial = tried(made, one)
    assert (trial.language, trial.travel) == (made.cycles[0].household.language, "road")
    ends(trial, made.ana)
    adopt_strategy(strategy=one, nucleus=made.nucleus, on=ago(1), by=made.ana, at=now())
    row = list_strategies(Filters())[0][0]
    assert (row.adopted, dict(row.results), row.going) == (1, {TrialResult.WORKED: 1}, 0)
    assert line("end_trial")["after"]["trial_result"] == "worked"


def test_it_is_found_by_words_and_by_where_it_was_tried(made):
    one = described(made.ana)
    other = described(made.ana, name="Volquete de la municipalidad", kind=StrategyKind.SHARED_VEHICLE, shipped="")
    ends(tried(made, one), made.ana, TrialResult.DID_NOT)
    tried(made, other, zone=Zone.LOW_JUNGLE, travel=Travel.RIVER, access_minutes=600)
    language = made.cycles[0].household.language
    for asked_for, expected in (
        ({"text": "LAMPA sorteo"}, {one.pk}), ({"text": "volquete"}, {other.pk}), ({"text": "nada de esto"}, set()),
        ({"kind": "raffle"}, {one.pk}), ({"zone": "LJ"}, {other.pk}), ({"travel": "road"}, {one.pk}),
        ({"nearest": 120}, {one.pk}), ({"result": "did_not"}, {one.pk}), ({"result": "worked"}, set()),
        ({"shipped": "raffle"}, {one.pk}), ({"language": language} if language else {}, {one.pk, other.pk}),
        ({"zone": "H", "travel": "river"}, set()), ({"pilot": True}, set()),
    ):  # fmt: skip
        assert set(found(**asked_for)) == expected, asked_for


def test_what_is_no_description(made):
    described(made.ana)
    for more, why in (
        ({}, "strategy_named"), ({"name": "x"}, "strategy_name"), ({"name": "x" * 121}, "strategy_name"),
        ({"name": "Otro", "problem": "no"}, "problem_short"), ({"name": "Otro", "done": "no"}, "done_short"),
        ({"name": "Otro", "cost_minor": -1}, "cost"), ({"name": "Otro", "shipped": "magic"}, "shipped_unknown"),
    ):  # fmt: skip
        with pytest.raises(Refused) as refused:
            described(made.ana, **more)
        assert codes(refused) == [why]
    with pytest.raises(NotAllowed):
        described(people.acting_as(people.other_head()), name="Otro")


def test_a_description_is_corrected_and_withdrawn_while_nobody_tried_it(made):
    one = described(made.ana)
    correct_strategy(strategy=one, said=changed(raffle(), name="Sorteo de una lampa"), by=made.ana, at=now())
    assert line("correct_strategy")["before"]["name"] == "Sorteo de herramientas al final"
    trial = tried(made, one)
    with pytest.raises(Refused) as refused:
        withdraw_strategy(strategy=one, why=WHY, by=made.ana, at=now())
    assert codes(refused) == ["strategy_used"]
    withdraw_trial(trial=trial, why=WHY, by=made.ana, at=now())
    withdraw_strategy(strategy=one, why=WHY, by=made.ana, at=now())
    assert found() == []
    for act in (
        lambda: correct_strategy(strategy=one, said=raffle(), by=made.ana, at=now()),
        lambda: tried(made, one),
        lambda: withdraw_strategy(strategy=one, why=WHY, by=made.ana, at=now()),
    ):
        with pytest.raises(Refused) as refused:
            act()
        assert codes(refused) == ["withdrawn"]


def test_where_it_cannot_be_tried_and_what_is_no_result(made):
    one = described(made.ana)
    for more, why in (
        ({"from_on": ago(-1)}, "in_future"), ({"from_on": ago(300)}, "before_nucleus"),
        ({"access_minutes": 99_999}, "minutes"),
    ):  # fmt: skip
        with pytest.raises(Refused) as refused:
            tried(made, one, **more)
        assert codes(refused) == [why]
    other = people.acting_as(people.other_head())
    with pytest.raises(NotAllowed):
        try_strategy(strategy=one, nucleus=made.nucleus, said=context(), by=other, at=now())
    trial = tried(made, one)
    with pytest.raises(Refused) as refused:
        tried(made, one)
    assert codes(refused) == ["trial_going"]
    for more, why in (
        ({"result": None}, "result"), ({"until_on": ago(31)}, "before_trial"), ({"until_on": ago(-1)}, "in_future"),
        ({"evidence": "sí"}, "evidence_short"),
    ):  # fmt: skip
        with pytest.raises(Refused) as refused:
            ends(trial, made.ana, more.pop("result", TrialResult.WORKED), **more)
        assert codes(refused) == [why]
    ends(trial, made.ana)
    with pytest.raises(Refused) as refused:
        ends(trial, made.ana)
    assert codes(refused) == ["trial_ended"]
    attacks(trial, result="did_not")
    attacks(trial, zone="LJ")


def test_an_adoption_is_told_once_and_taken_back(made):
    one = described(made.ana)
    told = adopt_strategy(strategy=one, nucleus=made.nucleus, on=ago(3), by=made.ana, at=now())
    for on, why in ((ago(3), "adopted_already"),):
        with pytest.raises(Refused) as refused:
            adopt_strategy(strategy=one, nucleus=made.nucleus, on=on, by=made.ana, at=now())
        assert codes(refused) == [why]
    withdraw_adoption(adoption=told, why=WHY, by=made.ana, at=now())
    for on, why in ((ago(-1), "in_future"), (ago(300), "before_nucleus")):
        with pytest.raises(Refused) as refused:
            adopt_strategy(strategy=one, nucleus=made.nucleus, on=on, by=made.ana, at=now())
        assert codes(refused) == [why]
    again = adopt_strategy(strategy=one, nucleus=made.nucleus, on=ago(1), by=made.ana, at=now())
    attacks(again, told_on=ago(2))
    with pytest.raises(IntegrityError), transaction.atomic():
        again.delete()


# ---- pilots ---------------------------------------------------------------------------------------------------------


def proposed(made, one=None, by=None, **more):
    return propose_pilot(
        strategy=one or tried(made).strategy, place=district(), said=asked(**more), by=by or made.ana, at=now()
    )


def test_a_pilot_asks_is_accepted_by_another_and_answers(made):
    pilot = proposed(made)
    with pytest.raises(Refused) as refused:
        proposed(made, pilot.strategy)
    assert codes(refused) == ["pilot_going"]
    with pytest.raises(NotAllowed):
        accept_pilot(pilot=pilot, on=ago(0), by=made.ana, at=now())
    assert found(pilot=True) == [pilot.strategy_id]
    accept_pilot(pilot=pilot, on=ago(0), by=made.rosa, at=now())
    close_pilot(pilot=pilot, on=ago(0), result=TrialResult.DID_NOT, answer=SEEN, by=made.ana, at=now())
    assert line("close_pilot")["after"]["trial_result"] == "did_not"
    with pytest.raises(Refused) as refused:
        withdraw_pilot(pilot=pilot, why=WHY, by=made.ana, at=now())
    assert codes(refused) == ["pilot_over"]
    attacks(pilot, answer="Otra respuesta.")
    assert proposed(made, pilot.strategy).state == "proposed"


def test_who_proposes_a_pilot_does_not_accept_it(made):
    pilot = proposed(made, by=made.rosa)
    with pytest.raises(Refused) as refused:
        accept_pilot(pilot=pilot, on=ago(0), by=made.rosa, at=now())
    assert codes(refused) == ["pilot_same_person"]
    attacks(pilot, state="accepted", accepted_by=made.rosa.public_id, accepted_on=ago(0), accepted_at=now())
    attacks(pilot, question="Otra pregunta.")


def test_what_is_no_pilot(made):
    with pytest.raises(Refused) as refused:
        proposed(made, described(made.ana, name="Sin probar"))
    assert codes(refused) == ["pilot_untried"]
    one = tried(made).strategy
    for more, why in (
        ({"question": "¿Sí?"}, "question_short"), ({"indicator": "ver"}, "indicator_short"),
        ({"until_on": ago(0)}, "until_past"),
    ):  # fmt: skip
        with pytest.raises(Refused) as refused:
            proposed(made, one, **more)
        assert codes(refused) == [why]
    pilot = proposed(made, one)
    for act, why in (
        (lambda: accept_pilot(pilot=pilot, on=ago(1), by=made.rosa, at=now()), "before_proposal"),
        (lambda: accept_pilot(pilot=pilot, on=ago(-1), by=made.rosa, at=now()), "in_future"),
        (
            lambda: close_pilot(pilot=pilot, on=ago(0), result=TrialResult.WORKED, answer=SEEN, by=made.ana, at=now()),
            "pilot_not_accepted",
        ),
    ):
        with pytest.raises(Refused) as refused:
            act()
        assert codes(refused) == [why]
    attacks(pilot, state="closed", result="worked", answer=SEEN)
    withdraw_pilot(pilot=pilot, why=WHY, by=made.ana, at=now())
    with pytest.raises(Refused) as refused:
        accept_pilot(pilot=pilot, on=ago(0), by=made.rosa, at=now())
    assert codes(refused) == ["pilot_not_proposed"]

"""The same facts, good and bad, to the verb one by one and to the bulk path: the same rows, refusals and subjects."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import people
from tests.registry import left_behind, scene
from tests.worlds import world
from winay.accounts.queries import ActingPerson
from winay.core.clock import now
from winay.core.decision import Reason
from winay.core.errors import NotAllowed, Refused
from winay.core.ids import new_id
from winay.journal.models import Line
from winay.registry import bulk
from winay.registry.bulk import Registered, register_chunk, register_households
from winay.registry.facts import (
    AwayFacts,
    ClassFacts,
    ConsentFacts,
    DescriptionFacts,
    HouseholdFacts,
    JuntosFacts,
    MemberFacts,
)
from winay.registry.models import Household, Member
from winay.registry.queries.facts import national_ids
from winay.registry.services.households import register_household
from winay.registry.services.registering import Registering
from winay.registry.terms import (
    AwayReason,
    BirthPrecision,
    Classification,
    ConsentHow,
    IdMissing,
    Kin,
    Origin,
    Sex,
    Whereabouts,
)

pytestmark = pytest.mark.django_db
TODAY = people.today()
IDS = [new_id() for _ in range(4)]
"""Few ids, names, keys and places, so that random facts meet."""
PLACES = (scene.HAMLET, scene.HAMLET, scene.OTHER_HAMLET, scene.OUTSIDE, scene.DISTRICT, "999999", "")

days = st.dates(date(1900, 1, 1), TODAY) | st.just(TODAY + timedelta(days=1))
births = st.one_of(
    st.tuples(st.dates(date(1930, 1, 1), date(2005, 1, 1)), st.sampled_from(BirthPrecision)),
    st.tuples(days | st.none(), st.sampled_from(BirthPrecision)),
)
some = st.sampled_from
away = st.builds(
    AwayFacts, days, some(Whereabouts).filter(lambda w: w is not Whereabouts.HOME), some(AwayReason),
    some(["", "15", "1501", "77"]),
)  # fmt: skip
consents = st.builds(ConsentFacts, some(["2026.1", "", "otro"]), some(["es", "??"]), some(ConsentHow), days)


@st.composite
def members(draw: st.DrawFn, kin: Kin) -> MemberFacts:
    born, precision = draw(births)
    return MemberFacts(
        draw(some(["Rosa", "Luz María", "Ñusta", "Félix", "", "X4"])), draw(some(["Quispe", "Kispe", ""])),
        draw(some(["Huamán", "", "de la Cruz"])), draw(some(Sex)), born, precision, kin,
        draw(some(["", "", "40000001", "40000002", "40000003", "123"])), draw(st.none() | some(IdMissing)),
        tuple(draw(st.lists(some(["es", "quy", "shp", "klingon"]), max_size=2))), draw(st.none() | st.booleans()),
        draw(some(["", "966123456", "no"])), draw(st.booleans()), draw(st.none() | away),
        draw(st.none() | some(IDS)),
    )  # fmt: skip


@st.composite
def households(draw: st.DrawFn) -> HouseholdFacts:
    """Half of them good but for what they share with others, half of them anything."""
    kins = [Kin.PARTICIPANT, *draw(st.lists(some(Kin), max_size=3))]
    facts = HouseholdFacts(
        draw(some(PLACES)), tuple(draw(members(kin)) for kin in kins), draw(some(["", "junto al río", "a\nb"])),
        *draw(some([(None, None), (-13_000_000, -74_000_000), (1, None)])), draw(some(["", "quy", "klingon"])),
        draw(st.none() | st.builds(DescriptionFacts, st.none() | st.integers(-1, 20_000), st.none() | st.just(10_001))),
        draw(st.none() | st.builds(JuntosFacts, st.booleans(), st.none() | days)),
        draw(st.none() | st.builds(ClassFacts, some(Classification), st.none() | days)),
        draw(st.none() | consents),
        draw(some(["", "lista:1", "lista:2"])), draw(st.none() | some(IDS)),
    )  # fmt: skip
    return _mended(facts, draw) if draw(st.booleans()) else facts


def _mended(facts: HouseholdFacts, draw: st.DrawFn) -> HouseholdFacts:
    """Without what is wrong by itself: whatever keeps it out has to do with others."""
    good = []
    for number, one in enumerate(facts.members):
        born = date(1960 + draw(st.integers(0, 30)), 3, 1 + number)
        kin = Kin.PARTICIPANT if number == 0 else one.kin if one.kin is not Kin.PARTICIPANT else Kin.CHILD
        good.append(
            replace(
                one, given_names=f"Luz {'abcd'[number] * 3}", surname_1="Quispe", born_on=born,
                birth_precision=BirthPrecision.DAY, kin=kin, represents=one.represents and number > 0, phone="",
                national_id=one.national_id if len(one.national_id) == 8 else "", languages=("quy",),
                away=one.away and replace(one.away, since=TODAY),
            )
        )  # fmt: skip
    return replace(
        facts, place_code=scene.HAMLET, members=tuple(good), reference="", latitude_e6=None, longitude_e6=None,
        language="quy", description=DescriptionFacts(13_000, 9_000, None, 500, "papa"),
        juntos=facts.juntos and replace(facts.juntos, since=TODAY),
        consent=facts.consent and ConsentFacts("2026.1", "es", ConsentHow.SPOKEN, TODAY),
    )  # fmt: skip


def by_verbs(facts: list[HouseholdFacts], act: Registering) -> Registered:
    done = Registered()
    for number, one in enumerate(facts):
        try:
            made = register_household(
                facts=one, on=act.on, origin=act.origin, by=act.by, at=act.at, synthetic=act.synthetic,
                subjects=act.subjects,
            )  # fmt: skip
        except Refused as refused:
            done.refused[number] = refused.reasons
        except NotAllowed:
            done.refused[number] = (Reason("registry.not_yours", {"place": one.place_code}),)
        else:
            done.households[number] = made.public_id
            done.members += len(one.members)
    return done


def in_bulk(facts: list[HouseholdFacts], act: Registering) -> Registered:
    done = Registered()
    for chunk in register_households(facts, act):
        done.households |= chunk.households
        done.refused |= chunk.refused
        done.members += chunk.members
    return done


def outcome(way: Any, facts: list[HouseholdFacts], act: Registering) -> dict[str, Any]:
    """Everything that a way of registering leaves behind; all of it is taken back."""

    def run() -> dict[str, Any]:
        before = left_behind.newest()
        done = way(facts, act)
        names = left_behind.Names(after=before[:2])
        return {
            "registered": {at: names.keys[("household", str(one))] for at, one in done.households.items()},
            "members": done.members,
            "refused": {at: names.reasons(reasons) for at, reasons in done.refused.items()},
            "rows": left_behind.written(names, after=before),
            "subjects": left_behind.told(names, after=before[2]),
        }

    said: dict[str, Any] = left_behind.undone(run)
    return said


def _by() -> ActingPerson:
    scene.a_hamlet()
    return people.acting_as(people.specialist())


by = world(_by)


def act_of(by: ActingPerson, **more: Any) -> Registering:
    said = {"on": TODAY, "origin": Origin.FILE, "by": by, "at": now(), "subjects": (("import", "7"),)} | more
    return Registering(**said)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(facts=st.lists(households(), min_size=1, max_size=6), together=st.integers(1, 6), late=st.booleans())
def test_both_ways_leave_the_same_behind(
    by: ActingPerson, facts: list[HouseholdFacts], together: int, late: bool
) -> None:
    act = act_of(by, on=TODAY - timedelta(days=30) if late else TODAY, synthetic=late)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bulk, "TOGETHER", dict.fromkeys(bulk.TOGETHER, together))
        assert outcome(in_bulk, facts, act) == outcome(by_verbs, facts, act)
    assert not Household.objects.exists() and not Member.objects.exists()


def test_random_facts_are_both_refused_and_registered(by: ActingPerson) -> None:
    """The test above would say nothing if all its households were refused, or none."""
    seen: dict[str, int] = {"registered": 0, "refused": 0}
    codes: set[str] = set()

    @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck), database=None, derandomize=True)
    @given(facts=st.lists(households(), min_size=3, max_size=6))
    def look(facts: list[HouseholdFacts]) -> None:
        found = outcome(in_bulk, facts, act_of(by))
        for what in seen:
            seen[what] += len(found[what])
        codes.update(code for reasons in found["refused"].values() for code, _ in reasons)

    look()
    assert min(seen.values()) >= 20, seen
    wanted = {"id_taken", "key_taken", "already_here", "place_unknown", "not_yours", "id_length", "born_in_future"}
    assert {f"registry.{code}" for code in wanted} <= codes


def test_what_is_on_record_keeps_a_newcomer_out_as_the_verb_says(by: ActingPerson) -> None:
    first = scene.registered(scene.everything(), by=by)
    held = first.members.first()
    assert held is not None
    facts = [
        scene.household(external_key="lista-2026:7"),
        scene.household(public_id=first.public_id),
        scene.household(scene.member(public_id=held.public_id)),
        scene.household(scene.member(national_id=_id_of(held))),
        scene.household(),
    ]
    act = act_of(by)
    found = outcome(in_bulk, facts, act)
    assert found == outcome(by_verbs, facts, act)
    assert set(found["registered"]) == {4} and set(found["refused"]) == {0, 1, 2, 3}


def _id_of(member: Member) -> str:
    return national_ids().decrypt(member.national_id)


def test_a_chunk_is_one_line_about_all_its_households(by: ActingPerson, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk, "TOGETHER", dict.fromkeys(bulk.TOGETHER, 3))
    before = Line.objects.count()
    facts = [scene.household() for _ in range(4)] + [scene.household(place_code="999999")] + [scene.household()]
    done = in_bulk(facts, act_of(by))
    assert sorted(done.households) == [0, 1, 2, 3, 5] and list(done.refused) == [4]
    lines = list(Line.objects.order_by("id")[before:])
    assert [line.verb for line in lines] == ["registry.register_households"] * 2
    assert [line.subjects.filter(kind="household").count() for line in lines] == [3, 2]
    assert all(line.subjects.filter(kind="import", key="7").exists() for line in lines)
    assert '"households":3' in lines[0].body and "Quispe" not in lines[0].body


def test_a_chunk_of_which_all_is_wrong_writes_nothing(by: ActingPerson) -> None:
    before = Line.objects.count()
    done = register_chunk([scene.household(members=())], act_of(by))
    assert not done.households and done.refused[0][0].code == "registry.members_count"
    assert Line.objects.count() == before and not Household.objects.exists()


def test_queries_do_not_grow_with_households(by: ActingPerson) -> None:
    counts = []
    for number in (1, 3):
        facts = [replace(scene.everything(), external_key=f"lista:{number}:{at}") for at in range(number)]
        with CaptureQueriesContext(connection) as seen:
            assert len(register_chunk(facts, act_of(by)).households) == number
        counts.append(len(seen))
    assert counts[0] == counts[1]

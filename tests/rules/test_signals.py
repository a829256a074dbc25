"""What the rules of signals find, and what they leave alone, without a database."""

from dataclasses import replace
from datetime import date, timedelta

from winay.core.period import Period
from winay.supervision.signal_rules import (
    CaseFact,
    OrderFact,
    PriceFact,
    Spot,
    UseFact,
    VisitFact,
    abandoned_cluster,
    between_homes,
    beyond_order,
    copied_answers,
    impossible_walk,
    many_visits,
    metres,
    never_visited,
    own_words,
    price_far,
    same_place,
)
from winay.supervision.terms import EvidenceKind, SignalKind

DAY = date(2026, 3, 10)
MARCH = Period(date(2026, 3, 1), date(2026, 4, 1))
WORDS = "Abonar con guano descompuesto antes de la siembra y regar temprano"


def visit(number: int, start: int, minutes: int = 10, **more: object) -> VisitFact:
    told = VisitFact(f"v{number}", 1, "contract", 7, f"home{number}", 100, DAY, start, minutes, WORDS)
    return replace(told, **more)  # type: ignore[arg-type]


def test_more_visits_in_an_hour_than_the_number_are_named_and_not_the_others() -> None:
    crowd = [visit(n, 540 + 12 * n) for n in range(5)]
    later = visit(9, 900, 60)
    found = many_visits([*crowd, later], an_hour=3, day_minutes=720)
    assert [(one.kind, one.subject, one.detail) for one in found] == [
        (SignalKind.MANY_VISITS, "contract", "2026-03-10")
    ]
    assert [piece.key for piece in found[0].evidence] == ["v0", "v1", "v2", "v3", "v4"]
    assert found[0].used == {"signal_visits_hour": 3, "signal_day_minutes": 720} and found[0].nucleus == 7
    assert many_visits(crowd[:3], an_hour=3, day_minutes=720) == []
    spread = [visit(n, 540 + 60 * n) for n in range(5)]
    assert many_visits(spread, an_hour=1, day_minutes=720) == [], "one begins when the hour of the other is over"


def test_a_day_that_holds_more_minutes_than_it_can_names_sessions_too() -> None:
    day = [visit(1, 300, 400), visit(2, 720, 300), visit(3, 1030, 40, household="")]
    found = many_visits(day, an_hour=3, day_minutes=720)
    assert [piece.kind for piece in found[0].evidence] == [
        EvidenceKind.VISIT, EvidenceKind.VISIT, EvidenceKind.SESSION,
    ]  # fmt: skip
    assert many_visits(day, an_hour=3, day_minutes=740) == [], "as many as it holds are not too many"
    other = [replace(one, trainer=2) if one.key == "v2" else one for one in day]
    assert many_visits(other, an_hour=3, day_minutes=720) == [], "two trainers, two days"


def test_one_place_for_homes_far_apart_but_not_where_the_position_may_be_off() -> None:
    here, near = Spot(-13_000_000, -74_000_000, 10), Spot(-13_000_100, -74_000_000, 10)
    home, far = Spot(-13_000_000, -74_000_000), Spot(-13_020_000, -74_000_000)
    assert 2_200 < metres(home, far) < 2_250 and metres(here, near) == 11
    pair = [visit(1, 500, spot=here, home=home), visit(2, 900, spot=near, home=far)]
    found = same_place(pair, within=30, homes_apart=300)
    assert [(one.kind, len(one.evidence)) for one in found] == [(SignalKind.SAME_PLACE, 2)]
    assert found[0].evidence[0].number == 11 and found[0].evidence[0].other == metres(home, far)
    assert same_place(pair, within=10, homes_apart=300) == []
    assert same_place(pair, within=30, homes_apart=3_000) == []
    vague = [replace(one, spot=replace(one.spot, accuracy_m=1_500)) for one in pair if one.spot]
    assert same_place(vague, within=30, homes_apart=300) == [], "both may have been at home"
    twice = [replace(one, household="home") for one in pair]
    assert same_place(twice, within=30, homes_apart=300) == [], "one household twice"
    assert same_place([replace(one, spot=None) for one in pair], within=30, homes_apart=300) == []


def test_the_same_words_but_for_capitals_accents_and_signs() -> None:
    copied = [visit(n, 500 + n) for n in range(3)]
    copied.append(visit(3, 600, advice="ABONAR con guano descompuesto, antes de la siembra y regar temprano."))
    found = copied_answers(copied, households=4)
    assert len(found) == 1 and len(found[0].evidence) == 4 and found[0].evidence[3].words.startswith("ABONAR")
    other = [visit(n, 700 + n, advice="Limpiar la chimenea cada mes y no quemar plástico en ella.") for n in range(4)]
    assert [len(one.evidence) for one in copied_answers([*copied, *other], households=4)] == [8], "one of both texts"
    assert copied_answers(copied, households=5) == []
    assert copied_answers([replace(one, household="one") for one in copied], households=2) == [], "one household"
    assert copied_answers([replace(one, advice="Regar.") for one in copied], households=2) == [], "short advice"
    said = frozenset({"abonar con guano descompuesto antes de la siembra y regar temprano"})
    assert copied_answers(copied, households=4, templates=said) == [], "a template says it"
    own = [replace(one, advice=f"{WORDS}. Traer ramas secas para el cerco de arriba, mañana.") for one in copied]
    assert len(copied_answers(own, households=4, templates=said)) == 1, "the same words of one's own behind it"
    assert copied_answers([replace(one, advice=f"{WORDS}. Traer ramas {n}.") for n, one in enumerate(own)],
                          households=2, templates=said) == [], "little of one's own behind it"  # fmt: skip
    part = frozenset({"guano descompuesto", "guano"})
    assert own_words("Abonar con GUANO descompuesto; guanos no.", part) == "abonar con guanos no"
    two = [replace(one, trainer=n) for n, one in enumerate(copied)]
    assert copied_answers(two, households=2) == [], "four trainers"


def test_a_walk_that_the_minutes_between_two_visits_do_not_hold() -> None:
    ways = {(100, 200): 90, (200, 100): 90}
    pair = [visit(1, 540, 60), visit(2, 620, 60, place=200)]

    def found(visits: list[VisitFact], share: int = 5_000) -> list[tuple[int | None, int | None]]:
        told = impossible_walk(visits, share=share, walk=lambda one, other: between_homes(one, other, ways))
        return [(piece.number, piece.other) for one in told for piece in one.evidence]

    assert found(pair) == [(None, None), (20, 90)]
    assert found(pair, share=2_000) == [], "20 of 90 minutes are more than a fifth"
    assert found([pair[0], replace(pair[1], start=645)]) == [], "half of the way is not below half of it"
    assert found([pair[0], replace(pair[1], place=300)]) == [], "nobody knows the way"
    home, far = Spot(-13_000_000, -74_000_000), Spot(-13_020_000, -74_000_000)
    close = [replace(pair[0], home=home), replace(pair[1], place=100, home=far, start=602)]
    assert found(close) == [(None, None), (2, 27)], "in one community the straight way, at 80 metres a minute"
    assert found([pair[0], visit(2, 601)]) == [], "of the same community without positions nobody knows"
    again = [replace(one, key=f"later-{one.key}", on=one.on + timedelta(days=3)) for one in pair]
    whole = impossible_walk([*pair, *again], share=5_000, walk=lambda one, other: between_homes(one, other, ways))
    assert [len(one.evidence) for one in whole] == [4], "one signal of both days"
    apart = [*pair, *(replace(one, trainer=8) for one in again)]
    assert len(impossible_walk(apart, share=5_000, walk=lambda one, other: between_homes(one, other, ways))) == 2


def case(**more: object) -> CaseFact:
    told = CaseFact("contract", 7, "home", date(2026, 1, 1), date(2027, 1, 1), ())
    return replace(told, **more)  # type: ignore[arg-type]


def test_days_without_a_visit_are_full_in_one_month_alone() -> None:
    waits = [case(from_on=date(2026, 2, 1))]
    found = never_visited(waits, days=45, month=MARCH)
    assert [(one.from_on, one.evidence[0].number, one.evidence[0].other) for one in found] == [
        (date(2026, 2, 1), 45, True)
    ]
    april = Period(date(2026, 4, 1), date(2026, 5, 1))
    assert never_visited(waits, days=45, month=april) == [], "it was found in March"
    seen = [case(from_on=date(2026, 2, 1), visited=(date(2026, 3, 18),))]
    assert date(2026, 2, 1) + timedelta(days=45) == date(2026, 3, 18)
    assert never_visited(seen, days=45, month=MARCH) == [], "a visit on the last day counts, however late it is told"
    ends = [case(from_on=date(2026, 2, 1), until_on=date(2026, 3, 18))]
    assert never_visited(ends, days=45, month=MARCH) == [], "it was nobody's any more"
    since = [case(visited=(date(2026, 1, 20), date(2026, 4, 20)))]
    told = never_visited(since, days=45, month=MARCH)
    assert [(one.from_on, one.evidence[0].other) for one in told] == [(date(2026, 1, 20), False)]
    assert len(never_visited([*waits, case(household="b", from_on=date(2026, 2, 5))], days=45, month=MARCH)) == 1
    today = Period(date(2026, 3, 1), date(2026, 3, 10))
    assert never_visited(waits, days=45, month=today) == [], "the days are not full yet"


def test_a_price_off_the_median_needs_enough_others() -> None:
    prices = [PriceFact(f"p{n}", "sheet", 5, 1_000 + n, date(2026, 2, n)) for n in range(1, 6)]
    far = PriceFact("far", "sheet", 5, 2_400, date(2026, 3, 3))
    found = price_far([*prices, far], share=4_000, least=5, month=MARCH)
    piece = found[0].evidence[0]
    assert [one.subject for one in found] == ["far"]
    assert (piece.number, piece.other, piece.minutes) == (2_400, 1_003, 6)
    assert price_far([*prices[:3], far], share=4_000, least=5, month=MARCH) == []
    assert price_far([*prices, replace(far, on=date(2026, 2, 9))], share=4_000, least=5, month=MARCH) == []
    assert price_far([*prices, replace(far, minor=1_404)], share=4_000, least=5, month=MARCH) == []
    assert price_far([*prices, replace(far, minor=500)], share=4_000, least=5, month=MARCH), "cheap is far, too"


def test_more_than_was_ordered_is_found_in_the_month_in_which_it_came() -> None:
    line = OrderFact("n", 7, "guinea_pigs", 1, "Cuy hembra", 10_000, 9_000, 12_000, DAY)
    found = beyond_order([line])
    assert [(one.detail, one.evidence[0].number, one.evidence[0].other) for one in found] == [
        ("guinea_pigs", 12_000, 10_000)
    ]
    beside = [replace(line, position=2, last_on=DAY + timedelta(days=2)), replace(line, position=3, taken=10_000)]
    both = beyond_order([line, *beside])
    assert [len(one.evidence) for one in both] == [2], "one finding an item"
    assert (both[0].from_on, both[0].until_on) == (DAY, DAY + timedelta(days=3))
    assert len(beyond_order([line, replace(line, item="bees")])) == 2
    assert beyond_order([replace(line, taken=10_000)]) == []
    assert beyond_order([replace(line, before=11_000)]) == [], "it was found when it came"


def test_a_cluster_is_of_one_item_and_community() -> None:
    uses = [UseFact(f"t{n}", "n", 7, "bees", 1, "0501100001", False, n < 3, DAY) for n in range(5)]
    found = abandoned_cluster(uses, share=4_000, least=5, month=MARCH)
    assert [(one.detail, len(one.evidence)) for one in found] == [("bees@0501100001", 3)]
    assert found[0].evidence[0].number == 3 and found[0].evidence[0].other == 5
    assert abandoned_cluster(uses, share=7_000, least=5, month=MARCH) == []
    assert abandoned_cluster(uses[:4], share=4_000, least=5, month=MARCH) == []
    assert (
        abandoned_cluster([replace(one, before=one.abandoned) for one in uses], share=4_000, least=5, month=MARCH) == []
    )
    parted = [replace(one, place_code=f"{n}") for n, one in enumerate(uses)]
    assert abandoned_cluster(parted, share=4_000, least=5, month=MARCH) == []

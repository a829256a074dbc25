"""The visits of the national seed, month by month over the whole country, so that keys go up with the days: two to four
a month to a household, fewer in rain and harvest, months without any, some told late, a few that never were."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from random import Random

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from winay.core.clock import now
from winay.delivery.bulk import Telling, record_many
from winay.delivery.queries.visit_facts import taught
from winay.delivery.queries.visit_ground import Ground, ground_of
from winay.delivery.services.visits import reverse_visit
from winay.delivery.visit_columns import EPOCH, NOWHERE, VisitColumns, Whole, day_of, instant_of, number_of
from winay.delivery.visit_models import STANDS, Visit
from winay.delivery.visit_rules import VisitSaid
from winay.delivery.visit_terms import TOPICS, Demonstration, LastTime, Mark, Seen, Topic
from winay.journal.bulk import among, next_ids
from winay.journal.overlap import overlapping
from winay.registry.models import Household, Member
from winay.registry.terms import LANGUAGES, Kin, Origin
from winay.synthetic.cast import DISTRICTS
from winay.synthetic.chance import Chance, key_of
from winay.synthetic.national_staff import UNTIL, Staff
from winay.synthetic.population import SEED
from winay.targeting.models import Selection
from winay.trainers.contract_models import Contract, ContractNucleus
from winay.trainers.terms import ContractKind

VISITS, OF_HOUSEHOLDS = 30_000_000, 420_000
"""As many for so many registered households."""
LEAST, MOST, FINANCIAL = 1.8, 4.0, 0.45
"""Visits a month to a household at work: of a productive trainer between these, of a financial one."""
SEASON = (0.85, 0.75, 0.85, 1.0, 0.95, 0.9, 1.05, 1.1, 1.1, 1.15, 1.1, 0.95)
"""Rain from January to March, harvest in May and June."""
AWAY, NOBODY = 0.03, 0.06
"""The share of months in which a trainer visits nobody, and in which nobody is at home."""
DAY, SLOT, MOST_A_DAY = 390, 96, 8
"""Minutes after midnight when the first visit begins, those from one to the next, visits in a day."""
ABROAD, PRINT = 0.2, 0.08
"""The share of visits with a position, and of those with a print."""
KEPT = 60
"""Ways in which visits were told, of each kind of trainer."""
REVERSED = 20_000
"""One visit in so many never was."""
PARTS = {"postgresql": 2, "sqlite": 1}
"""Into so many the trainers are parted."""
PACKED = (
    "delivery_visit_once_a_day", "delivery_visit_contract", "delivery_visit_nucleus", "delivery_visit_received",
    "delivery_visit_public_id_key", "delivery_visit_pkey",
)  # fmt: skip
NEVER_WAS = "Es de otra familia con los mismos apellidos: el yachachiq lo anotó en su cuaderno."
ADVICE = (
    "Abonar antes de sembrar.", "Regar por la tarde.", "Separar los machos.", "Limpiar la poza.", "Cambiar el agua.",
    "Sembrar en hilera.", "Guardar semilla.", "Secar la leña.", "Lavarse las manos.", "Cercar el huerto.",
)  # fmt: skip
SAVING = ("Anotar cada venta.", "Guardar la clave.", "Ahorrar cada mes.", "Preguntar el interés.", "Poner precio.")
WHY = ("No llegó el guano.", "Estuvo enferma.", "Llovió toda la semana.", "Fue a la cosecha.")
Progress = Callable[[int, int], None]


def tell_visits(selection: Selection, people: Staff, *, progress: Progress) -> None:
    """All visits up to the last day of the story, each month of a part of the trainers whole or not at all; what is
    told stays as it is. On PostgreSQL two parts are in work at once."""
    served = ContractNucleus.objects.filter(nucleus__version=selection.version_id, nucleus__formation__synthetic=True)
    ours = served.filter(contract__synthetic=True).exclude(nucleus__district__code__in=DISTRICTS)
    trainers = dict(ours.order_by("contract").values_list("contract", "contract__applicant"))
    if not trainers:
        return
    country = _country(list(trainers), people.today - timedelta(days=1))
    parts = _parts(trainers, PARTS[connection.vendor])
    begun = [_last_month(part, people) for part in parts]
    total = round(sum(country.planned(one) for one in _months(country)))
    told = known = Visit.objects.filter(recorded_by=people.central.public_id, source=Origin.SEED).count()
    before = told
    for done in overlapping(lambda chunk, turn: _tell(chunk, people), _chunks(country, parts, begun)):
        told += done
        progress(min(told, total), total)
        if told > 2 * known:
            _count_anew()
            known = told
    _reverse(people)
    if told > before:
        _pack()
    progress(total, total)


@dataclass(frozen=True, slots=True)
class _Chunk:
    """The visits that a part of the trainers made in a month, with their keys where others are told beside them."""

    visits: VisitColumns
    ids: Sequence[int] | None
    ground: Ground


def _parts(trainers: Mapping[int, int], many: int) -> list[Ground]:
    """Contracts in so many parts, all of a person in one: what one person did in a day is told in turns."""
    return [
        ground_of(pk for pk, applicant in trainers.items() if applicant % many == number) for number in range(many)
    ]  # fmt: skip


def _last_month(part: Ground, people: Staff) -> date | None:
    """The last day of which a part has told."""
    mine = Visit.objects.filter(among("contract_id", part.contracts), recorded_by=people.central.public_id)
    last = mine.filter(source=Origin.SEED).order_by("-id").first()
    return last and last.visited_on


def _chunks(country: "Country", parts: Sequence[Ground], begun: Sequence[date | None]) -> Iterator[_Chunk]:
    """Month after month those that are not told yet. Keys go up with the days in all parts of a month together."""
    for first in _months(country):
        waiting = [part for part, last in zip(parts, begun, strict=True) if last is None or first > last]
        if not waiting:
            continue
        visits = country.month(first)
        ids = np.array(next_ids(Visit, len(visits))) if len(parts) > 1 else None
        for part in waiting:
            mine = np.flatnonzero(np.isin(visits.contract, list(part.contracts)))
            yield _Chunk(visits.part(mine), None if ids is None else ids[mine].tolist(), part)


def _tell(chunk: _Chunk, people: Staff) -> int:
    visits = chunk.visits
    at = instant_of(int(visits.told_at.max())) if len(visits) else now()
    act = Telling(people.central, at, Origin.SEED, synthetic=True)
    return record_many(visits, act, chunk.ground, ids=chunk.ids).visits


def _count_anew() -> None:
    """What the database knows of visits, made when they were half as many."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE delivery_visit")


def _pack() -> None:
    """Make the indexes anew, and full: those filled at many places are a third empty by now, the others a tenth, and
    visits of past months do not change. More than a gigabyte in a country."""
    if connection.vendor == "postgresql" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            for name in PACKED:
                cursor.execute(f"ALTER INDEX {name} SET (fillfactor = 100)")
                cursor.execute(f"REINDEX INDEX {name}")
                cursor.execute(f"ALTER INDEX {name} RESET (fillfactor)")


def _reverse(people: Staff) -> None:
    """A few that never were."""
    mine = Visit.objects.filter(recorded_by=people.central.public_id, source=Origin.SEED)
    first, last = mine.order_by("id").first(), mine.order_by("-id").first()
    if first is None or last is None:
        return
    some = range(first.pk, last.pk + 1, REVERSED)
    for one in Visit.objects.filter(STANDS, among("delivery_visit.id", some)).order_by("pk"):
        reverse_visit(visit=one, why=NEVER_WAS, by=people.central, at=min(one.recorded_at + timedelta(days=9), now()))


def _months(country: "Country") -> Iterator[date]:
    """The first days of the months in which anybody visits."""
    month = day_of(int(country.ground.stays.since.min())).replace(day=1) if len(country.ground.stays.since) else UNTIL
    while number_of(month) < country.until:
        yield month
        month = (month + timedelta(days=32)).replace(day=1)


@dataclass(frozen=True, slots=True)
class Country:
    """Everybody who is visited, one row for each unbroken time with a trainer (as `Stays`): who receives, in which
    language, how often. `until`: the first day of which nobody tells. `said`: the ways in which visits are told, those
    of financial trainers second, each once for every language."""

    ground: Ground
    until: int
    rate: NDArray[np.float64]
    financial: NDArray[np.bool_]
    receiver: Whole
    other: Whole
    language: Whole
    latitude_e6: Whole
    longitude_e6: Whole
    said: tuple[VisitSaid, ...]

    def planned(self, first: date) -> float:
        """About how many visits a month has."""
        begin, end = number_of(first), number_of((first + timedelta(days=32)).replace(day=1))
        since, until = self.ground.stays.since, np.minimum(self.ground.stays.until, self.until)
        part = np.clip(np.minimum(until, end) - np.maximum(since, begin), 0, None) / (end - begin)
        return float((part * self.rate).sum() * SEASON[first.month - 1] * (1 - AWAY) * (1 - NOBODY))

    def month(self, first: date) -> VisitColumns:
        """The visits of a month, in the order of days and households."""
        stays, begin = self.ground.stays, number_of(first)
        end = min(number_of((first + timedelta(days=32)).replace(day=1)), self.until)
        live = np.flatnonzero((stays.since < end) & (stays.until > begin))
        chance = _chance(f"visits/{first}", stays.contract[live] * (1 << 24) + stays.enrolment[live])
        trainer = _chance(f"trainer/{first}", stays.contract[live])
        often = self.rate[live] * SEASON[first.month - 1] * (0.8 + 0.4 * chance.uniform("keen"))
        often *= ~trainer.below("away", AWAY) & ~chance.below("nobody", NOBODY)
        count = (often + chance.uniform("one more")).astype(np.int64)
        row = np.repeat(live, count)
        number = np.arange(len(row)) - np.repeat(np.cumsum(count) - count, count)
        phase = (number + np.repeat(chance.uniform("when"), count)) / np.repeat(np.maximum(count, 1), count)
        order = np.lexsort((phase, stays.contract[row]))
        row, number = row[order], number[order]
        days = np.array([one for one in range(begin, end) if day_of(one).weekday() < 6])
        on, slot, fits = _scheduled(stays.contract[row], days)
        fits &= (stays.since[row] <= on) & (on < stays.until[row])
        row, number, on, slot = row[fits], number[fits], on[fits], slot[fits]
        order = np.lexsort((stays.enrolment[row], on))
        return self._told(row[order], number[order], on[order], slot[order])

    def _told(self, row: Whole, number: Whole, on: Whole, slot: Whole) -> VisitColumns:
        stays = self.ground.stays
        chance = _chance("visit", (stays.contract[row] << 34) ^ (stays.enrolment[row] * 40_000 + on))
        minutes = chance.between("minutes", 40, 84)
        languages, other = len(LANGUAGES), chance.below("another", 0.25) & (self.other[row] > 0)
        where = chance.below("position", ABROAD) & (self.latitude_e6[row] != 0)
        ahead = chance.between("ahead", 5, 20) * chance.below("next", 0.5)
        late = np.where(chance.below("late", 0.2), chance.triangle("days", 1, 3, 40).astype(np.int64), 0)
        told = (on + late) * 86_400 + (18 + 5) * 3_600 + chance.between("second", 0, 3_500)
        told = np.minimum(told, int(now().timestamp()) - 60)
        zero = np.zeros(len(row), dtype=np.int64)
        words = (self.financial[row] * KEPT + chance.between("words", 0, KEPT - 1)) * languages + self.language[row]
        return VisitColumns(
            contract=stays.contract[row], enrolment=stays.enrolment[row],
            receiver=np.where(other, self.other[row], self.receiver[row]), on=on,
            start=DAY + slot * SLOT + chance.between("start", 0, 10), minutes=minutes,
            next_on=np.where(ahead > 0, on + ahead, 0), latitude_e6=np.where(where, self.latitude_e6[row], zero),
            longitude_e6=np.where(where, self.longitude_e6[row], zero),
            accuracy_m=np.where(where, chance.between("metres", 4, 60), NOWHERE), told_at=told * 1_000_000,
            words=words, said=self.said,
        )  # fmt: skip


def _chance(question: str, numbers: Whole) -> Chance:
    return Chance.numbered(np.full(1, key_of(f"{SEED}/{question}")), numbers)


def _scheduled(contract: Whole, days: Whole) -> tuple[Whole, Whole, NDArray[np.bool_]]:
    """The day of each visit of a month and its place in that day, where rows of a trainer stand together in the order
    in which they go; and whether it fits into the day."""
    _, first, many = np.unique(contract, return_index=True, return_counts=True)
    place, theirs = np.arange(len(contract)) - np.repeat(first, many), np.repeat(many, many)
    day = place * len(days) // theirs
    slot = place - -(-day * theirs // len(days))
    return days[day], slot, (slot >= 0) & (slot < MOST_A_DAY)


def _country(keys: list[int], today: date) -> Country:
    ground = ground_of(keys)
    stays = ground.stays
    kinds = {pk: one.kind == ContractKind.FINANCIAL for pk, one in ground.contracts.items()}
    financial = np.array([kinds[one] for one in stays.contract.tolist()], dtype=bool)
    homes = np.unique(stays.home).tolist()
    told = {}
    rows = Household.objects.filter(among("registry_household.id", homes))
    for pk, receiver, language, latitude, longitude in rows.values_list(
        "pk", "participant", "language", "latitude_e6", "longitude_e6"
    ):
        told[pk] = (receiver or 0, LANGUAGES.index(language) if language in LANGUAGES else LANGUAGES.index("es"),
                    latitude or 0, longitude or 0)  # fmt: skip
    some = Member.objects.filter(among("registry_member.household_id", homes), kin=Kin.PARTNER, left_on=None)
    partners = dict(some.filter(erased_at=None).values_list("household", "pk"))
    table = np.array([told[one] for one in stays.home.tolist()], dtype=np.int64).reshape(-1, 4).T
    other = np.array([partners.get(one, 0) for one in stays.home.tolist()], dtype=np.int64)
    country = Country(
        ground, number_of(min(UNTIL, today)) + 1, np.where(financial, FINANCIAL, 1.0), financial, table[0], other,
        table[1], table[2], table[3], said_ways(ground),
    )  # fmt: skip
    wanted = VISITS * Household.objects.filter(synthetic=True, origin=Origin.SEED).count() / OF_HOUSEHOLDS
    plain = sum(country.planned(one) for one in _months(country))
    of_finance = sum(
        _of(country, np.where(financial, FINANCIAL, 0.0)).planned(one) for one in _months(country)
    )  # fmt: skip
    rate = min(MOST, max(LEAST, (wanted - of_finance) / max(1.0, plain - of_finance)))
    return _of(country, np.where(financial, FINANCIAL, rate))


def _of(country: Country, rate: NDArray[np.float64]) -> Country:
    return replace(country, rate=rate)


def said_ways(ground: Ground) -> tuple[VisitSaid, ...]:
    """Ways in which visits are told, the same on any day."""
    some: Contract = next(iter(ground.contracts.values()))
    items = [one for one in ("open_field_garden", "guinea_pigs", "laying_hens", "improved_stove", "safe_water")
             if one in taught(some.version, ContractKind.PRODUCTIVE)]  # fmt: skip
    found: list[VisitSaid] = []
    for kind in (ContractKind.PRODUCTIVE, ContractKind.FINANCIAL):
        for number in range(KEPT):
            bare = _way(Random(f"{SEED}/said/{kind}/{number}"), kind, items)
            found += [replace(bare, language=language) for language in LANGUAGES]
    return tuple(found)


def _way(luck: Random, kind: ContractKind, items: list[str]) -> VisitSaid:
    topics = sorted(TOPICS[kind], key=list(Topic).index)
    productive = kind is ContractKind.PRODUCTIVE and items
    last = luck.choices(list(LastTime), (1, 6, 2, 1))[0]
    started = luck.random() < 0.1
    told = luck.random() < PRINT
    return VisitSaid(
        on=EPOCH, began=time(), minutes=0, language="es", present=(),
        items=tuple(luck.sample(items, 1 if luck.random() < 0.8 else 2)) if productive else (),
        topics=tuple(luck.sample(topics, 1)) if not productive or luck.random() < 0.3 else (),
        last_time=last, last_why=luck.choice(WHY) if last in {LastTime.PARTLY, LastTime.NOT_DONE} else "",
        advice=luck.choice(ADVICE if productive else SAVING), mark=Mark.PRINT if told else Mark.SIGNATURE,
        witness="Teófila Auqui" if told else "",
        demonstration=luck.choices(list(Demonstration), (6, 3, 1))[0],
        initiative=Seen.YES if started else luck.choice((Seen.NO, Seen.NO, Seen.NOT_SEEN)),
        initiative_what="Otra poza con adobes propios" if started else "",
        feed=luck.choice((None, None, Seen.YES, Seen.NO)) if productive else None,
    )  # fmt: skip

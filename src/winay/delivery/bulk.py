"""Telling many visits at once: the same facts, rules and rows as `services.visits.record_visit`, in one transaction
with one line of the journal.

What is plainly right is found column by column; every other visit is judged by the verb itself, in its turn. Whatever
is wrong with a visit keeps that one out and no other. The line names contracts, nuclei and districts, not each visit: a
country's would take more room than the visits. `tests/delivery/test_bulk_equals_verbs.py` gives the same visits to both
ways and compares rows, refusals and subjects.
"""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, time
from time import time_ns
from typing import Any
from uuid import UUID, uuid4

import numpy as np
from django.db import connection, transaction
from numpy.typing import NDArray

from winay.core.actors import Actor, Permission
from winay.core.decision import Reason
from winay.core.errors import Refused
from winay.core.garbage import uncollected
from winay.delivery.access import require_for
from winay.delivery.queries.visit_facts import taught
from winay.delivery.queries.visit_ground import Ground, People, busy_between
from winay.delivery.services.visits import locked_contract, tell_row, words_of
from winay.delivery.visit_columns import EPOCH, NOWHERE, VisitColumns, Whole, day_of, instant_of, number_of
from winay.delivery.visit_models import Visit
from winay.delivery.visit_rules import (
    EARLIEST,
    LATEST,
    LONGEST,
    NEXT_WITHIN,
    ON_EARTH,
    SHORTEST,
    PresentSaid,
    VisitFacts,
    VisitSaid,
    may_record,
)
from winay.enrolment.models import Enrolment
from winay.journal.bulk import NOTHING, among, as_text, insert_rows, insert_texts, next_ids
from winay.journal.services import record
from winay.nuclei.services.records import today_at
from winay.places.rules import name_key
from winay.registry.models import Member
from winay.registry.terms import Origin
from winay.trainers.application_models import Applicant
from winay.trainers.contract_models import Contract
from winay.trainers.terms import ContractKind

Mask = NDArray[np.bool_]
TOGETHER = 50_000
"""Visits in one statement."""
QUARTER = 900_000_000
"""Microseconds of a quarter of an hour."""
MIDNIGHT, MOST_METRES = 24 * 60, 100_000
OF_WORDS = (
    "language", "items", "topics", "last_time", "last_why", "advice", "demonstration", "initiative", "initiative_what",
    "doubts", "witness", "water_source", "water_flow", "water_turn", "feed", "weather", "agrarian_report",
    "withdrawal_told", "safety", "safety_what",
)  # fmt: skip
SAME = ("source", "recorded_by", "synthetic", "present", "receiver_name", "ended_how", "ended_why")
OWN = (
    "id", "public_id", "contract_id", "enrolment_id", "nucleus_id", "receiver_id", "receiver_relation", "receiver_sex",
    "visited_on", "next_on", "latitude_e6", "longitude_e6", "accuracy_m", "start_minute", "minutes", "recorded_at",
    "kind",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Telling:
    """What is the same for all of them. `at`: when the act is done; each visit has its own time of telling."""

    by: Actor
    at: datetime
    source: Origin = Origin.SEED
    synthetic: bool = False


@dataclass(slots=True)
class Recorded:
    """How many visits stand, and why others do not, by their number among those given, from 0."""

    visits: int = 0
    refused: dict[int, tuple[Reason, ...]] = field(default_factory=dict)


@uncollected()
@transaction.atomic
def record_many(visits: VisitColumns, act: Telling, ground: Ground, *, ids: Sequence[int] | None = None) -> Recorded:
    """Tell visits: those that may be told stand all or none, the plain ones with keys in their order. `ids` are keys
    that the caller took, one for each. `NotAllowed` for a nucleus outside one's territory, LookupError for a contract
    that `ground` does not hold."""
    done = Recorded()
    if not len(visits):
        return done
    applicants = sorted({one.applicant_id for one in ground.contracts.values()})
    rows = Applicant.objects.select_for_update(no_key=True).filter(among("trainers_applicant.id", applicants))
    list(rows.order_by("pk").values_list("pk"))  # what one person did in a day is told in turns
    judging = _Judging(visits, ground, applicants)
    plain = judging.plain()
    keys = np.unique(judging.stays.nucleus[judging.stay[plain]]).tolist()
    for key in keys:
        require_for(ground.nuclei[key], Permission.RECORD_VISIT, act.by)
    _Writing(visits, act, ground, judging).write(np.flatnonzero(plain), ids)
    done.visits = int(plain.sum())
    nuclei = {ground.nuclei[key] for key in keys}
    contracts = {int(one) for one in np.unique(visits.contract[plain])}
    for number in np.flatnonzero(~plain).tolist():
        try:
            one = _by_itself(visits, number, act, judging.people)
        except Refused as refused:
            done.refused[number] = refused.reasons
        else:
            done.visits += 1
            nuclei.add(one.nucleus)
            contracts.add(one.contract_id)
    if done.visits:
        record(
            "delivery.record_many", by=act.by, at=act.at,
            subjects=[
                *(("contract", str(ground.contracts[one].public_id)) for one in sorted(contracts)),
                *(("nucleus", str(one.public_id)) for one in nuclei),
                *{("place", one.district.code) for one in nuclei},
            ],
            after={"visits": done.visits, "from_on": day_of(int(visits.on.min())),
                   "last_on": day_of(int(visits.on.max())), "source": act.source, "refused": len(done.refused)},
        )  # fmt: skip
    return done


def _by_itself(visits: VisitColumns, number: int, act: Telling, people: People) -> Visit:
    """One visit by the verb's own way; `Refused` with its reasons."""
    member = int(visits.receiver[number])
    known = Member.objects.filter(pk=member).values_list("public_id", flat=True).first()
    said = visits.told(number, PresentSaid(known or uuid4()))
    at = instant_of(int(visits.told_at[number]))
    enrolment = Enrolment.objects.select_related("household").get(pk=int(visits.enrolment[number]))
    contract = locked_contract(int(visits.contract[number]))
    return tell_row(contract, enrolment, said, act.by, at, act.source, None, synthetic=act.synthetic)


class _Judging:
    """Which visits are plainly right. Whatever it is not sure of, it leaves to the verb."""

    def __init__(self, visits: VisitColumns, ground: Ground, applicants: Sequence[int]) -> None:
        self.visits, self.ground, self.applicants = visits, ground, applicants
        self.stays, self.people = ground.stays, ground.know(visits.receiver)
        self.stay = self.stays.of(visits.contract, visits.enrolment, visits.on)
        self.row = self.people.of(visits.receiver)
        keys = np.array(sorted(ground.contracts), dtype=np.int64)
        if not np.isin(visits.contract, keys).all():
            raise LookupError("visits of a contract that is not on the ground")
        self.contract = np.searchsorted(keys, visits.contract)
        contracts = [ground.contracts[int(key)] for key in keys]
        self.contracts = contracts
        self.applicant = np.array([one.applicant_id for one in contracts], dtype=np.int64)[self.contract]

    def plain(self) -> Mask:
        fine = (self.stay >= 0) & self._received() & self._hours() & self._days() & self._place()
        fine &= self._words()
        return fine & ~self._met()

    def _received(self) -> Mask:
        people, row = self.people, self.row
        if not len(people.pk):
            return np.zeros(len(row), dtype=bool)
        home = np.where(self.stay >= 0, self.stays.home[np.maximum(self.stay, 0)], 0) if len(self.stays.home) else row
        on = self.visits.on
        theirs = people.home[row] == home
        return (row >= 0) & (home > 0) & theirs & (people.since[row] <= on) & (on < people.until[row])

    def _hours(self) -> Mask:
        start, minutes = self.visits.start, self.visits.minutes
        usual = (start >= EARLIEST) & (start <= LATEST) & (minutes >= SHORTEST) & (minutes <= LONGEST)
        return usual & (start + minutes <= MIDNIGHT)

    def _days(self) -> Mask:
        on, told, ahead = self.visits.on, self.visits.told_at, self.visits.next_on
        days, which = np.unique(told // QUARTER, return_inverse=True)  # a local day begins with one
        today = np.array([number_of(today_at(instant_of(int(one) * QUARTER))) for one in days])[which]
        return (on <= today) & ((ahead == 0) | (on < ahead) & (ahead <= on + NEXT_WITHIN.days))

    def _place(self) -> Mask:
        visits, metres = self.visits, self.visits.accuracy_m
        there = (abs(visits.latitude_e6) <= ON_EARTH[0]) & (abs(visits.longitude_e6) <= ON_EARTH[1])
        return (metres == NOWHERE) | there & (metres >= 0) & (metres <= MOST_METRES)

    def _words(self) -> Mask:
        """What was said is judged once for each version and kind of trainer, and for each trainer where a witness might
        be that one."""
        many = len(self.visits.said)
        kinds: dict[tuple[int, str, str], int] = {}
        of_contract = np.array(
            [kinds.setdefault((one.version_id, one.kind, ""), len(kinds)) for one in self.contracts], dtype=np.int64
        )
        sample = {int(number): self.contracts[at] for at, number in reversed(list(enumerate(of_contract)))}
        pairs, which = np.unique(of_contract[self.contract] * many + self.visits.words, return_inverse=True)
        good = [_said_well(self.visits.said[int(one) % many], sample[int(one) // many]) for one in pairs]
        fine = np.array(good, dtype=bool)[which]
        witnessed = np.array([bool(one.witness) for one in self.visits.said])[self.visits.words]
        for number in np.flatnonzero(fine & witnessed).tolist() if witnessed.any() else ():
            name = name_key(self.contracts[self.contract[number]].applicant.name)
            fine[number] = name_key(self.visits.said[self.visits.words[number]].witness) != name
        return fine

    def _met(self) -> Mask:
        """Days of a trainer on which two things meet, or a household is told of twice."""
        visits = self.visits
        before = busy_between(self.applicants, day_of(int(visits.on.min())), day_of(int(visits.on.max())))
        who = np.concatenate([before[0], self.applicant])
        on, start = np.concatenate([before[1], visits.on]), np.concatenate([before[2], visits.start])
        minutes, cycle = np.concatenate([before[3], visits.minutes]), np.concatenate([before[4], visits.enrolment])
        group = who * (1 << 20) + on
        order = np.lexsort((start, group))
        same = group[order][1:] == group[order][:-1]
        meets = same & (start[order][1:] < start[order][:-1] + minutes[order][:-1])
        bad = [group[order][1:][meets]]
        order = np.lexsort((cycle, group))
        twice = (
            (group[order][1:] == group[order][:-1]) & (cycle[order][1:] == cycle[order][:-1]) & (cycle[order][1:] > 0)
        )
        bad.append(group[order][1:][twice])
        return np.isin(group[len(before[0]) :], np.unique(np.concatenate(bad)))


def _said_well(said: VisitSaid, contract: Contract) -> bool:
    """Whether the rule has nothing against the words, were everything else right."""
    somebody, kind = UUID(int=0), ContractKind(contract.kind)
    facts = VisitFacts(
        today=EPOCH, kind=kind, began_on=EPOCH, over_on=day_of(1), trainer="", enrolled_on=EPOCH, in_nucleus=True,
        in_caseload=True, people=frozenset([somebody]), taught=frozenset(taught(contract.version, kind)), busy=(),
    )  # fmt: skip
    told = replace(
        said, on=EPOCH, began=time(9), minutes=SHORTEST, present=(PresentSaid(somebody),), next_on=None, position=None
    )
    return may_record(told, facts).ok


class _Writing:
    """Visits as rows. PostgreSQL takes them as text, made a column at a time."""

    def __init__(self, visits: VisitColumns, act: Telling, ground: Ground, judging: _Judging) -> None:
        self._visits, self._act, self._ground, self._judging = visits, act, ground, judging
        self._same = (act.source.value, act.by.public_id, act.synthetic, 1, "", "", "")
        self._words = [tuple(words_of(one)[name] for name in OF_WORDS) for one in visits.said]

    def write(self, numbers: "NDArray[np.intp]", given: Sequence[int] | None) -> None:
        """In the order of their numbers; the first gets the lowest key, or each its own of those given."""
        for start in range(0, len(numbers), TOGETHER):
            some = numbers[start : start + TOGETHER]
            ids = next_ids(Visit, len(some)) if given is None else [given[one] for one in some.tolist()]
            if connection.vendor == "postgresql":
                insert_texts(Visit, [*SAME, *OF_WORDS, *OWN], self._lines(some, ids))
            else:
                insert_rows(Visit, [*SAME, *OF_WORDS, *OWN], self._rows(some, ids))

    def _rows(self, some: "NDArray[np.intp]", ids: Sequence[int]) -> Iterator[tuple[Any, ...]]:
        visits, people, judging = self._visits.part(some), self._judging.people, self._judging
        row, stay = judging.row[some], judging.stay[some]
        for at, (key, public_id) in enumerate(zip(ids, _public_ids(len(some)), strict=True)):
            nowhere = visits.accuracy_m[at] == NOWHERE
            where = (visits.latitude_e6[at], visits.longitude_e6[at], visits.accuracy_m[at])
            yield (
                *self._same, *self._words[visits.words[at]], key, UUID(public_id), int(visits.contract[at]),
                int(visits.enrolment[at]), int(judging.stays.nucleus[stay[at]]), int(visits.receiver[at]),
                people.kin[row[at]], people.sex[row[at]], day_of(int(visits.on[at])),
                day_of(int(visits.next_on[at])) if visits.next_on[at] else None,
                *((None, None, None) if nowhere else map(int, where)), int(visits.start[at]), int(visits.minutes[at]),
                instant_of(int(visits.told_at[at])), judging.contracts[judging.contract[some[at]]].kind,
            )  # fmt: skip

    def _lines(self, some: "NDArray[np.intp]", ids: Sequence[int]) -> str:
        visits, people, judging = self._visits.part(some), self._judging.people, self._judging
        row, stay = judging.row[some], judging.stay[some]
        nowhere = visits.accuracy_m == NOWHERE
        kinds = np.array([one.kind for one in judging.contracts], dtype=object)
        same = "\t".join(map(as_text, self._same))
        words = np.array([f"{same}\t{chr(9).join(map(as_text, one))}" for one in self._words], dtype=object)
        columns = (
            words[visits.words].tolist(),
            map(str, ids),
            _public_ids(len(some)),
            map(str, visits.contract.tolist()),
            map(str, visits.enrolment.tolist()),
            map(str, judging.stays.nucleus[stay].tolist()),
            map(str, visits.receiver.tolist()),
            people.kin[row].tolist(),
            people.sex[row].tolist(),
            _days(visits.on),
            _days(visits.next_on),
            *(
                [NOTHING if no else str(one) for no, one in zip(nowhere.tolist(), column.tolist(), strict=True)]
                for column in (visits.latitude_e6, visits.longitude_e6, visits.accuracy_m)
            ),
            map(str, visits.start.tolist()),
            map(str, visits.minutes.tolist()),
            _instants(visits.told_at),
            kinds[judging.contract[some]].tolist(),
        )
        return "\n".join(map("\t".join, zip(*columns, strict=True))) + "\n"


def _days(numbers: Whole) -> list[str]:
    """Days as COPY reads them, nothing for 0."""
    days, which = np.unique(numbers, return_inverse=True)
    texts = np.array([day_of(one).isoformat() if one else NOTHING for one in days.tolist()], dtype=object)
    found: list[str] = texts[which].tolist()
    return found


def _instants(numbers: Whole) -> list[str]:
    texts = np.datetime_as_string(numbers.astype("datetime64[us]"), timezone="UTC")
    found: list[str] = texts.tolist()
    return found


def _public_ids(count: int) -> list[str]:
    """Fresh public ids that begin with the time and grow: so many at random places would tear their index apart."""
    raw = np.frombuffer(os.urandom(16 * count), dtype=np.uint8).reshape(-1, 16).copy()
    began = time_ns() // 1_000_000 * 4_096
    ticks = (began + np.arange(count, dtype=np.int64)).astype(">u8")  # 48 bits of milliseconds, 12 that go on counting
    parts = ticks.view(np.uint8).reshape(-1, 8)
    raw[:, 0:6] = ((ticks.astype(np.int64) >> 12).astype(">u8")).view(np.uint8).reshape(-1, 8)[:, 2:8]
    raw[:, 6] = 0x70 | (parts[:, 6] & 0x0F)
    raw[:, 7] = parts[:, 7]
    raw[:, 8] = 0x80 | (raw[:, 8] & 0x3F)
    text = raw.tobytes().hex()
    return [text[at : at + 32] for at in range(0, len(text), 32)]

"""What every cube stands on: the tables of a lake as Ibis sees them, and what a nucleus, a household and a day are told
apart by. The expressions name no engine."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import ibis
from ibis.expr.types import BooleanValue, IntegerValue, StringValue, Table, Value

from winay.delivery.queries.adoption import BANDS
from winay.enrolment.terms import ExitReason

AGES = (30, 45, 60)
"""Years of age that part participants: young ones are below the first."""


@dataclass(frozen=True)
class Ground:
    """The tables of a snapshot, by their names in the lake, and the day it speaks of."""

    tables: Mapping[str, Table]
    today: date

    def __getitem__(self, name: str) -> Table:
        return self.tables[name]


def ones(test: BooleanValue) -> IntegerValue:
    """1 where something is so, otherwise 0, also where nobody knows: to be added up."""
    return test.fill_null(False).cast("int64")


def band_of(number: IntegerValue, edges: tuple[int, ...]) -> StringValue:
    """ "0" up to the first edge, "1" up to the second and so on; "" unknown."""
    found = ibis.cases(*((number <= edge, str(place)) for place, edge in enumerate(edges)), else_=str(len(edges)))
    return number.isnull().ifelse("", found)


def districts(ground: Ground) -> Table:
    """Each district with its department, its province and the office whose territory it is; "" where there is none. A
    department or a province is here too, for what is told of no district."""
    places = ground["places"].filter(ground["places"].code.length() <= 6).select("code")
    offices = ground["office_places"]
    found = places
    for name, digits in (("by_district", 6), ("by_province", 4), ("by_department", 2)):
        some = offices.filter(offices.code.length() == digits).select(**{name: offices.office, "key": offices.code})
        found = found.left_join(some, found.code.substr(0, digits) == some.key).drop("key")
    office = ibis.coalesce(found.by_district, found.by_province, found.by_department, ibis.literal(""))
    return found.select(
        district=found.code,
        department=found.code.substr(0, 2),
        office=office,
        province=(found.code.length() < 4).ifelse("", found.code.substr(0, 4)),
    )


def versions(ground: Ground) -> Table:
    """Each version of a program by its key, with the visits a month that it asks for."""
    told, norms = ground["versions"], ground["norms"]
    norms = norms.select(norm_of=norms.version, least=norms.number)
    return told.left_join(norms, [("id", "norm_of")]).select("id", "program", "version", "least")


def nuclei(ground: Ground) -> Table:
    """Each nucleus: where, under which rules, at which stage today ("" before its work began)."""
    rows, stages = ground["nuclei"], ground["stages"]
    stages = stages.filter(stages.began_on <= ground.today)
    last = stages.group_by("nucleus").aggregate(stage=stages.stage.argmax(stages.began_on)).rename(staged="nucleus")
    where = districts(ground)
    rules = versions(ground).rename(rules_of="id")
    found = rows.rename(rules="version").left_join(last, [("id", "staged")])
    found = found.left_join(where, [("district", "district")])
    found = found.left_join(rules, [("rules", "rules_of")])
    return found.select(
        "office", "department", "province", "program", "version", "least", "formed_on", "closed_on", "synthetic",
        nucleus=found.id, district=found.district, stage=found.stage.fill_null(""),
    )  # fmt: skip


def homes(ground: Ground) -> Table:
    """Each cycle (`cycle` is the enrolment's key) with what its household is told apart by, as the registry knows it
    today: where, sex and age of the participant, language, zone, year of entry, rules."""
    cycles, households, people = ground["cycles"], ground["households"], ground["participants"]
    cycles = cycles.filter(cycles.exit_reason != ExitReason.MISTAKE.value)
    places = ground["places"].select(place_id="id", metres="altitude_m")
    homes = households.select("language", "place", "participant", home="id", code=households.district)
    people = people.select("sex", "born", person="id")
    rules = versions(ground).drop("least").rename(rules_of="id")
    where = districts(ground)
    found = cycles.rename(rules="version").join(homes, [("household", "home")])
    found = found.left_join(people, [("participant", "person")])
    found = found.left_join(places, [("place", "place_id")])
    found = found.left_join(rules, [("rules", "rules_of")])
    found = found.mutate(district=found.code.cast("string").lpad(6, "0"))
    found = found.left_join(where, [("district", "district")])
    age = ibis.literal(ground.today.year) - found.born
    return found.select(
        "household", "enrolled_on", "must_end_by", "ended_on", "exit_reason", "source", "synthetic", "office",
        "department", "province", "program", "version", cycle=found.id, district=found.district,
        language=found.language.fill_null(""), sex=found.sex.fill_null(""), age=band_of(age + 1, AGES),
        zone=band_of(found.metres, BANDS), cohort=found.enrolled_on.year().cast("string"),
    )  # fmt: skip


def present(joined: Value, left: Value, day: Value | date) -> BooleanValue:
    """Whether a stay that began on one day and ended before another (null: it did not) holds a day."""
    return (joined <= day) & (left.isnull() | (left > day))


def last_nuclei(ground: Ground) -> Table:
    """The nucleus each cycle is in today, or was in last (`here` says which)."""
    stays = ground["memberships"]
    stays = stays.filter(stays.joined_on <= ground.today)
    found = stays.group_by("enrolment").aggregate(
        nucleus=stays.nucleus.argmax(stays.joined_on), left_on=stays.left_on.fill_null(date.max).max()
    )
    return found.select("nucleus", member=found.enrolment, here=(found.left_on > ground.today))

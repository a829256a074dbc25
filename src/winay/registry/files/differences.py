"""What a file says of a household that is here already, against what is known: the corrections that would follow.

Plain Python. What a file leaves empty says nothing: it takes nothing away. What needs words and a day of its own (a
move, another participant, somebody who left) is never done by a file; it is a reason to look.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from winay.core.decision import Reason
from winay.registry.facts import HouseholdFacts, MemberFacts
from winay.registry.rules import household_code
from winay.registry.sounds import sound_keys
from winay.registry.terms import BirthPrecision, IdMissing, Kin, Sex


@dataclass(frozen=True, slots=True)
class OnFile:
    """A household as the registry has it: its row, its people of today, and the newest of what it told."""

    household: Any
    members: tuple[Any, ...]
    described: Any = None
    juntos: Any = None
    classified: Any = None
    consented: bool = False


@dataclass(slots=True)
class Changes:
    """What would be corrected, or why it is not done by a file."""

    where: dict[str, Any] = field(default_factory=dict)
    corrected: list[tuple[Any, MemberFacts]] = field(default_factory=list)
    added: list[MemberFacts] = field(default_factory=list)
    represent: list[Any] = field(default_factory=list)
    away: list[tuple[Any, MemberFacts]] = field(default_factory=list)
    describe: bool = False
    juntos: bool = False
    classify: bool = False
    consent: bool = False
    reasons: list[tuple[int, Reason]] = field(default_factory=list)

    @property
    def any(self) -> bool:
        """Whether anything would change."""
        people = self.corrected or self.added or self.represent or self.away
        return bool(self.where or people or self.describe or self.juntos or self.classify or self.consent)


def changes(known: OnFile, facts: HouseholdFacts, hashes: Sequence[str], ids: Mapping[int, str]) -> Changes:
    """What the file changes. `hashes` are those of the facts' ids; `ids` the ids on record, by member."""
    found, home = Changes(), known.household
    if home.closed_on is not None:
        found.reasons.append((0, Reason("registry.household_closed", {"on": home.closed_on.isoformat()})))
    if home.place.code != facts.place_code:
        code = household_code(home.public_id)
        found.reasons.append((0, Reason("registry.file_moves", {"household": code, "place": home.place.code})))
    for name in ("reference", "language", "latitude_e6", "longitude_e6"):
        said = getattr(facts, name)
        if said not in ("", None) and said != getattr(home, name):
            found.where[name] = said
    _people(found, known, facts, hashes, ids)
    _told(found, known, facts)
    return found


def _people(
    found: Changes, known: OnFile, facts: HouseholdFacts, hashes: Sequence[str], ids: Mapping[int, str]
) -> None:
    left = list(known.members)
    for number, (said, hashed) in enumerate(zip(facts.members, hashes, strict=True), start=1):
        row = _same(left, said, hashed)
        if row is None:
            if said.kin is Kin.PARTICIPANT:
                found.reasons.append((number, Reason("registry.file_participant", {"member": number})))
            else:
                found.added.append(said)
            continue
        left.remove(row)
        if (said.kin is Kin.PARTICIPANT) != (row.pk == known.household.participant_id):
            found.reasons.append((number, Reason("registry.file_participant", {"member": number})))
            continue
        whole = filled(row, said, ids.get(row.pk, ""))
        if differs(row, whole, ids.get(row.pk, "")):
            found.corrected.append((row, whole))
        if said.represents and row.represents_since is None:
            found.represent.append(row)
        if said.away is not None and (row.away_since, row.whereabouts) != (said.away.since, said.away.whereabouts):
            found.away.append((row, said))


def _same(rows: Sequence[Any], said: MemberFacts, hashed: str) -> Any:
    """The member whom these facts are about: by id; without one on either side, by names that sound alike and birth."""
    if hashed:
        for row in rows:
            if row.national_id_hash == hashed:
                return row
    names = (sound_keys(said.given_names), sound_keys(said.surname_1))
    for row in rows:
        if hashed and row.national_id_hash:
            continue
        alike = names == (sound_keys(row.given_names), sound_keys(row.surname_1))
        if alike and (said.born_on is None or row.born_on is None or said.born_on.year == row.born_on.year):
            return row
    return None


def filled(row: Any, said: MemberFacts, national_id: str) -> MemberFacts:
    """The facts with what they leave empty taken from what is known."""
    languages = said.languages or tuple(row.languages.split())
    missing = said.id_missing or (IdMissing(row.id_missing) if row.id_missing else None)
    whole = replace(
        said,
        surname_2=said.surname_2 or row.surname_2,
        sex=Sex(row.sex) if said.sex is Sex.UNKNOWN else said.sex,
        national_id=said.national_id or national_id,
        id_missing=missing,
        languages=languages,
        reads=row.reads if said.reads is None else said.reads,
        phone=said.phone or row.phone,
        public_id=row.public_id,
    )
    if _vaguer(said.birth_precision, row.birth_precision, said.born_on, row.born_on):
        whole = replace(whole, born_on=row.born_on, birth_precision=BirthPrecision(row.birth_precision))
    return whole


_EXACT = {word.value: at for at, word in enumerate(BirthPrecision)}


def _vaguer(said: str, known: str, born: date | None, on_record: date | None) -> bool:
    """Whether a birth is said less exactly than it is known, and not against it."""
    if born is None:
        return True
    return _EXACT[said] > _EXACT[known] and on_record is not None and born.year == on_record.year


def differs(row: Any, whole: MemberFacts, national_id: str) -> bool:
    """Whether correcting would change anything."""
    now = (
        row.given_names, row.surname_1, row.surname_2, row.sex, row.born_on, row.birth_precision, row.kin,
        national_id, row.languages, row.reads, row.phone,
    )  # fmt: skip
    said = (
        whole.given_names, whole.surname_1, whole.surname_2, whole.sex, whole.born_on, whole.birth_precision,
        whole.kin, whole.national_id, " ".join(whole.languages), whole.reads, whole.phone,
    )  # fmt: skip
    missing = "" if whole.national_id else (whole.id_missing or IdMissing.NOT_ASKED)
    return now != said or row.id_missing != missing


def _told(found: Changes, known: OnFile, facts: HouseholdFacts) -> None:
    if (said := facts.description) is not None:
        row = known.described
        names = ("farm_ha", "labour_share", "property_share", "sold_share", "main_activity")
        found.describe = row is None or any(getattr(row, one) != getattr(said, one) for one in names)
    if facts.juntos is not None:
        row = known.juntos
        found.juntos = row is None or (row.member, row.since) != (facts.juntos.member, facts.juntos.since)
    if (told := facts.classification) is not None:
        row = known.classified
        found.classify = row is None or (row.classification, row.expires_on) != (told.classification, told.expires_on)
    found.consent = facts.consent is not None and not known.consented

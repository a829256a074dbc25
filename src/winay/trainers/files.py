"""A file of applications that came on paper: one row a person, read and judged whole, registered in one act.

The cells are read as those of a file of households; what is wrong with one names its row, its column and what to do.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from winay.core.actors import Actor, Permission
from winay.core.decision import Reason
from winay.core.errors import Refused
from winay.journal.services import record
from winay.places.tables import Problems, Row, read_table
from winay.registry.files.columns import SYNONYMS
from winay.registry.files.reading import Fault, read_birth
from winay.registry.national_ids import read_id
from winay.registry.terms import LANGUAGES, BirthPrecision, Sex
from winay.trainers.access import require_for
from winay.trainers.application_models import Application
from winay.trainers.application_rules import ApplicationSaid, PersonSaid
from winay.trainers.contest_models import Contest, Vacancy
from winay.trainers.services.applications import Entry, judge_entry, write_entry
from winay.trainers.services.records import about_contest, locked_contest
from winay.trainers.terms import Education

REQUIRED = (
    "vacancy", "given_names", "surname_1", "sex", "born", "national_id", "languages", "place_code", "education",
    "practice_years", "received_on",
)  # fmt: skip
OPTIONAL = ("surname_2", "phone", "kin_declared", "missing")
EXAMPLE = (
    "1", "Rosa Elvira", "Quispe", "f", "1984-03-12", "28274561", "quy es", "0501100007", "secondary", "6",
    "2026-03-20", "Huamán", "966123456", "", "",
)  # fmt: skip
MOST_ROWS = 500
SCHOOLING = {
    "sin estudios": "none", "ninguno": "none", "primaria": "primary", "secundaria": "secondary", "técnica": "technical",
    "tecnica": "technical", "universitaria": "university", "superior": "university",
}  # fmt: skip
COLUMN_OF = {
    "trainers.id_needed": "national_id", "trainers.id_of_another": "national_id", "trainers.not_adult": "born",
    "trainers.no_language": "languages", "trainers.late": "received_on", "trainers.before_call": "received_on",
    "trainers.in_future": "received_on", "trainers.place_unknown": "place_code",
    "trainers.practice": "practice_years", "trainers.applied_already": "national_id",
    "trainers.missing_after_close": "missing", "trainers.vacancy_unknown": "vacancy",
    "trainers.twice_in_file": "national_id", "registry.phone_wrong": "phone", "registry.name_wrong": "given_names",
    "registry.language_unknown": "languages", "registry.languages_many": "languages",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Checked:
    """A file that was read and judged: what could be registered, and everything wrong. Nothing was written."""

    entries: tuple[Entry, ...]
    faults: tuple[Fault, ...]
    rows: int


def check_applications(contest: Contest, name: str, content: bytes, *, by: Actor, at: datetime) -> Checked:
    """Read a file and judge every row. `BadInputs` where it is no table, or not with these columns."""
    require_for(contest, Permission.RUN_CONTEST, by)
    problems = Problems()
    rows = read_table(name, content, problems, REQUIRED, OPTIONAL).rows
    problems.stop_if_any()
    if not rows:
        raise Refused([Reason("trainers.file_empty")])
    if len(rows) > MOST_ROWS:
        raise Refused([Reason("trainers.file_large", {"most": MOST_ROWS})])
    vacancies = {one.name.strip().lower(): one for one in Vacancy.objects.filter(contest=contest)}
    vacancies |= {str(one.position): one for one in Vacancy.objects.filter(contest=contest)}
    entries: list[Entry] = []
    faults: list[Fault] = []
    seen: dict[str, int] = {}
    for row in rows:
        reader = _Row(row)
        entry = reader.entry(vacancies)
        if entry is not None:
            first = seen.setdefault(entry.person.national_id, row.number)
            if first != row.number:
                reader.because(Reason("trainers.twice_in_file", {"row": first}))
            for reason in judge_entry(contest, entry, at=at).reasons:
                reader.because(reason)
        faults += reader.faults
        if entry is not None and not reader.faults:
            entries.append(entry)
    return Checked(tuple(entries), tuple(faults), len(rows))


@transaction.atomic
def register_applications(*, contest: Contest, name: str, content: bytes, by: Actor, at: datetime) -> list[Application]:
    """Register every row of a file that has no fault, in one act. `Refused` where one has, and nothing is written."""
    contest = locked_contest(contest.pk)
    checked = check_applications(contest, name, content, by=by, at=at)
    if checked.faults:
        raise Refused([Reason("trainers.file_changed")])
    made = [write_entry(contest, entry, by=by, at=at) for entry in checked.entries]
    record(
        "trainers.register_applications", by=by, at=at, subjects=about_contest(contest),
        after={"file": name[:120], "rows": len(made)},
    )  # fmt: skip
    return made


class _Row:
    """Reads the cells of one row by the names of their columns, and notes what is wrong."""

    def __init__(self, row: Row) -> None:
        self._row = row
        self.faults: list[Fault] = []

    def entry(self, vacancies: dict[str, Vacancy]) -> Entry | None:
        """The application that the row says; None with the faults that keep it from being read."""
        vacancy = vacancies.get(self._text("vacancy").lower())
        if vacancy is None:
            self.because(Reason("trainers.vacancy_unknown", {"name": self._text("vacancy")[:60]}))
        born, received = self._day("born"), self._day("received_on")
        sex = self._word("sex", SYNONYMS["sex"], tuple(Sex))
        education = self._word("education", SCHOOLING, tuple(Education))
        languages = tuple(self._text("languages").replace(",", " ").replace(";", " ").lower().split())
        if strange := [one for one in languages if one not in LANGUAGES]:
            self._bad("languages", "file.word", words=", ".join(LANGUAGES), said=strange[0])
        practice = self._number("practice_years")
        if self.faults or vacancy is None or born is None or received is None or practice is None:
            return None
        person = PersonSaid(
            self._text("given_names"), self._text("surname_1"), self._text("surname_2"), Sex(sex), born, self._id(),
            languages, self._text("phone").replace(" ", ""),
        )  # fmt: skip
        said = ApplicationSaid(
            self._place(), Education(education), practice, received, True, self._text("kin_declared"),
            self._text("missing"),
        )  # fmt: skip
        return None if self.faults else Entry(vacancy, person, said, self._row.number)

    def because(self, reason: Reason) -> None:
        """A reason of the rules, at the column that it objects to."""
        column = COLUMN_OF.get(reason.code, "")
        value = "" if column == "national_id" else self._text(column)[:60] if column else ""
        self.faults.append(Fault(self._row.number, column, value, reason.code, reason.params))

    def _text(self, key: str) -> str:
        return self._row.cells.get(key, "").strip()

    def _id(self) -> str:
        said = read_id(self._text("national_id"))
        if len(said) == 7 and said.isdigit():
            self._bad("national_id", "file.id_lost_zero", fixed=f"0{said}")
        return said

    def _place(self) -> str:
        said = self._text("place_code")
        if len(said) in {5, 9} and said.isdigit():
            self._bad("place_code", "file.lost_zero", fixed=f"0{said}")
        return said

    def _day(self, key: str) -> date | None:
        try:
            day, precision = read_birth(self._text(key))
        except ValueError:
            day, precision = None, BirthPrecision.UNKNOWN
        if day is None or precision is not BirthPrecision.DAY:
            self._bad(key, "file.day" if self._text(key) else "file.needed")
            return None
        return day

    def _number(self, key: str) -> int | None:
        said = self._text(key)
        if not said.isascii() or not said.isdigit() or len(said) > 3:
            self._bad(key, "file.number" if said else "file.needed", decimals=0)
            return None
        return int(said)

    def _word(self, key: str, synonyms: dict[str, str], codes: Sequence[str]) -> str:
        said = self._text(key).lower()
        code = synonyms.get(said, said)
        if code not in codes:
            self._bad(key, "file.word" if said else "file.needed", words=", ".join(codes))
        return code

    def _bad(self, key: str, code: str, **params: str | int) -> None:
        value = "" if key == "national_id" else self._text(key)[:60]
        self.faults.append(Fault(self._row.number, key, value, code, params))

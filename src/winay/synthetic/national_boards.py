"""The boards of the national seed: nuclei constituted in assemblies told by the bulk path, many at once. A few come
together too few, and have no board yet."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random

from winay.nuclei.assembly_rules import AssemblyTold
from winay.nuclei.bulk import Act, Holding, hold_assemblies
from winay.nuclei.models import Nucleus
from winay.nuclei.queries.gathered import Gathered, Person, gathered_on
from winay.nuclei.terms import AssemblyKind
from winay.synthetic.national_staff import DistrictOffice
from winay.synthetic.nucleus_years import AGENDA, TRANSLATED, founded
from winay.synthetic.population import SEED
from winay.synthetic.telling import Meeting, notice

FEW, TIED = 0.015, 0.15
"""Shares of nuclei to whose first assembly too few came, and in which two stood even for the treasurer."""
DAYS = 3
"""Assemblies of a district are on so many days, one after the other."""
BY_THEN = 4
"""Days after the first of them when the office has copied all of their minutes."""


@dataclass
class BriefMeeting(Meeting):
    """An assembly as `Meeting` tells it, of people who were asked for many nuclei at once."""

    gathered: Gathered | None = None

    def __post_init__(self) -> None:
        assert self.gathered is not None
        self.luck = Random(f"{SEED}/{self.office.district}/{self.nucleus.name}/{self.day}")
        homes = [home for home in self.gathered.homes if self.adults(home)]
        count = round(len(self.gathered.homes) * self.share)
        self.came = sorted(self.luck.sample(homes, min(count, len(homes))), key=lambda home: home[0].membership)
        self._most, self._few = self.luck.uniform(0.42, 0.62), self.luck.uniform(0.2, 0.34)

    def adults(self, home: tuple[Person, ...]) -> list[Person]:  # type: ignore[override]
        assert self.gathered is not None
        return [one for one in home if not one.minor(self.gathered.on)]

    @property
    def most(self) -> int:
        return int(len(self.came) * self._most)

    @property
    def few(self) -> int:
        return int(len(self.came) * self._few)


def gather(office: DistrictOffice, nuclei: Sequence[Nucleus], first: float) -> dict[int, Gathered]:
    """Who belongs to each nucleus on the day of its assembly."""
    found: dict[int, Gathered] = {}
    for number in range(min(DAYS, len(nuclei))):
        found |= gathered_on([one.pk for one in nuclei[number::DAYS]], office.on(first + number))
    return found


def constitute_many(office: DistrictOffice, nuclei: Sequence[Nucleus], first: float) -> None:
    """Constitute nuclei, each with its board."""
    if not nuclei:
        return
    gathered = gather(office, nuclei, first)
    holdings = [_founding(office, one, first + number % DAYS, gathered) for number, one in enumerate(nuclei)]
    act = Act(office.by(first), office.at(first), office.at(first + BY_THEN - 1), synthetic=True)
    hold_assemblies(holdings, act, gathered=gathered)


def _founding(office: DistrictOffice, nucleus: Nucleus, day: float, gathered: Mapping[int, Gathered]) -> Holding:
    luck = Random(f"{SEED}/founding/{office.district}/{nucleus.name}")
    few, tie, share = luck.random() < FEW, luck.random() < TIED, luck.uniform(0.62, 0.9)
    call = notice(office, nucleus, AssemblyKind.CONSTITUTING, day, *AGENDA, board=None)
    share = luck.uniform(0.25, 0.4) if few else share
    meeting = BriefMeeting(office, nucleus, day, share, speaking=6, women=0.6, gathered=gathered[nucleus.pk])
    if few:
        notes = "Creció el río y no llegaron los de dos comunidades."
        return Holding(nucleus.pk, call, AssemblyTold(2, call.called_by_name, office.language, call.called_by_name,
                                                      meeting.present(), notes=notes))  # fmt: skip
    motions, ballots = founded(meeting, tie=tie)
    told = AssemblyTold(
        2, call.called_by_name, office.language, call.called_by_name, meeting.present(), tuple(motions),
        tuple(ballots), notes=TRANSLATED if office.language != "es" else "",
    )  # fmt: skip
    return Holding(nucleus.pk, call, told)

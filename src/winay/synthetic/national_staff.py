"""Who works for the national seed, and on which days: offices where a demonstration has them, the central office in
the rest of the country. Its story is counted from a fixed day, so that it is the same on any day."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings

from winay.accounts.models import Person
from winay.accounts.queries import ActingPerson, acting
from winay.accounts.services import add_person, grant_role
from winay.accounts.terms import RoleKey
from winay.core.actors import SYSTEM
from winay.core.clock import now
from winay.synthetic.cast import HIGHLANDS, JUNGLE
from winay.synthetic.community import Office
from winay.targeting.models import Selection

ON = date(2024, 1, 15)
"""The day on which all households of it were registered."""
UNTIL = date(2026, 11, 15)
"""The day up to which its trainers have told their visits."""
DRAFTED, APPROVED, CALLED, HEARD, ENTERED = -60, -55, -50, -40, 2
"""Days before and after: the draft, its approval, the calls, their assemblies, the day on which households entered."""
OFFICES = {HIGHLANDS: ("rosa", "elena"), JUNGLE: ("olinda", "wilder")}
"""Who prepares and who decides, by department."""
CENTRAL = ("tomas", "Tomás Huillca Ramos")
"""Prepares for departments without an office of their own; there Carmen decides."""


def at_day(days: float) -> datetime:
    """Nine in the morning, so many days after the households were registered."""
    return datetime.combine(ON, time(9), tzinfo=ZoneInfo(settings.TIME_ZONE)) + timedelta(days=days)


@dataclass(slots=True)
class DistrictOffice(Office):
    """Who works on a district. What they may do is asked as of today: their story may begin before they were hired."""

    acts_as: ActingPerson | None = None
    head: ActingPerson | None = None

    def by(self, days: float) -> ActingPerson:
        assert self.acts_as is not None
        return self.acts_as


@dataclass(slots=True)
class Staff:
    """Everybody who works, by the key of their address, as they may act today."""

    today: date
    people: dict[str, ActingPerson] = field(default_factory=dict)

    @property
    def central(self) -> ActingPerson:
        """Prepares in the central office, and approves what Carmen prepared."""
        return self.people[CENTRAL[0]]

    def office(self, selection: Selection, code: str, language: str) -> DistrictOffice:
        """Who prepares and who decides in a district."""
        prepares, decides = OFFICES.get(code[:2], (CENTRAL[0], "carmen"))
        if prepares not in self.people or decides not in self.people:
            prepares, decides = CENTRAL[0], "carmen"
        who = self.people[prepares]
        return DistrictOffice(
            selection, code, who.person, who.person.name, language, at_day(0), acts_as=who, head=self.people[decides]
        )


def staff(today: date) -> Staff:
    """The people of the demonstration, and one more in the central office."""
    address = f"{CENTRAL[0]}@demo.invalid"
    if not Person.objects.filter(email=address).exists():
        made = add_person(email=address, name=CENTRAL[1], synthetic=True, by=SYSTEM, at=now())
        grant_role(
            person=made, role=RoleKey.NATIONAL_MANAGER, place=None, program=None, on=today, by=SYSTEM, at=now()
        )  # fmt: skip
    keys = {key for pair in OFFICES.values() for key in pair} | {"carmen", CENTRAL[0]}
    found = Person.objects.filter(email__in=[f"{key}@demo.invalid" for key in keys])
    return Staff(today, {one.email.split("@")[0]: acting(one, on=today) for one in found})

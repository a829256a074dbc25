"""How an assembly of the demonstration is called and told: who came, who spoke, who was voted for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import time
from random import Random
from uuid import UUID

from winay.nuclei.assembly_rules import AssemblyTold, BallotSaid, CallSaid, MotionSaid
from winay.nuclei.governance_models import Assembly, Mandate
from winay.nuclei.models import Nucleus
from winay.nuclei.queries.boards import Board, board_of
from winay.nuclei.queries.people import Crowd, Home, crowd_of
from winay.nuclei.services.assemblies import call_assembly
from winay.nuclei.services.minutes import tell_assembly
from winay.nuclei.terms import AssemblyKind, MotionKind, Post
from winay.registry.models import Member
from winay.synthetic.community import Office
from winay.synthetic.population import SEED


def called(
    office: Office, nucleus: Nucleus, kind: AssemblyKind, day: float, *agenda: str, ahead: float = 2
) -> Assembly:
    """An assembly of a day, called some days before."""
    said = notice(office, nucleus, kind, day, *agenda, ahead=ahead, board=board_of(nucleus, office.on(day - ahead)))
    at = day - ahead
    return call_assembly(nucleus=nucleus, said=said, by=office.by(at), at=office.at(at), synthetic=True)


def notice(
    office: Office, nucleus: Nucleus, kind: AssemblyKind, day: float, *agenda: str, board: Board | None,
    ahead: float = 2,
) -> CallSaid:  # fmt: skip
    """Its notice: called by the president of the board, or by the office where there is none."""
    seats = board.seats if board is not None else ()
    president = next((seat.mandate.member for seat in seats if seat.mandate is not None), None)
    return CallSaid(
        kind=kind, called_on=office.on(day - ahead), held_on=office.on(day), first_call_at=time(9),
        second_call_at=time(10), meeting_place=f"Local comunal de {nucleus.seat.name}",
        called_by_name=name_of(president) if president else office.led_by, agenda=agenda,
    )  # fmt: skip


def name_of(member: Member) -> str:
    """Somebody's name as minutes write it."""
    return " ".join(part for part in (member.given_names, member.surname_1, member.surname_2) if part)


@dataclass
class Meeting:
    """An assembly of a day and those who came: a share of the households, of every fifth two people. `speaking`: one
    in so many takes the floor; `women`: how much oftener it is a woman."""

    office: Office
    nucleus: Nucleus
    day: float
    share: float
    speaking: int = 4
    women: float = 1.0

    def __post_init__(self) -> None:
        self.crowd: Crowd = crowd_of(self.nucleus, self.office.on(self.day))
        homes = [home for home in self.crowd.homes if self.adults(home)]
        luck = Random(f"{SEED}/{self.nucleus.name}/{self.day}")
        count = round(len(self.crowd.homes) * self.share)
        self.came: list[Home] = sorted(luck.sample(homes, min(count, len(homes))), key=lambda home: home.membership.pk)
        self.luck = luck

    def adults(self, home: Home) -> list[Member]:
        return [one for one in home.people if one.public_id not in self.crowd.minors]

    def present(self) -> dict[UUID, bool]:
        """Who came, and whether they took the floor."""
        found = {}
        for number, home in enumerate(self.came):
            for one in self.adults(home)[: 2 if number % 5 == 0 else 1]:
                often = (self.women if one.sex == "f" else 1.0) / self.speaking
                found[one.public_id] = self.luck.random() < often
        return found

    def candidates(self, *, without: Sequence[Mandate] = ()) -> list[UUID]:
        """Adults who came and hold no post, a woman and a man by turns."""
        held = {one.member_id for one in without}
        heads = [one for home in self.came for one in self.adults(home)[:1] if one.pk not in held]
        women = [one.public_id for one in heads if one.sex == "f"]
        men = [one.public_id for one in heads if one.sex != "f"]
        pairs = [one for pair in zip(women, men, strict=False) for one in pair]
        return pairs + [one for one in (*women, *men) if one not in pairs]

    @property
    def most(self) -> int:
        return len(self.came) * 6 // 10

    @property
    def few(self) -> int:
        return len(self.came) * 3 // 10

    def round(self, post: Post, winner: UUID, other: UUID, *, tie: bool = False) -> BallotSaid:
        """A round of votes between two."""
        return BallotSaid(post, ((winner, self.few if tie else self.most), (other, self.few)), blank=2 if tie else 1)

    def agreed(self, kind: MotionKind, text: str, *, against: int | None = None, **more: UUID) -> MotionSaid:
        """What was agreed: by all, or against some votes."""
        if against is None:
            return MotionSaid(kind, text, unanimous=True, **more)
        return MotionSaid(
            kind, text, votes_for=len(self.came) - against - 1, votes_against=against, abstained=1, **more
        )

    def tell(
        self, assembly: Assembly, *, motions: Sequence[MotionSaid] = (), ballots: Sequence[BallotSaid] = (),
        notes: str = "", late: float = 1, call: int = 2,
    ) -> Assembly:  # fmt: skip
        """Copy its minutes some days later, in the name of whoever led it."""
        told = AssemblyTold(
            call, assembly.called_by_name, self.office.language, assembly.called_by_name, self.present(),
            tuple(motions), tuple(ballots), notes=notes,
        )  # fmt: skip
        day = self.day + late
        return tell_assembly(assembly=assembly, told=told, by=self.office.by(day), at=self.office.at(day))

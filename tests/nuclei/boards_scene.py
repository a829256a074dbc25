"""Assemblies of a nucleus as somebody would tell them, with what most tests do not care about."""

from datetime import date, time
from typing import Any
from uuid import UUID

from tests import people
from tests.nuclei.scene import DAY, WHY, Formed
from winay.core.clock import now
from winay.journal.models import Line
from winay.journal.rules import parse_body
from winay.nuclei.assembly_rules import AssemblyTold, BallotSaid, CallSaid, MotionSaid
from winay.nuclei.governance_models import Assembly, Mandate
from winay.nuclei.services.assemblies import call_assembly
from winay.nuclei.services.minutes import tell_assembly
from winay.nuclei.services.reversing import reverse_assembly
from winay.nuclei.terms import AssemblyKind, MotionKind, Post

WHEN = time(9, 0)


def notice(on: date, **more: Any) -> CallSaid:
    said = {
        "kind": AssemblyKind.ELECTING, "called_on": min(on, people.today()), "held_on": on, "first_call_at": WHEN,
        "second_call_at": time(10, 0), "meeting_place": "Local comunal", "called_by_name": "Julia Ñahui Ccora",
        "agenda": ("Elegir la junta directiva", "Otros asuntos"),
    }  # fmt: skip
    return CallSaid(**(said | more))


def called(made: Formed, on: date | None = None, **more: Any) -> Assembly:
    """Called for a day; today where none is said."""
    return call_assembly(nucleus=made.nucleus, said=notice(on or people.today(), **more), by=made.ana, at=now())


def told(made: Formed, came: Any = None, **more: Any) -> AssemblyTold:
    """How it was held; everybody's participant came and the first spoke, unless numbers of households are said."""
    numbers = range(len(made.cycles)) if came is None else came
    said = {
        "call": 1, "led_by": "Julia Ñahui Ccora", "language": "quy", "on_behalf_of": "la secretaria del núcleo",
        "present": {made.person(n).public_id: n == 0 for n in numbers},
    }  # fmt: skip
    return AssemblyTold(**(said | more))


def held(made: Formed, on: date | None = None, *, kind: AssemblyKind = AssemblyKind.ELECTING, came: Any = None,
         **more: Any) -> Assembly:  # fmt: skip
    """Called for a day and told."""
    one = called(made, on, kind=kind)
    return tell_assembly(assembly=one, told=told(made, came, **more), by=made.ana, at=now())


def ballot(made: Formed, post: Post, *votes: tuple[int, int], blank: int = 0) -> BallotSaid:
    """A round: pairs of a household's number and the votes for its participant."""
    return BallotSaid(post, tuple((made.person(n).public_id, count) for n, count in votes), blank)


def elects(made: Formed, on: date | None = None, **winners: int) -> Assembly:
    """An assembly in which households' participants win posts, by the households' numbers."""
    everybody = len(made.cycles)
    ballots = tuple(ballot(made, Post(post), (n, everybody)) for post, n in winners.items())
    return held(made, on, ballots=ballots)


def recall(mandate: Mandate, votes_for: int = 3, votes_against: int = 0) -> MotionSaid:
    return MotionSaid(
        MotionKind.RECALL, "Revocar a quien no rindió cuentas", votes_for, votes_against, mandate=mandate.public_id
    )  # fmt: skip


def confirming(assembly: Assembly) -> MotionSaid:
    return MotionSaid(
        MotionKind.CONFIRM_MINUTES, "Se leyó el acta anterior", unanimous=True, minutes_of=assembly.public_id
    )  # fmt: skip


def reverse(made: Formed, assembly: Assembly) -> Assembly:
    return reverse_assembly(assembly=assembly, why=WHY, by=made.ana, at=now())


def holder(made: Formed, post: Post, on: date | None = None) -> UUID | None:
    """Who holds a post on a day, read from the rows as they stand."""
    day = on or people.today()
    rows = Mandate.objects.filter(nucleus=made.nucleus, post=post, began_on__lte=day).exclude(end_why="mistake")
    found = [one for one in rows if one.ended_on is None or one.ended_on > day]
    assert len(found) < 2, found
    return found[0].member.public_id if found else None


def mandate(made: Formed, post: Post) -> Mandate:
    """The newest mandate of a post that was not a mistake."""
    rows = Mandate.objects.filter(nucleus=made.nucleus, post=post).exclude(end_why="mistake")
    return rows.select_related("member").order_by("-began_on")[0]


def line(verb: str) -> Any:
    """What the newest line of a verb says."""
    return parse_body(Line.objects.filter(verb=f"nuclei.{verb}").order_by("-id")[0].body)


def codes(refused: Any) -> list[str]:
    return [reason.code.removeprefix("nuclei.") for reason in refused.value.reasons]


def day(made: Formed, number: int) -> date:
    """So many days after the nucleus was formed."""
    return made.on + number * DAY

"""Which assemblies, deliveries and visits name somebody, and which papers of theirs stay as they are when the person's
data are erased."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from winay.delivery.asset_models import Delivery
from winay.delivery.saying_models import Saying
from winay.delivery.visit_models import Presence, Visit
from winay.documents.models import Document
from winay.documents.queries import documents_about
from winay.journeys.namesakes import name_of
from winay.journeys.pages.delivery_act import SUBJECT as HANDED
from winay.journeys.pages.minutes import SUBJECT
from winay.nuclei.governance_models import Assembly, Attendance, Candidate, Mandate, Motion
from winay.nuclei.models import Membership
from winay.nuclei.queries.assemblies import whole_assemblies
from winay.places.rules import name_key
from winay.registry.models import Member
from winay.registry.queries.same_person import entries_of

TYPED = ("called_by_name", "led_by", "on_behalf_of", "notes")
"""What somebody typed of an assembly, in which a name may stand."""


@dataclass(frozen=True, slots=True)
class Naming:
    """An assembly that names somebody: minutes issued of it, the newest first, whether the signed paper was scanned,
    and whether the name stands in what was typed, which stays too."""

    assembly: Assembly
    documents: Sequence[Document]
    typed: bool

    @property
    def scanned(self) -> bool:
        return bool(self.assembly.scan_sha256)


@dataclass(frozen=True, slots=True)
class Handed:
    """A delivery that names somebody: acts issued of it, the newest first, and whether the name was typed, as who
    received or as a witness."""

    delivery: Delivery
    documents: Sequence[Document]
    typed: bool


@dataclass(frozen=True, slots=True)
class Named:
    """What keeps somebody's name beyond an erasure, the newest first; the posts that they hold. `visits` and `sayings`:
    how many have their name written down as who was there, saw it, said it or collected it."""

    papers: Sequence[Naming]
    open_mandates: Sequence[Mandate]
    handed: Sequence["Handed"] = ()
    visits: int = 0
    sayings: int = 0

    @property
    def documents(self) -> int:
        return sum(len(one.documents) for one in self.papers)


def papers_naming(member: Member) -> Named:
    """The papers of assemblies that name a person, under any of their entries. A constant number of queries, but for a
    query for each merge of a merge."""
    entries = entries_of(member)
    took_part = _took_part(entries)
    known = {one.pk: one for one in whole_assemblies().filter(Q(pk__in=took_part) | Q(nucleus__in=_nuclei(entries)))}
    words = {name_key(name_of(one)) for one in entries if one.erased_at is None}
    typed = {pk for pk, one in known.items() if any(_stands_in(name, one) for name in words)}
    kept = [known[pk] for pk in sorted(took_part | typed, key=lambda pk: (known[pk].held_on, pk), reverse=True)]
    issued = documents_about(SUBJECT, [str(one.public_id) for one in kept])
    papers = [Naming(one, issued.get(str(one.public_id), []), one.pk in typed) for one in kept]
    held = Mandate.objects.filter(member__in=entries, ended_on=None).select_related("nucleus")
    nuclei = _nuclei(entries)
    return Named(
        [one for one in papers if one.documents or one.scanned or one.typed], list(held), _handed(entries, words),
        _visits(nuclei, words), _sayings(nuclei, words),
    )  # fmt: skip


def _handed(entries: Sequence[Member], words: set[str]) -> list[Handed]:
    """Deliveries of their nuclei in which they received or whose witnesses have their whole name. Two queries."""
    rows = Delivery.objects.filter(nucleus__in=_nuclei(entries)).select_related("nucleus__district", "technology")
    mine = {one.pk for one in entries}
    found = []
    for one in rows.order_by("-delivered_on", "-id"):
        typed = _whole(words, one.first_witness, one.second_witness, one.receiver_name)
        if typed or one.receiver_id in mine:
            found.append((one, typed))
    issued = documents_about(HANDED, [str(one.public_id) for one, _ in found])
    told = [Handed(one, issued.get(str(one.public_id), []), typed) for one, typed in found]
    return [one for one in told if one.documents or one.typed]


def _visits(nuclei: "QuerySet[Membership, int]", words: set[str]) -> int:
    """How many visits of nuclei have their whole name as who was there or saw the print. Two queries."""
    seen = Visit.objects.filter(nucleus__in=nuclei).exclude(witness="", receiver_name="")
    told = {pk for pk, *names in seen.values_list("pk", "witness", "receiver_name") if _whole(words, *names)}
    beside = Presence.objects.filter(visit__nucleus__in=nuclei).exclude(name="").values_list("visit", "name")
    return len(told | {visit for visit, name in beside if _whole(words, name)})


def _sayings(nuclei: "QuerySet[Membership, int]", words: set[str]) -> int:
    """How many answers of households of nuclei have their whole name as who said it or collected it. One query."""
    rows = Saying.objects.filter(nucleus__in=nuclei).values_list("speaker_name", "helper")
    return sum(_whole(words, *names) for names in rows)


def _whole(words: set[str], *typed: str) -> bool:
    """Whether somebody's whole name stands in one of some texts, in whichever order."""
    texts = [set(name_key(text).split()) for text in typed if text]
    return any(set(name.split()) <= text for name in words if name for text in texts)


def _took_part(entries: Iterable[Member]) -> set[int]:
    """Assemblies to which they came, in which they stood, that gave or took a post of theirs. Four queries."""
    people = list(entries)
    found: set[int] = set()
    for rows in (
        _ids(Attendance.objects.filter(member__in=people), "assembly"),
        _ids(Candidate.objects.filter(member__in=people), "ballot__assembly"),
        _ids(Motion.objects.filter(mandate__member__in=people), "assembly"),
    ):
        found |= rows
    for pair in Mandate.objects.filter(member__in=people).values_list("assembly", "ended_at_assembly"):
        found |= {pk for pk in pair if pk is not None}
    return found


def _ids(rows: "QuerySet[Attendance] | QuerySet[Candidate] | QuerySet[Motion]", name: str) -> set[int]:
    return set(rows.values_list(name, flat=True))


def _nuclei(entries: Iterable[Member]) -> "QuerySet[Membership, int]":
    """The nuclei in which their households ever were."""
    homes = [one.household_id for one in entries]
    return Membership.objects.filter(enrolment__household__in=homes).values("nucleus")  # type: ignore[return-value]


def _stands_in(name: str, assembly: Assembly) -> bool:
    """Whether somebody's whole name stands in what was typed, however it was written."""
    wanted = set(name.split())
    return any(wanted <= set(name_key(getattr(assembly, field)).split()) for field in TYPED)

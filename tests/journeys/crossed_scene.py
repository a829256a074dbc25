"""A conflict between two changes of one thing, without the visits that would have made them."""

from uuid import UUID, uuid4

from winay.core.clock import now
from winay.intake.entities.applying import Saying, apply_several
from winay.intake.entities.reading import Declaration
from winay.intake.entities.rules import Said
from winay.intake.entity_models import EntityConflict, EntitySaid
from winay.intake.models import Submission


def crossed(
    sent: Submission, *, dataset: str = "households", hard: bool = True, home: UUID | None = None
) -> EntityConflict:
    """A submission makes a thing, of a household, and changes it; another of the same place changes it again from where
    it began."""
    name, first = uuid4(), {"last_on": "2026-03-01", "last_advice": "Podar"}
    second = {"last_on": "2026-02-01"} if hard else {"next_on": "2026-04-01"}
    other = Submission.objects.filter(place_code=sent.place_code).exclude(pk=sent.pk).latest("id")
    say(sent, dataset, name, Said(True, False, "Fortunata", {}), Said(False, True, "", first, 1), home=home)
    say(other, dataset, name, Said(False, True, "", second, 1))
    return EntityConflict.objects.latest("id")


def say(sent: Submission, dataset: str, name: UUID, *changes: Said, home: UUID | None = None) -> None:
    """A submission says so much more of a thing."""
    taken = EntitySaid.objects.filter(submission=sent).count()
    said = [Declaration(taken + number, dataset, name, one) for number, one in enumerate(changes)]
    apply_several([Saying(sent, said, {})], home=lambda *_: home, at=now())

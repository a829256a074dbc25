"""What the rows of a version have in common: the version they belong to, and where what they say comes from."""

from django.db import models
from django.db.models import Q

from winay.programs import terms

KEY = 60
CODE = 40


def choices(words: type) -> list[tuple[str, str]]:
    """The values of a vocabulary as a column takes them."""
    return [(word.value, word.value) for word in words]  # type: ignore[attr-defined]


class Backed(models.Model):
    """Where a statement comes from, and whether that source says it."""

    source_kind = models.CharField(max_length=12, choices=choices(terms.SourceKind))
    source = models.CharField(max_length=300, blank=True)
    confirmed = models.BooleanField()

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(confirmed=False) | ~Q(source_kind=terms.SourceKind.NONE),
                name="%(app_label)s_%(class)s_backed",
            )
        ]


class Part(models.Model):
    """A row that belongs to a version."""

    id = models.BigAutoField(primary_key=True)
    version = models.ForeignKey("programs.Version", on_delete=models.PROTECT, related_name="+")

    class Meta:
        abstract = True

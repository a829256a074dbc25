"""Whom answers speak of that nothing reads yet."""

from django.db import models
from django.db.models import Q

from winay.intake.terms import Spoken


class KeptAnswers(models.Model):
    """A submission that is kept and not read, and a household or nucleus (its public id) that it speaks of."""

    id = models.BigAutoField(primary_key=True)
    submission = models.ForeignKey("intake.Submission", on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=16, choices=[(key, key) for key in Spoken])
    thing = models.UUIDField()

    class Meta:
        db_table = "intake_kept_answers"
        indexes = [models.Index(fields=["kind", "thing", "-submission"], name="intake_kept_answers_of")]
        constraints = [
            models.UniqueConstraint(fields=["submission", "kind", "thing"], name="intake_kept_answers_once"),
            models.CheckConstraint(condition=Q(kind__in=list(Spoken)), name="intake_kept_answers_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.thing}"

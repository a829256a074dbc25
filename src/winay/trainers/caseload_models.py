"""Who visits whom: households in the caseload of a trainer, day by day."""

from django.db import models
from django.db.models import F, Q

from winay.core.ids import new_id
from winay.trainers.terms import CaseEnd, ContractKind


class Case(models.Model):
    """A household, by its cycle, in a trainer's caseload from `from_on` on. It ends with the contract, and when the
    household is in no nucleus that the contract serves. An end of its own says that the household went to another
    trainer, or never was in this caseload. `kind` is the contract's: a household has one trainer of each kind."""

    id = models.BigAutoField(primary_key=True)
    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    contract = models.ForeignKey("trainers.Contract", on_delete=models.PROTECT, related_name="cases")
    enrolment = models.ForeignKey("enrolment.Enrolment", on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=12, choices=[(k, k) for k in ContractKind])
    from_on = models.DateField()
    until_on = models.DateField(null=True)
    end_why = models.CharField(max_length=8, blank=True, choices=[(w, w) for w in CaseEnd])
    given_by = models.UUIDField()
    given_at = models.DateTimeField()
    ended_by = models.UUIDField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "trainers_case"
        indexes = [models.Index(fields=["enrolment", "kind", "from_on"], name="trainers_case_of")]
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment", "kind"], condition=Q(until_on__isnull=True), name="trainers_one_trainer_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=[ContractKind.PRODUCTIVE, ContractKind.FINANCIAL]), name="trainers_case_kind"
            ),
            models.CheckConstraint(
                condition=Q(until_on__isnull=True, end_why="", ended_by__isnull=True, ended_at__isnull=True)
                | Q(ended_by__isnull=False, ended_at__isnull=False)
                & (
                    Q(end_why=CaseEnd.MISTAKE, until_on=F("from_on"))
                    | Q(end_why=CaseEnd.MOVED, until_on__gt=F("from_on"))
                ),
                name="trainers_case_ended_whole",
            ),
        ]  # fmt: skip

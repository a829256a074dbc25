"""What other institutions give beside the program, and what households promise when they leave it. A row is written
once and withdrawn or reversed with its reason. Amounts are céntimos."""

from django.db import models
from django.db.models import F, Q

from winay.core.ids import new_id
from winay.delivery.home_terms import SignedHow, SupportKind


class Support(models.Model):
    """Something that an institution gives to one household (`membership`) or to the whole nucleus, from a day on.
    `minor`: what it is worth, where somebody knows."""

    id = models.BigAutoField(primary_key=True)
    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    nucleus = models.ForeignKey("nuclei.Nucleus", on_delete=models.PROTECT, related_name="+", db_index=False)
    membership = models.ForeignKey("nuclei.Membership", on_delete=models.PROTECT, null=True, related_name="+")
    institution = models.CharField(max_length=160)
    kind = models.CharField(max_length=10, choices=[(k, k) for k in SupportKind])
    what = models.CharField(max_length=300)
    minor = models.BigIntegerField(null=True)
    from_on = models.DateField()
    until_on = models.DateField(null=True)
    recorded_by = models.UUIDField()
    recorded_at = models.DateTimeField()
    withdrawn_by = models.UUIDField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_why = models.CharField(max_length=600, blank=True)

    class Meta:
        db_table = "delivery_support"
        indexes = [models.Index(fields=["nucleus", "from_on"], name="delivery_support_of")]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=list(SupportKind)) & ~Q(institution="") & ~Q(what=""), name="delivery_support_said"
            ),
            models.CheckConstraint(condition=Q(minor__isnull=True) | Q(minor__gt=0), name="delivery_support_worth"),
            models.CheckConstraint(
                condition=Q(until_on__isnull=True) | Q(until_on__gte=F("from_on")), name="delivery_support_days"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True, withdrawn_why="")
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False) & ~Q(withdrawn_why=""),
                name="delivery_support_withdrawn",
            ),
        ]


class Commitment(models.Model):
    """A household's signed word to keep up what was installed, given when it leaves the program."""

    id = models.BigAutoField(primary_key=True)
    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    membership = models.ForeignKey("nuclei.Membership", on_delete=models.PROTECT, related_name="+")
    signed_on = models.DateField()
    signer = models.ForeignKey("registry.Member", on_delete=models.PROTECT, related_name="+")
    how = models.CharField(max_length=10, choices=[(h, h) for h in SignedHow])
    witness = models.CharField(max_length=160, blank=True)
    said = models.CharField(max_length=600)
    scan_sha256 = models.CharField(max_length=64, blank=True)
    recorded_by = models.UUIDField()
    recorded_at = models.DateTimeField()
    reversed_by = models.UUIDField(null=True)
    reversed_at = models.DateTimeField(null=True)
    reversed_why = models.CharField(max_length=600, blank=True)

    class Meta:
        db_table = "delivery_commitment"
        constraints = [
            models.UniqueConstraint(
                fields=["membership"], condition=Q(reversed_at__isnull=True), name="delivery_commitment_once"
            ),
            models.CheckConstraint(
                condition=Q(how__in=list(SignedHow)) & (~Q(how=SignedHow.PRINT) | ~Q(witness="")) & ~Q(said=""),
                name="delivery_commitment_signed",
            ),
            models.CheckConstraint(
                condition=Q(reversed_at__isnull=True, reversed_by__isnull=True, reversed_why="")
                | Q(reversed_at__isnull=False, reversed_by__isnull=False) & ~Q(reversed_why=""),
                name="delivery_commitment_reversed",
            ),
        ]

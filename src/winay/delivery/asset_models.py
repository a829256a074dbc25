"""What was delivered to households: each act with its kit lines and complaints.

A row is written once. What was told wrongly is reversed with its reason and told anew. Quantities are thousandths of
the unit. People who recorded are kept by their public id.
"""

from django.db import models
from django.db.models import F, Q

from winay.core.ids import new_id
from winay.delivery.asset_terms import ComplaintEnd, RejectWhy, WitnessRole
from winay.programs.terms import KitUnit
from winay.registry.terms import Kin, Sex


class Technology(models.Model):
    """An item of the menu in a household, by its time in a nucleus: made when something of it is first delivered.
    What became of it is read from the dated rows that belong to it."""

    id = models.BigAutoField(primary_key=True)
    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    nucleus = models.ForeignKey("nuclei.Nucleus", on_delete=models.PROTECT, related_name="+")
    membership = models.ForeignKey("nuclei.Membership", on_delete=models.PROTECT, related_name="+", db_index=False)
    item = models.CharField(max_length=48)
    synthetic = models.BooleanField(default=False)

    class Meta:
        db_table = "delivery_technology"
        constraints = [
            models.UniqueConstraint(fields=["membership", "item"], name="delivery_technology_once"),
            models.CheckConstraint(condition=~Q(item=""), name="delivery_technology_named"),
        ]


class Delivery(models.Model):
    """Something of an item handed to a household on a day, by the plan in force then, which gives it `modules` of it.
    The receiver is a member, or somebody else by name and kin. Two others saw it. `trainer` handed it over.
    `mark_sha256`: the signature or fingerprint of whoever received. What a phone sent (`submission`, its public id)
    may tell of several items."""

    id = models.BigAutoField(primary_key=True)
    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    technology = models.ForeignKey(Technology, on_delete=models.PROTECT, related_name="deliveries", db_index=False)
    nucleus = models.ForeignKey("nuclei.Nucleus", on_delete=models.PROTECT, related_name="+", db_index=False)
    plan = models.ForeignKey("plans.Plan", on_delete=models.PROTECT, related_name="+")
    modules = models.PositiveSmallIntegerField()
    delivered_on = models.DateField()
    trainer = models.ForeignKey("trainers.Contract", on_delete=models.PROTECT, null=True, related_name="+")
    receiver = models.ForeignKey("registry.Member", on_delete=models.PROTECT, null=True, related_name="+")
    receiver_name = models.CharField(max_length=160, blank=True)
    receiver_kin = models.CharField(max_length=16, choices=[(k, k) for k in Kin])
    receiver_sex = models.CharField(max_length=1, choices=[(s, s) for s in Sex])
    first_witness = models.CharField(max_length=160)
    first_role = models.CharField(max_length=12, choices=[(r, r) for r in WitnessRole])
    second_witness = models.CharField(max_length=160)
    second_role = models.CharField(max_length=12, choices=[(r, r) for r in WitnessRole])
    explained = models.BooleanField()
    supplier = models.CharField(max_length=160, blank=True)
    voucher = models.CharField(max_length=60, blank=True)
    note = models.CharField(max_length=600, blank=True)
    photo_sha256 = models.CharField(max_length=64, blank=True)
    mark_sha256 = models.CharField(max_length=64, blank=True)
    submission = models.UUIDField(null=True)
    recorded_by = models.UUIDField()
    recorded_at = models.DateTimeField()
    reversed_by = models.UUIDField(null=True)
    reversed_at = models.DateTimeField(null=True)
    reversed_why = models.CharField(max_length=600, blank=True)
    synthetic = models.BooleanField(default=False)

    class Meta:
        db_table = "delivery_delivery"
        indexes = [
            models.Index(fields=["technology", "delivered_on"], name="delivery_of_technology"),
            models.Index(fields=["nucleus", "delivered_on", "id"], name="delivery_of_nucleus"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["submission", "technology"], condition=Q(submission__isnull=False),
                name="delivery_submission_once",
            ),
            models.CheckConstraint(condition=Q(modules__gte=1), name="delivery_modules"),
            models.CheckConstraint(
                condition=Q(receiver__isnull=False, receiver_name="") | Q(receiver__isnull=True) & ~Q(receiver_name=""),
                name="delivery_received",
            ),
            models.CheckConstraint(
                condition=Q(receiver_kin__in=list(Kin), receiver_sex__in=list(Sex)), name="delivery_receiver_known"
            ),
            models.CheckConstraint(
                condition=Q(first_role__in=list(WitnessRole), second_role__in=list(WitnessRole))
                & ~Q(first_witness="")
                & ~Q(second_witness=""),
                name="delivery_two_witnesses",
            ),
            models.CheckConstraint(
                condition=~Q(first_witness=F("second_witness"))
                & ~Q(first_witness=F("receiver_name"))
                & ~Q(second_witness=F("receiver_name")),
                name="delivery_witnesses_apart",
            ),
            models.CheckConstraint(
                condition=Q(reversed_at__isnull=True, reversed_by__isnull=True, reversed_why="")
                | Q(reversed_at__isnull=False, reversed_by__isnull=False) & ~Q(reversed_why=""),
                name="delivery_reversed_whole",
            ),
        ]  # fmt: skip

    @property
    def proof_erased(self) -> bool:
        """Whether photograph and signature are nobody's to see: whoever received was erased. The hashes stay."""
        return self.receiver is not None and self.receiver.erased_at is not None


class DeliveryLine(models.Model):
    """A kit line of a delivery: what the plan gives the household of it in all, what came now, what was taken."""

    id = models.BigAutoField(primary_key=True)
    delivery = models.ForeignKey(Delivery, on_delete=models.PROTECT, related_name="lines", db_index=False)
    position = models.PositiveSmallIntegerField()
    words = models.CharField(max_length=200)
    unit = models.CharField(max_length=8, choices=[(u, u) for u in KitUnit])
    due = models.BigIntegerField()
    counted = models.BigIntegerField()
    accepted = models.BigIntegerField()
    rejected = models.BigIntegerField()
    reject_why = models.CharField(max_length=12, blank=True, choices=[(w, w) for w in RejectWhy])
    lot = models.CharField(max_length=60, blank=True)
    expires_on = models.DateField(null=True)

    class Meta:
        db_table = "delivery_delivery_line"
        constraints = [
            models.UniqueConstraint(fields=["delivery", "position"], name="delivery_line_once"),
            models.CheckConstraint(
                condition=Q(due__gt=0, counted__gte=0, accepted__gte=0, rejected__gte=0)
                & Q(counted=F("accepted") + F("rejected"))
                & Q(accepted__lte=F("due")),
                name="delivery_line_adds_up",
            ),
            models.CheckConstraint(
                condition=Q(rejected=0, reject_why="") | Q(rejected__gt=0, reject_why__in=list(RejectWhy)),
                name="delivery_line_says_why",
            ),
        ]


class Complaint(models.Model):
    """What a household holds against a line of a delivery, and by when it is to be cured. Closed, it says how; goods
    that were `brought` came by another delivery."""

    id = models.BigAutoField(primary_key=True)
    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    line = models.OneToOneField(DeliveryLine, on_delete=models.PROTECT, related_name="complaint")
    nucleus = models.ForeignKey("nuclei.Nucleus", on_delete=models.PROTECT, related_name="+", db_index=False)
    said = models.CharField(max_length=300)
    cure_by = models.DateField()
    ended_on = models.DateField(null=True)
    ended_how = models.CharField(max_length=10, blank=True, choices=[(h, h) for h in ComplaintEnd])
    ended_note = models.CharField(max_length=300, blank=True)
    ended_with = models.ForeignKey(Delivery, on_delete=models.PROTECT, null=True, related_name="cures")
    ended_by = models.UUIDField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "delivery_complaint"
        indexes = [models.Index(fields=["nucleus", "ended_on", "cure_by"], name="delivery_complaint_open")]
        constraints = [
            models.CheckConstraint(condition=~Q(said=""), name="delivery_complaint_said"),
            models.CheckConstraint(
                condition=Q(
                    ended_on__isnull=True, ended_how="", ended_note="", ended_with__isnull=True,
                    ended_by__isnull=True, ended_at__isnull=True,
                )
                | Q(ended_on__isnull=False, ended_by__isnull=False, ended_at__isnull=False)
                & ~Q(ended_note="")
                & (
                    Q(ended_how=ComplaintEnd.BROUGHT, ended_with__isnull=False)
                    | Q(ended_how__in=[one for one in ComplaintEnd if one is not ComplaintEnd.BROUGHT],
                        ended_with__isnull=True)
                ),
                name="delivery_complaint_ended_whole",
            ),
        ]  # fmt: skip

"""Who was hired: contracts of trainers and other professionals, the nuclei that they serve, and addenda."""

from django.db import models
from django.db.models import F, Q

from winay.core.ids import new_id
from winay.core.money import MINOR_DIGITS
from winay.trainers.terms import BoardKin, ContractEnd, ContractKind, FeePer, SelectedBy


class PostRefusal(models.Model):
    """Somebody selected, or next in order, who does not take the post: the next substitute may be hired."""

    id = models.BigAutoField(primary_key=True)
    application = models.ForeignKey("trainers.Application", on_delete=models.PROTECT, related_name="refusals")
    refused_on = models.DateField()
    why = models.CharField(max_length=300)
    recorded_by = models.UUIDField()
    recorded_at = models.DateTimeField()
    withdrawn_by = models.UUIDField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "trainers_post_refusal"
        constraints = [
            models.UniqueConstraint(
                fields=["application"], condition=Q(withdrawn_at__isnull=True), name="trainers_refused_once"
            ),
            models.CheckConstraint(condition=~Q(why=""), name="trainers_refusal_said"),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
                name="trainers_refusal_withdrawn_whole",
            ),
        ]


class Contract(models.Model):
    """Somebody's work for nuclei, from `began_on` up to the day before `over_on`. `hired_by` is the nucleus whose board
    signed. An addendum moves `over_on`; an early end too, with its reason. One written by mistake ends on its first
    day and never was. An apprentice works beside the trainer of contract `beside`."""

    id = models.BigAutoField(primary_key=True)
    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    applicant = models.ForeignKey("trainers.Applicant", on_delete=models.PROTECT, related_name="contracts")
    application = models.ForeignKey(
        "trainers.Application", on_delete=models.PROTECT, null=True, related_name="contracts"
    )
    version = models.ForeignKey("programs.Version", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=[(k, k) for k in ContractKind])
    selected_by = models.CharField(max_length=14, choices=[(s, s) for s in SelectedBy])
    hired_by = models.ForeignKey("nuclei.Nucleus", on_delete=models.PROTECT, related_name="+")
    assembly = models.ForeignKey("nuclei.Assembly", on_delete=models.PROTECT, null=True, related_name="+")
    began_on = models.DateField()
    over_on = models.DateField()
    fee_minor = models.PositiveIntegerField()
    currency = models.CharField(max_length=3, choices=[(c, c) for c in MINOR_DIGITS])
    fee_per = models.CharField(max_length=5, choices=[(p, p) for p in FeePer])
    beside = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="apprentices")
    board_kin = models.CharField(max_length=10, choices=[(k, k) for k in BoardKin])
    kin_declared = models.CharField(max_length=300, blank=True)
    recorded_by = models.UUIDField()
    recorded_at = models.DateTimeField()
    end_why = models.CharField(max_length=12, blank=True, choices=[(w, w) for w in ContractEnd])
    end_note = models.CharField(max_length=600, blank=True)
    ended_by = models.UUIDField(null=True)
    ended_at = models.DateTimeField(null=True)
    synthetic = models.BooleanField(default=False)

    class Meta:
        db_table = "trainers_contract"
        indexes = [models.Index(fields=["hired_by", "-began_on"], name="trainers_contract_latest")]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=list(ContractKind)), name="trainers_contract_kind"),
            models.CheckConstraint(condition=Q(selected_by__in=list(SelectedBy)), name="trainers_contract_selected"),
            models.CheckConstraint(
                condition=Q(currency__in=list(MINOR_DIGITS), fee_minor__gte=1), name="trainers_contract_fee"
            ),
            models.CheckConstraint(condition=~Q(board_kin=BoardKin.MEMBER), name="trainers_contract_not_of_board"),
            models.CheckConstraint(
                condition=Q(end_why="", ended_by__isnull=True, ended_at__isnull=True) & Q(over_on__gt=F("began_on"))
                | Q(ended_by__isnull=False, ended_at__isnull=False)
                & (
                    Q(end_why=ContractEnd.MISTAKE, over_on=F("began_on"))
                    | Q(end_why__in=[w for w in ContractEnd if w is not ContractEnd.MISTAKE])
                    & Q(over_on__gt=F("began_on"))
                ),
                name="trainers_contract_ended_whole",
            ),
            models.CheckConstraint(
                condition=Q(selected_by=SelectedBy.OFFICE_CONTEST, application__isnull=False)
                | ~Q(selected_by=SelectedBy.OFFICE_CONTEST) & Q(application__isnull=True),
                name="trainers_contract_of_contest",
            ),
        ]  # fmt: skip


class ContractNucleus(models.Model):
    """A nucleus that a contract serves."""

    id = models.BigAutoField(primary_key=True)
    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="nuclei", db_index=False)
    nucleus = models.ForeignKey("nuclei.Nucleus", on_delete=models.PROTECT, related_name="+")

    class Meta:
        db_table = "trainers_contract_nucleus"
        constraints = [models.UniqueConstraint(fields=["contract", "nucleus"], name="trainers_contract_nucleus_once")]


class Addendum(models.Model):
    """A later day on which a contract is over, and why."""

    id = models.BigAutoField(primary_key=True)
    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="addenda", db_index=False)
    number = models.PositiveSmallIntegerField()
    before_on = models.DateField()
    over_on = models.DateField()
    why = models.CharField(max_length=300)
    recorded_by = models.UUIDField()
    recorded_at = models.DateTimeField()

    class Meta:
        db_table = "trainers_addendum"
        constraints = [
            models.UniqueConstraint(fields=["contract", "number"], name="trainers_addendum_number"),
            models.CheckConstraint(condition=Q(over_on__gt=F("before_on")), name="trainers_addendum_extends"),
            models.CheckConstraint(condition=~Q(why=""), name="trainers_addendum_said"),
        ]

"""What households say for themselves of visits and deliveries. A row is never rewritten: what a household says later is
another row that replaces it, one told by mistake is reversed; all stay readable. It changes neither the visit nor the
delivery."""

from django.db import models
from django.db.models import Q

from winay.core.ids import new_id
from winay.delivery.saying_terms import DENIALS, OF_DELIVERY, OF_VISIT, Answer, SaidHow
from winay.delivery.visit_models import STANDS, told_whole
from winay.registry.terms import Kin


class Saying(models.Model):
    """What a household, by its cycle, said on a day of one visit or one delivery. `speaker` is the member who said it;
    somebody who is not registered has a name and their kin. `helper` collected the paper or helped on the page, and is
    never the trainer whom it is about: `helper_key` is the name as names are compared. In an assembly it was said in
    front of everybody."""

    id = models.BigAutoField(primary_key=True)
    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    nucleus = models.ForeignKey("nuclei.Nucleus", on_delete=models.PROTECT, related_name="+", db_index=False)
    enrolment = models.ForeignKey("enrolment.Enrolment", on_delete=models.PROTECT, related_name="+")
    visit = models.ForeignKey("delivery.Visit", on_delete=models.PROTECT, null=True, related_name="+")
    delivery = models.ForeignKey("delivery.Delivery", on_delete=models.PROTECT, null=True, related_name="+")
    answer = models.CharField(max_length=15, choices=[(a, a) for a in Answer])
    note = models.CharField(max_length=300, blank=True)
    speaker = models.ForeignKey("registry.Member", on_delete=models.PROTECT, null=True, related_name="+")
    speaker_name = models.CharField(max_length=160, blank=True)
    speaker_kin = models.CharField(max_length=16, choices=[(k, k) for k in Kin])
    said_on = models.DateField()
    how = models.CharField(max_length=8, choices=[(h, h) for h in SaidHow])
    helper = models.CharField(max_length=160, blank=True)
    helper_key = models.CharField(max_length=160, blank=True)
    assembly = models.ForeignKey("nuclei.Assembly", on_delete=models.PROTECT, null=True, related_name="+")
    replaces = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="replaced_by", db_index=False
    )
    recorded_by = models.UUIDField()
    recorded_at = models.DateTimeField()
    ended_how = models.CharField(max_length=8, blank=True)
    ended_by = models.UUIDField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_why = models.CharField(max_length=600, blank=True)
    synthetic = models.BooleanField(default=False)

    class Meta:
        db_table = "delivery_saying"
        indexes = [
            models.Index(fields=["nucleus", "recorded_at"], name="delivery_saying_nucleus"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["visit"], condition=STANDS, name="delivery_saying_visit_once"),
            models.UniqueConstraint(fields=["delivery"], condition=STANDS, name="delivery_saying_delivery_once"),
            models.UniqueConstraint(
                fields=["replaces"], condition=Q(replaces__isnull=False), name="delivery_saying_replaced_once"
            ),
            models.CheckConstraint(
                condition=Q(visit__isnull=False, delivery__isnull=True, answer__in=[a.value for a in OF_VISIT])
                | Q(visit__isnull=True, delivery__isnull=False, answer__in=[a.value for a in OF_DELIVERY]),
                name="delivery_saying_about",
            ),
            models.CheckConstraint(
                condition=~Q(answer=Answer.NOT_AS_PROMISED.value) | ~Q(note=""), name="delivery_saying_noted"
            ),
            models.CheckConstraint(
                condition=Q(speaker_kin__in=[k.value for k in Kin])
                & (
                    Q(speaker__isnull=False, speaker_name="")
                    | Q(speaker__isnull=True) & ~Q(speaker_kin=Kin.PARTICIPANT.value)
                ),
                name="delivery_saying_speaker",
            ),
            models.CheckConstraint(
                condition=Q(how=SaidHow.ASSEMBLY.value, assembly__isnull=False)
                | Q(how__in=[SaidHow.PAPER.value, SaidHow.PAGE.value], assembly__isnull=True) & ~Q(helper_key=""),
                name="delivery_saying_how",
            ),
            models.CheckConstraint(condition=told_whole(), name="delivery_saying_ended_whole"),
        ]

    @property
    def denies(self) -> bool:
        """Whether the household denies what was told of it."""
        return self.answer in DENIALS

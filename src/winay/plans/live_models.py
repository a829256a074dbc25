"""Diagnostic workshops while they are held: what is counted, mark by mark, in front of everybody. The minutes and the
workshop are told afterwards from it; this proves nothing by itself."""

from django.db import models
from django.db.models import Q

from winay.core.ids import new_id
from winay.plans.terms import ChoiceMode, MarkKind


class LiveWorkshop(models.Model):
    """A workshop that is being held in a diagnostic assembly. Once closed nothing is counted, unless it is opened
    again."""

    id = models.BigAutoField(primary_key=True)
    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    nucleus = models.ForeignKey("nuclei.Nucleus", on_delete=models.PROTECT, related_name="+", db_index=False)
    assembly = models.OneToOneField("nuclei.Assembly", on_delete=models.PROTECT, related_name="+")
    mode = models.CharField(max_length=6, choices=[(m, m) for m in ChoiceMode])
    opened_by = models.UUIDField()
    opened_at = models.DateTimeField()
    closed_by = models.UUIDField(null=True)
    closed_at = models.DateTimeField(null=True)
    synthetic = models.BooleanField(default=False)

    class Meta:
        db_table = "plans_live_workshop"
        constraints = [
            models.CheckConstraint(condition=Q(mode__in=list(ChoiceMode)), name="plans_live_mode"),
            models.CheckConstraint(
                condition=Q(closed_by__isnull=True, closed_at__isnull=True)
                | Q(closed_by__isnull=False, closed_at__isnull=False),
                name="plans_live_closed_whole",
            ),
        ]


class LiveMark(models.Model):
    """Something that was counted, `number` of it, written once. `key` is who came, a trap or an item; `question` and
    `words` are what was said of a trap; `membership` is the household that wants an item, where each said its own. One
    taken back is answered by another row of the negative number. `public_id` comes from the screen, so that a mark
    that is sent twice counts once."""

    id = models.BigAutoField(primary_key=True)
    public_id = models.UUIDField(unique=True)
    live = models.ForeignKey(LiveWorkshop, on_delete=models.PROTECT, related_name="marks")
    kind = models.CharField(max_length=6, choices=[(k, k) for k in MarkKind])
    key = models.CharField(max_length=48, blank=True)
    question = models.CharField(max_length=200, blank=True)
    words = models.CharField(max_length=600, blank=True)
    membership = models.ForeignKey("nuclei.Membership", on_delete=models.PROTECT, null=True, related_name="+")
    number = models.SmallIntegerField()
    takes_back = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="taken_back")
    marked_by = models.UUIDField()
    marked_at = models.DateTimeField()

    class Meta:
        db_table = "plans_live_mark"
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=list(MarkKind)), name="plans_live_mark_kind"),
            models.CheckConstraint(
                condition=Q(takes_back__isnull=True, number__gte=1, number__lte=999)
                | Q(takes_back__isnull=False, number__lte=-1, number__gte=-999),
                name="plans_live_mark_number",
            ),
            models.CheckConstraint(
                condition=Q(membership__isnull=True) | Q(kind=MarkKind.WANTS.value), name="plans_live_mark_names"
            ),
            models.CheckConstraint(
                condition=Q(kind=MarkKind.SAID.value) & ~Q(question="") & ~Q(words="")
                | ~Q(kind=MarkKind.SAID.value) & Q(question="", words=""),
                name="plans_live_mark_said",
            ),
        ]

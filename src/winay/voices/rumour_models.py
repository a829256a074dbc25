"""Rumours about the program: what was heard where, what was answered, and whether it is still heard."""

from django.db import models
from django.db.models import F, Q

from winay.core.ids import new_id
from winay.voices.terms import AnswerHow, RumourTopic

WITHDRAWN_WHOLE = Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True, withdrawn_why="") | (
    Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False) & ~Q(withdrawn_why="")
)


class Rumour(models.Model):
    """What people say, at a place (a district or one of its communities). `last_heard_on` and `last_answered_on` repeat
    the newest day of its rows, so that open ones are found: those without an answer, or heard since."""

    id = models.BigAutoField(primary_key=True)
    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    place = models.ForeignKey("places.Place", on_delete=models.PROTECT, related_name="+")
    topic = models.CharField(max_length=18, choices=[(t, t) for t in RumourTopic])
    words = models.CharField(max_length=1000)
    heard_on = models.DateField()
    last_heard_on = models.DateField()
    last_answered_on = models.DateField(null=True)
    recorded_by = models.UUIDField()
    recorded_at = models.DateTimeField()
    withdrawn_by = models.UUIDField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_why = models.CharField(max_length=300, blank=True)
    synthetic = models.BooleanField(default=False)

    class Meta:
        db_table = "voices_rumour"
        indexes = [models.Index(fields=["topic", "-last_heard_on"], name="voices_rumour_topic")]
        constraints = [
            models.CheckConstraint(condition=Q(topic__in=list(RumourTopic)) & ~Q(words=""), name="voices_rumour_said"),
            models.CheckConstraint(condition=Q(last_heard_on__gte=F("heard_on")), name="voices_rumour_heard_since"),
            models.CheckConstraint(condition=WITHDRAWN_WHOLE, name="voices_rumour_withdrawn_whole"),
        ]


class HeardAgain(models.Model):
    """A day on which a rumour was heard again."""

    id = models.BigAutoField(primary_key=True)
    rumour = models.ForeignKey(Rumour, on_delete=models.PROTECT, related_name="heard_again")
    told_on = models.DateField()
    note = models.CharField(max_length=300, blank=True)
    recorded_by = models.UUIDField()
    recorded_at = models.DateTimeField()

    class Meta:
        db_table = "voices_heard_again"
        constraints = [models.UniqueConstraint(fields=["rumour", "told_on"], name="voices_heard_once_a_day")]


class RumourAnswer(models.Model):
    """What was answered, how and when. One told wrongly is withdrawn with its reason."""

    id = models.BigAutoField(primary_key=True)
    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    rumour = models.ForeignKey(Rumour, on_delete=models.PROTECT, related_name="answers")
    told_on = models.DateField()
    how = models.CharField(max_length=8, choices=[(h, h) for h in AnswerHow])
    words = models.CharField(max_length=1000)
    recorded_by = models.UUIDField()
    recorded_at = models.DateTimeField()
    withdrawn_by = models.UUIDField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_why = models.CharField(max_length=300, blank=True)

    class Meta:
        db_table = "voices_rumour_answer"
        constraints = [
            models.CheckConstraint(condition=Q(how__in=list(AnswerHow)) & ~Q(words=""), name="voices_answer_said"),
            models.CheckConstraint(condition=WITHDRAWN_WHOLE, name="voices_answer_withdrawn_whole"),
        ]

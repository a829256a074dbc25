"""Group sessions of trainers with households of a nucleus. Kept as visits are: corrected by another row, or
reversed."""

from django.db import models
from django.db.models import Q

from winay.core.ids import new_id
from winay.delivery.visit_models import STANDS, one_of, told_whole
from winay.delivery.visit_terms import DOORS, VISITING, Relation, Topic
from winay.registry.terms import LANGUAGES, Sex


class Session(models.Model):
    """A session of a trainer with people of a nucleus. `venue` is the place in words. Guests belong to no household of
    the nucleus. `submission` is the public id of what a phone sent."""

    id = models.BigAutoField(primary_key=True)
    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    nucleus = models.ForeignKey("nuclei.Nucleus", on_delete=models.PROTECT, related_name="+", db_index=False)
    contract = models.ForeignKey("trainers.Contract", on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=12, choices=[(k, k) for k in VISITING])
    held_on = models.DateField()
    start_minute = models.PositiveSmallIntegerField()
    minutes = models.PositiveSmallIntegerField()
    venue = models.CharField(max_length=160)
    language = models.CharField(max_length=3)
    guest_women = models.PositiveSmallIntegerField(default=0)
    guest_men = models.PositiveSmallIntegerField(default=0)
    notes = models.CharField(max_length=600, blank=True)
    source = models.CharField(max_length=8)
    submission = models.UUIDField(null=True)
    recorded_by = models.UUIDField()
    recorded_at = models.DateTimeField()
    replaces = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="replaced_by", db_index=False
    )
    ended_how = models.CharField(max_length=8, blank=True)
    ended_why = models.CharField(max_length=600, blank=True)
    ended_by = models.UUIDField(null=True)
    ended_at = models.DateTimeField(null=True)
    synthetic = models.BooleanField(default=False)

    class Meta:
        db_table = "delivery_session"
        indexes = [
            models.Index(fields=["nucleus", "-held_on", "-id"], name="delivery_session_nucleus"),
            models.Index(fields=["contract", "-held_on", "-id"], name="delivery_session_contract"),
            models.Index(fields=["-held_on", "-id"], name="delivery_session_day"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["contract", "held_on", "start_minute"], condition=STANDS, name="delivery_session_once"
            ),
            models.UniqueConstraint(
                fields=["replaces"], condition=Q(replaces__isnull=False), name="delivery_session_replaced_once"
            ),
            models.UniqueConstraint(
                fields=["submission"], condition=Q(submission__isnull=False), name="delivery_session_submission_once"
            ),
            models.CheckConstraint(condition=Q(kind__in=[k.value for k in VISITING]), name="delivery_session_kind"),
            models.CheckConstraint(
                condition=Q(start_minute__gte=240, start_minute__lte=1260, minutes__gte=5, minutes__lte=480),
                name="delivery_session_hours",
            ),
            models.CheckConstraint(condition=Q(language__in=LANGUAGES) & ~Q(venue=""), name="delivery_session_words"),
            models.CheckConstraint(
                condition=Q(source__in=[one.value for one in DOORS]), name="delivery_session_source"
            ),
            models.CheckConstraint(condition=told_whole(), name="delivery_session_ended_whole"),
        ]  # fmt: skip


class SessionTopic(models.Model):
    """What a session was about: an item of the version's menu by its key, or another topic by its code."""

    id = models.BigAutoField(primary_key=True)
    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="topics", db_index=False)
    item = models.CharField(max_length=48, blank=True)
    topic = models.CharField(max_length=16, blank=True)

    class Meta:
        db_table = "delivery_session_topic"
        constraints = [
            models.UniqueConstraint(fields=["session", "item", "topic"], name="delivery_session_topic_once"),
            models.CheckConstraint(
                condition=~Q(item="") & Q(topic="") | Q(item="", topic__in=[one.value for one in Topic]),
                name="delivery_session_topic_one",
            ),
        ]


class SessionAttendance(models.Model):
    """Somebody who came for a household of the nucleus: relation and sex as they were on the day."""

    id = models.BigAutoField(primary_key=True)
    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="attendance", db_index=False)
    member = models.ForeignKey("registry.Member", on_delete=models.PROTECT, related_name="+")
    enrolment = models.ForeignKey("enrolment.Enrolment", on_delete=models.PROTECT, related_name="+")
    relation = models.CharField(max_length=16)
    sex = models.CharField(max_length=1)

    class Meta:
        db_table = "delivery_session_attendance"
        constraints = [
            models.UniqueConstraint(fields=["session", "member"], name="delivery_session_attendance_once"),
            models.CheckConstraint(
                condition=one_of("relation", Relation, blank=False) & one_of("sex", Sex, blank=False),
                name="delivery_session_attendance_words",
            ),
        ]

"""What trainers learned: courses that an office held for them, what each was about, who was there.

A course is told once it was held. What was told is never rewritten: a correction is another row that replaces it, and a
course that never was is reversed; both stay readable.
"""

from django.db import models
from django.db.models import F, Q

from winay.core.ids import new_id
from winay.trainers.terms import CourseEnd, CourseResult, CourseTopic

STANDS = Q(ended_how="")
MOST_HOURS = 240


class Course(models.Model):
    """A course from `began_on` up to the day before `over_on`, of so many `hours`, for trainers of a `place`. `held_at`
    says where they met."""

    id = models.BigAutoField(primary_key=True)
    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    version = models.ForeignKey("programs.Version", on_delete=models.PROTECT, related_name="+")
    place = models.ForeignKey("places.Place", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    began_on = models.DateField()
    over_on = models.DateField()
    hours = models.PositiveSmallIntegerField()
    held_at = models.CharField(max_length=160)
    teacher = models.CharField(max_length=160)
    institution = models.CharField(max_length=160)
    recorded_by = models.UUIDField()
    recorded_at = models.DateTimeField()
    replaces = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="replaced_by")
    ended_how = models.CharField(max_length=9, blank=True, choices=[(e, e) for e in CourseEnd])
    ended_why = models.CharField(max_length=300, blank=True)
    ended_by = models.UUIDField(null=True)
    ended_at = models.DateTimeField(null=True)
    synthetic = models.BooleanField(default=False)

    class Meta:
        db_table = "trainers_course"
        indexes = [models.Index(fields=["-began_on", "-id"], condition=STANDS, name="trainers_course_latest")]
        constraints = [
            models.CheckConstraint(condition=Q(over_on__gt=F("began_on")), name="trainers_course_days"),
            models.CheckConstraint(condition=Q(hours__gte=1, hours__lte=MOST_HOURS), name="trainers_course_hours"),
            models.CheckConstraint(
                condition=~Q(name="") & ~Q(held_at="") & ~Q(teacher="") & ~Q(institution=""),
                name="trainers_course_told_whole",
            ),
            models.CheckConstraint(
                condition=Q(ended_how="", ended_why="", ended_by__isnull=True, ended_at__isnull=True)
                | Q(ended_how__in=list(CourseEnd), ended_by__isnull=False, ended_at__isnull=False) & ~Q(ended_why=""),
                name="trainers_course_ended_whole",
            ),
        ]


class CourseSubject(models.Model):
    """What a course was about: an item of the version's menu by its key, or another topic."""

    id = models.BigAutoField(primary_key=True)
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="subjects", db_index=False)
    item = models.CharField(max_length=48, blank=True)
    topic = models.CharField(max_length=12, blank=True)

    class Meta:
        db_table = "trainers_course_subject"
        constraints = [
            models.UniqueConstraint(fields=["course", "item", "topic"], name="trainers_course_subject_once"),
            models.CheckConstraint(
                condition=~Q(item="") & Q(topic="") | Q(item="", topic__in=list(CourseTopic)),
                name="trainers_course_subject_one",
            ),
        ]


class CourseSeat(models.Model):
    """A trainer who was there, by the contract that held on a day of the course, for so many hours of it."""

    id = models.BigAutoField(primary_key=True)
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="seats", db_index=False)
    contract = models.ForeignKey("trainers.Contract", on_delete=models.PROTECT, related_name="+")
    hours = models.PositiveSmallIntegerField()
    result = models.CharField(max_length=8, choices=[(r, r) for r in CourseResult])

    class Meta:
        db_table = "trainers_course_seat"
        constraints = [
            models.UniqueConstraint(fields=["course", "contract"], name="trainers_course_seat_once"),
            models.CheckConstraint(
                condition=Q(result__in=list(CourseResult), hours__gte=1, hours__lte=MOST_HOURS),
                name="trainers_course_seat_result",
            ),
        ]

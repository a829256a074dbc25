"""Grievances: what somebody claims, complains of or denounces, who of the staff it is about, and what was done."""

from django.db import models
from django.db.models import F, Q

from winay.core.ids import new_id
from winay.registry.terms import LANGUAGES
from winay.voices.terms import (
    JUDGED,
    About,
    Channel,
    GrievanceKind,
    GrievanceState,
    Outcome,
    Speaker,
    StepKind,
    ToldHow,
)

NO_SPEAKER = Q(speaker_name="", speaker_contact="", speaker_hidden="", speaker_key="")


class Grievance(models.Model):
    """What somebody said, on `heard_on`, in their words. `place` is the district, `nucleus` where it is about one;
    `version` says in how many days it is answered: `due_on`, null where the version does not say.

    A named speaker stands in `speaker_name`; a protected one only in `speaker_hidden`, encrypted. `speaker_key` finds
    what a registered member of a household said. `of_staff`: it is about somebody who works for the program; then who
    answered does not close it, nor, where nobody answered, who received it. When its person asks, the texts are blanked
    and `forgotten_at` says so."""

    id = models.BigAutoField(primary_key=True)
    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    version = models.ForeignKey("programs.Version", on_delete=models.PROTECT, related_name="+", db_index=False)
    place = models.ForeignKey("places.Place", on_delete=models.PROTECT, related_name="+")
    nucleus = models.ForeignKey("nuclei.Nucleus", on_delete=models.PROTECT, null=True, related_name="+")
    contract = models.ForeignKey(
        "trainers.Contract", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    kind = models.CharField(max_length=12, choices=[(k, k) for k in GrievanceKind])
    channel = models.CharField(max_length=10, choices=[(c, c) for c in Channel])
    about = models.CharField(max_length=10, choices=[(a, a) for a in About])
    about_whom = models.CharField(max_length=300, blank=True)
    of_staff = models.BooleanField(default=False)
    heard_on = models.DateField()
    language = models.CharField(max_length=3, choices=[(code, code) for code in LANGUAGES])
    words = models.CharField(max_length=2000, blank=True)
    speaker = models.CharField(max_length=10, choices=[(s, s) for s in Speaker])
    speaker_name = models.CharField(max_length=160, blank=True)
    speaker_contact = models.CharField(max_length=160, blank=True)
    speaker_hidden = models.CharField(max_length=1000, blank=True)
    speaker_key = models.CharField(max_length=32, blank=True)
    received_by = models.UUIDField()
    received_at = models.DateTimeField()
    due_on = models.DateField(null=True)
    state = models.CharField(
        max_length=8, choices=[(s, s) for s in GrievanceState], default=GrievanceState.RECEIVED.value
    )
    assigned_to = models.UUIDField(null=True)
    answered_on = models.DateField(null=True)
    answered_by = models.UUIDField(null=True)
    outcome = models.CharField(max_length=10, blank=True, choices=[(o, o) for o in Outcome])
    closed_on = models.DateField(null=True)
    closed_by = models.UUIDField(null=True)
    closed_at = models.DateTimeField(null=True)
    forgotten_at = models.DateTimeField(null=True)
    synthetic = models.BooleanField(default=False)

    class Meta:
        db_table = "voices_grievance"
        indexes = [
            models.Index(
                fields=["due_on", "id"],
                condition=Q(state=GrievanceState.RECEIVED.value),
                name="voices_grievance_due",
            ),
            models.Index(fields=["speaker_key"], condition=~Q(speaker_key=""), name="voices_grievance_said_by"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=list(GrievanceKind)), name="voices_grievance_kind"),
            models.CheckConstraint(condition=Q(channel__in=list(Channel)), name="voices_grievance_channel"),
            models.CheckConstraint(condition=Q(about__in=list(About)), name="voices_grievance_about"),
            models.CheckConstraint(condition=Q(language__in=list(LANGUAGES)), name="voices_grievance_language"),
            models.CheckConstraint(
                condition=Q(forgotten_at__isnull=True)
                & ~Q(words="")
                & (
                    Q(speaker=Speaker.NAMED, speaker_hidden="") & ~Q(speaker_name="")
                    | Q(speaker=Speaker.PROTECTED, speaker_name="", speaker_contact="") & ~Q(speaker_hidden="")
                    | Q(speaker=Speaker.ANONYMOUS) & NO_SPEAKER
                )
                | Q(forgotten_at__isnull=False, words="", about_whom="") & NO_SPEAKER,
                name="voices_grievance_speaker",
            ),
            models.CheckConstraint(
                condition=Q(state=GrievanceState.RECEIVED, closed_on__isnull=True, outcome="", closed_by__isnull=True)
                & Q(closed_at__isnull=True)
                | Q(state=GrievanceState.ANSWERED, closed_on__isnull=True, outcome="", closed_by__isnull=True)
                & Q(closed_at__isnull=True, answered_by__isnull=False)
                | Q(state=GrievanceState.CLOSED, outcome__in=list(Outcome), closed_on__isnull=False)
                & Q(closed_by__isnull=False, closed_at__isnull=False),
                name="voices_grievance_state",
            ),
            models.CheckConstraint(
                condition=Q(answered_on__isnull=True, answered_by__isnull=True)
                | Q(answered_on__gte=F("heard_on"), answered_by__isnull=False),
                name="voices_grievance_answered_whole",
            ),
            models.CheckConstraint(
                condition=~Q(outcome__in=list(JUDGED)) | Q(answered_by__isnull=False),
                name="voices_grievance_judged_answered",
            ),
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True) | Q(closed_on__gte=F("heard_on")),
                name="voices_grievance_closed_after",
            ),
            models.CheckConstraint(
                condition=Q(of_staff=False)
                | Q(closed_by__isnull=True)
                | Q(answered_by__isnull=True) & ~Q(closed_by=F("received_by"))
                | Q(answered_by__isnull=False) & ~Q(closed_by=F("answered_by")),
                name="voices_grievance_two_people",
            ),
            models.CheckConstraint(
                condition=Q(contract__isnull=True) | Q(about=About.TRAINER, of_staff=True),
                name="voices_grievance_of_trainer",
            ),
        ]


class Accused(models.Model):
    """Somebody of the staff whom a grievance is about: they neither see nor handle it."""

    id = models.BigAutoField(primary_key=True)
    grievance = models.ForeignKey(Grievance, on_delete=models.PROTECT, related_name="accused")
    person = models.UUIDField()

    class Meta:
        db_table = "voices_accused"
        constraints = [models.UniqueConstraint(fields=["grievance", "person"], name="voices_accused_once")]


class Step(models.Model):
    """Something that was done about a grievance. `person` is who got it to see to; `words` the answer, the note of an
    end, or why it was opened again."""

    id = models.BigAutoField(primary_key=True)
    grievance = models.ForeignKey(Grievance, on_delete=models.PROTECT, related_name="steps")
    kind = models.CharField(max_length=8, choices=[(k, k) for k in StepKind])
    told_on = models.DateField()
    words = models.CharField(max_length=2000, blank=True)
    told_how = models.CharField(max_length=10, blank=True, choices=[(h, h) for h in ToldHow])
    outcome = models.CharField(max_length=10, blank=True, choices=[(o, o) for o in Outcome])
    person = models.UUIDField(null=True)
    done_by = models.UUIDField()
    done_at = models.DateTimeField()

    class Meta:
        db_table = "voices_step"
        constraints = [
            models.CheckConstraint(
                condition=Q(kind=StepKind.ASSIGNED, person__isnull=False, told_how="", outcome="")
                | Q(kind=StepKind.ANSWERED, person__isnull=True, told_how__in=list(ToldHow), outcome="")
                | Q(kind=StepKind.CLOSED, person__isnull=True, told_how="", outcome__in=list(Outcome))
                | Q(kind=StepKind.REOPENED, person__isnull=True, told_how="", outcome=""),
                name="voices_step_whole",
            ),
        ]

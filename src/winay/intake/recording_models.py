"""Voices that read forms aloud: recorded by people, one for a question and a language, with their consent."""

from django.db import models
from django.db.models import Q

from winay.core.ids import new_id
from winay.intake.terms import VoiceConsent

MOST_PATH, MOST_LANGUAGE, MOST_WORDS, MOST_SPEAKER, MOST_WHY = 400, 80, 4000, 160, 200


class Recording(models.Model):
    """Somebody's voice for one question of a form in one of its languages, for the phones of an office (null: of all).

    `path` is where the question's answer stands, `language` what the form calls it ("" where it has one alone), `words`
    what was read: where the form says something else today, the voice no longer fits. `consent` is how the speaker
    agreed that phones carry it. Withdrawn, it goes into no further version.
    """

    id = models.BigAutoField(primary_key=True)
    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    office = models.ForeignKey("places.Office", on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    form_id = models.CharField(max_length=200)
    path = models.CharField(max_length=MOST_PATH)
    language = models.CharField(max_length=MOST_LANGUAGE, blank=True)
    words = models.CharField(max_length=MOST_WORDS)
    speaker = models.CharField(max_length=MOST_SPEAKER)
    consent = models.CharField(max_length=16, choices=[(key, key) for key in VoiceConsent])
    recorded_on = models.DateField()
    filename = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    content_type = models.CharField(max_length=60)
    size = models.BigIntegerField()
    kept_by = models.UUIDField()
    kept_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.UUIDField(null=True)
    withdrawn_why = models.CharField(max_length=MOST_WHY, blank=True)

    class Meta:
        db_table = "intake_recording"
        constraints = [
            models.UniqueConstraint(
                fields=["form_id", "path", "language", "office"],
                condition=Q(withdrawn_at__isnull=True, office__isnull=False),
                name="intake_recording_of_office",
            ),
            models.UniqueConstraint(
                fields=["form_id", "path", "language"],
                condition=Q(withdrawn_at__isnull=True, office__isnull=True),
                name="intake_recording_for_all",
            ),
            models.CheckConstraint(
                condition=~Q(form_id="") & ~Q(path="") & ~Q(words="") & ~Q(speaker="") & ~Q(sha256="") & Q(size__gt=0),
                name="intake_recording_whole",
            ),
            models.CheckConstraint(condition=Q(consent__in=list(VoiceConsent)), name="intake_recording_consent"),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True, withdrawn_why="")
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False) & ~Q(withdrawn_why=""),
                name="intake_recording_withdrawn_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.form_id} {self.path} {self.language}"

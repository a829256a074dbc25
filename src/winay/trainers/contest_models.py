"""Contests of an office for trainers, and the vacancies that each offers."""

from django.db import models
from django.db.models import F, Q

from winay.core.ids import new_id
from winay.programs.terms import TrainerKind
from winay.registry.terms import LANGUAGES
from winay.trainers.terms import ContestState, ReopenHow, VoidWhy


class Contest(models.Model):
    """A public contest for trainers of one kind, held by the office of `place` under a program version. Its call is
    locked from its publication on. One that is void may be held anew: the new one `reopens` it."""

    id = models.BigAutoField(primary_key=True)
    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    version = models.ForeignKey("programs.Version", on_delete=models.PROTECT, related_name="+")
    place = models.ForeignKey("places.Place", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=[(k, k) for k in TrainerKind])
    name = models.CharField(max_length=120)
    state = models.CharField(max_length=10, choices=[(s, s) for s in ContestState], default=ContestState.DRAFT.value)
    closes_on = models.DateField()
    scores_until = models.DateField()
    bases = models.CharField(max_length=6000)
    drafted_by = models.UUIDField()
    drafted_at = models.DateTimeField()
    published_by = models.UUIDField(null=True)
    published_at = models.DateTimeField(null=True)
    published_on = models.DateField(null=True)
    closed_by = models.UUIDField(null=True)
    closed_at = models.DateTimeField(null=True)
    void_why = models.CharField(max_length=14, blank=True, choices=[(w, w) for w in VoidWhy])
    void_note = models.CharField(max_length=600, blank=True)
    void_by = models.UUIDField(null=True)
    void_at = models.DateTimeField(null=True)
    reopens = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="reopened_by")
    reopened_how = models.CharField(max_length=12, blank=True, choices=[(h, h) for h in ReopenHow])
    synthetic = models.BooleanField(default=False)

    class Meta:
        db_table = "trainers_contest"
        indexes = [models.Index(fields=["place", "-closes_on"], name="trainers_contest_latest")]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=list(TrainerKind)), name="trainers_contest_kind"),
            models.CheckConstraint(condition=Q(state__in=list(ContestState)), name="trainers_contest_state"),
            models.CheckConstraint(
                condition=Q(scores_until__gt=F("closes_on")), name="trainers_contest_scored_after_close"
            ),
            models.CheckConstraint(
                condition=Q(published_on__isnull=True, published_by__isnull=True, published_at__isnull=True)
                & Q(state__in=[ContestState.DRAFT, ContestState.VOID])
                | Q(published_on__lte=F("closes_on"), published_by__isnull=False, published_at__isnull=False)
                & ~Q(state=ContestState.DRAFT),
                name="trainers_contest_published_whole",
            ),
            models.CheckConstraint(
                condition=Q(closed_by__isnull=True, closed_at__isnull=True)
                & ~Q(state__in=[ContestState.CLOSED, ContestState.SCORED, ContestState.RESULTS])
                | Q(closed_by__isnull=False, closed_at__isnull=False)
                & ~Q(state__in=[ContestState.DRAFT, ContestState.PUBLISHED]),
                name="trainers_contest_closed_whole",
            ),
            models.CheckConstraint(
                condition=Q(void_why="", void_note="", void_by__isnull=True, void_at__isnull=True)
                & ~Q(state=ContestState.VOID)
                | Q(state=ContestState.VOID, void_by__isnull=False, void_at__isnull=False)
                & Q(void_why__in=list(VoidWhy))
                & ~Q(void_note=""),
                name="trainers_contest_void_whole",
            ),
            models.CheckConstraint(
                condition=Q(reopens__isnull=True, reopened_how="")
                | Q(reopens__isnull=False, reopened_how__in=list(ReopenHow)),
                name="trainers_contest_reopened_whole",
            ),
        ]  # fmt: skip


class Vacancy(models.Model):
    """Posts of a contest for one zone and one language. `apprentices`: somebody who learns beside a trainer may fill
    them."""

    id = models.BigAutoField(primary_key=True)
    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    contest = models.ForeignKey(Contest, on_delete=models.PROTECT, related_name="vacancies", db_index=False)
    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=120)
    language = models.CharField(max_length=3, choices=[(code, code) for code in LANGUAGES])
    posts = models.PositiveSmallIntegerField()
    apprentices = models.BooleanField(default=False)

    class Meta:
        db_table = "trainers_vacancy"
        constraints = [
            models.UniqueConstraint(fields=["contest", "position"], name="trainers_vacancy_position"),
            models.CheckConstraint(condition=Q(posts__gte=1, posts__lte=50), name="trainers_vacancy_posts"),
            models.CheckConstraint(condition=Q(language__in=list(LANGUAGES)), name="trainers_vacancy_language"),
        ]


class VacancyZone(models.Model):
    """A nucleus, or a community or district, that whoever fills the vacancy serves."""

    id = models.BigAutoField(primary_key=True)
    vacancy = models.ForeignKey(Vacancy, on_delete=models.PROTECT, related_name="zones")
    place = models.ForeignKey("places.Place", on_delete=models.PROTECT, null=True, related_name="+")
    nucleus = models.ForeignKey("nuclei.Nucleus", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        db_table = "trainers_vacancy_zone"
        constraints = [
            models.UniqueConstraint(fields=["vacancy", "place"], name="trainers_zone_place_once"),
            models.UniqueConstraint(fields=["vacancy", "nucleus"], name="trainers_zone_nucleus_once"),
            models.CheckConstraint(
                condition=Q(place__isnull=True, nucleus__isnull=False) | Q(place__isnull=False, nucleus__isnull=True),
                name="trainers_zone_one_thing",
            ),
        ]

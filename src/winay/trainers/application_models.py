"""People who apply to contests or are hired, and their applications."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _

from winay.core.ids import new_id
from winay.registry.terms import Sex
from winay.trainers.terms import ApplicationState, Education


class Applicant(models.Model):
    """Somebody who applied or was hired, once in the whole country. `national_id` is encrypted, `national_id_hash`
    finds it again: the same hash as of members of households. Whoever asked to be forgotten has neither, no name, and
    of their birth only the year."""

    id = models.BigAutoField(primary_key=True)
    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    given_names = models.CharField(max_length=60)
    surname_1 = models.CharField(max_length=60)
    surname_2 = models.CharField(max_length=60, blank=True)
    sort_key = models.CharField(max_length=180, db_index=True)
    sex = models.CharField(max_length=1, choices=[(s, s) for s in Sex])
    born_on = models.DateField()
    national_id = models.CharField(max_length=100)
    national_id_hash = models.CharField(max_length=32, db_index=True)
    languages = models.CharField(max_length=60)
    phone = models.CharField(max_length=16, blank=True)
    entered_by = models.UUIDField()
    entered_at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True)
    synthetic = models.BooleanField(default=False)

    class Meta:
        db_table = "trainers_applicant"
        constraints = [
            models.UniqueConstraint(
                fields=["national_id_hash"], condition=Q(erased_at__isnull=True), name="trainers_applicant_once"
            ),
            models.CheckConstraint(condition=Q(sex__in=list(Sex)), name="trainers_applicant_sex"),
            models.CheckConstraint(
                condition=Q(erased_at__isnull=True)
                & ~Q(national_id="")
                & ~Q(national_id_hash="")
                & ~Q(given_names="")
                & ~Q(surname_1="")
                | Q(erased_at__isnull=False, national_id="", national_id_hash="", given_names="", surname_1="")
                & Q(surname_2="", sort_key="", phone="", languages=""),
                name="trainers_applicant_whole",
            ),
        ]

    @property
    def name(self) -> str:
        """As people write it; said to be erased where it is."""
        names = " ".join(one for one in (self.given_names, self.surname_1, self.surname_2) if one)
        return names or _("persona cuyos datos se borraron")


class Application(models.Model):
    """Somebody's application to a vacancy. `received_on` is the day on which the office got it; `paper` says that it
    came on paper, which may be registered later. `kin_declared` is what they say of relatives in boards and offices."""

    id = models.BigAutoField(primary_key=True)
    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    contest = models.ForeignKey("trainers.Contest", on_delete=models.PROTECT, related_name="applications")
    vacancy = models.ForeignKey("trainers.Vacancy", on_delete=models.PROTECT, related_name="applications")
    applicant = models.ForeignKey(Applicant, on_delete=models.PROTECT, related_name="applications")
    number = models.PositiveIntegerField()
    place = models.ForeignKey("places.Place", on_delete=models.PROTECT, related_name="+", db_index=False)
    education = models.CharField(max_length=10, choices=[(e, e) for e in Education])
    practice_years = models.PositiveSmallIntegerField()
    kin_declared = models.CharField(max_length=300, blank=True)
    received_on = models.DateField()
    paper = models.BooleanField(default=False)
    file_row = models.PositiveIntegerField(null=True)
    registered_by = models.UUIDField()
    registered_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=[(s, s) for s in ApplicationState])
    missing = models.CharField(max_length=300, blank=True)
    withdrawn_on = models.DateField(null=True)
    withdrawn_why = models.CharField(max_length=300, blank=True)
    withdrawn_by = models.UUIDField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "trainers_application"
        constraints = [
            models.UniqueConstraint(fields=["contest", "number"], name="trainers_application_number"),
            models.UniqueConstraint(
                fields=["contest", "applicant"],
                condition=~Q(state=ApplicationState.WITHDRAWN.value),
                name="trainers_application_once",
            ),
            models.CheckConstraint(
                condition=Q(state=ApplicationState.OBSERVED) & ~Q(missing="")
                | Q(state=ApplicationState.RECEIVED, missing="")
                | Q(state=ApplicationState.WITHDRAWN),
                name="trainers_application_state",
            ),
            models.CheckConstraint(condition=Q(education__in=list(Education)), name="trainers_application_education"),
            models.CheckConstraint(
                condition=Q(withdrawn_on__isnull=True, withdrawn_why="", withdrawn_by__isnull=True)
                & ~Q(state=ApplicationState.WITHDRAWN)
                | Q(withdrawn_on__isnull=False, withdrawn_by__isnull=False, state=ApplicationState.WITHDRAWN)
                & ~Q(withdrawn_why=""),
                name="trainers_application_withdrawn_whole",
            ),
        ]

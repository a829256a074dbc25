"""Households and their members. What holds now stands on their rows; what held before stands in append-only rows beside
them, each with the days from which and until which it held (the end does not count).

A household is never deleted. It is closed, merged into another, or its people's data are erased: the row stays.
"""

from enum import StrEnum

from django.db import models
from django.db.models import F, Q

from winay.core.ids import new_id
from winay.registry.terms import (
    AwayReason,
    BirthPrecision,
    Classification,
    ConsentHow,
    HouseholdClosed,
    IdMissing,
    Kin,
    MemberLeft,
    MoveReason,
    Origin,
    Sex,
    Whereabouts,
)


def _one_of(column: str, words: type[StrEnum], *, blank: bool = False) -> Q:
    known = Q(**{f"{column}__in": [word.value for word in words]})
    return known | Q(**{column: ""}) if blank else known


class Household(models.Model):
    """People who share a hearth. `district` repeats the ubigeo of the place's district as a number, for lists by
    territory. `participant` is the registered adult; null only where the household is closed or was never whole.

    `external_key` is what a file or a form calls it, so that it is known when it comes again.
    """

    id = models.BigAutoField(primary_key=True)
    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    place = models.ForeignKey("places.Place", on_delete=models.PROTECT, related_name="+")
    district = models.IntegerField()
    lives_since = models.DateField()
    reference = models.CharField(max_length=200, blank=True)
    latitude_e6 = models.IntegerField(null=True)
    longitude_e6 = models.IntegerField(null=True)
    language = models.CharField(max_length=3, blank=True)
    participant = models.ForeignKey("Member", on_delete=models.PROTECT, null=True, related_name="participates_for")
    participant_since = models.DateField(null=True)
    origin = models.CharField(max_length=8)
    external_key = models.CharField(max_length=80, blank=True)
    split_from = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="splits", db_index=False)
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="merged", db_index=False)
    registered_on = models.DateField()
    registered_by = models.UUIDField()
    registered_at = models.DateTimeField()
    closed_on = models.DateField(null=True)
    closed_why = models.CharField(max_length=12, blank=True)
    closed_note = models.CharField(max_length=300, blank=True)
    synthetic = models.BooleanField(default=False)

    class Meta:
        db_table = "registry_household"
        indexes = [
            models.Index(fields=["district", "id", "closed_on"], name="registry_household_district"),
            models.Index(
                fields=["district", "id"], condition=Q(closed_on__isnull=False), name="registry_household_closed"
            ),
            models.Index(fields=["split_from"], condition=Q(split_from__isnull=False), name="registry_household_split"),
            models.Index(
                fields=["merged_into"], condition=Q(merged_into__isnull=False), name="registry_household_merged"
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["external_key"], condition=~Q(external_key=""), name="registry_household_key_once"
            ),
            models.CheckConstraint(condition=_one_of("origin", Origin), name="registry_household_origin"),
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True, closed_why="") | (Q(closed_on__isnull=False) & ~Q(closed_why="")),
                name="registry_household_closed_whole",
            ),
            models.CheckConstraint(
                condition=_one_of("closed_why", HouseholdClosed, blank=True), name="registry_household_closed_why"
            ),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | Q(closed_why=HouseholdClosed.MERGED.value),
                name="registry_household_merged_is_closed",
            ),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("id")), name="registry_household_merged_other"
            ),
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True) | Q(closed_on__gte=F("registered_on")),
                name="registry_household_closed_after",
            ),
            models.CheckConstraint(
                condition=Q(latitude_e6__isnull=True, longitude_e6__isnull=True)
                | Q(
                    latitude_e6__isnull=False, longitude_e6__isnull=False,
                    latitude_e6__gte=-90_000_000, latitude_e6__lte=90_000_000,
                    longitude_e6__gte=-180_000_000, longitude_e6__lte=180_000_000,
                ),
                name="registry_household_on_earth",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return str(self.public_id)


class Member(models.Model):
    """Somebody of a household. `national_id` is encrypted, `national_id_hash` finds it again; both empty where there is
    none. `left_on` null: still a member. Erased, the texts are empty and the birth is its year alone.

    `kin` is said from the registered participant's side. `sort_key` puts people in alphabetical order on any database.
    `away_*` says where somebody lives who is not at home for a time.
    """

    id = models.BigAutoField(primary_key=True)
    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="members")
    given_names = models.CharField(max_length=60, blank=True)
    surname_1 = models.CharField(max_length=60, blank=True)
    surname_2 = models.CharField(max_length=60, blank=True)
    sort_key = models.CharField(max_length=180, blank=True)
    sex = models.CharField(max_length=1)
    born_on = models.DateField(null=True)
    birth_precision = models.CharField(max_length=8)
    kin = models.CharField(max_length=16)
    national_id = models.CharField(max_length=100, blank=True)
    national_id_hash = models.CharField(max_length=32, blank=True)
    id_missing = models.CharField(max_length=12, blank=True)
    languages = models.CharField(max_length=20, blank=True)
    reads = models.BooleanField(null=True)
    phone = models.CharField(max_length=16, blank=True)
    represents_since = models.DateField(null=True)
    whereabouts = models.CharField(max_length=12, default=Whereabouts.HOME.value)
    away_since = models.DateField(null=True)
    away_reason = models.CharField(max_length=12, blank=True)
    away_place = models.ForeignKey(
        "places.Place", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    joined_on = models.DateField()
    left_on = models.DateField(null=True)
    left_why = models.CharField(max_length=16, blank=True)
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="merged", db_index=False)
    erased_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "registry_member"
        indexes = [
            models.Index(
                fields=["national_id_hash"], condition=Q(left_on__isnull=False), name="registry_member_id_left"
            ),
            models.Index(
                fields=["household"],
                condition=Q(away_since__isnull=False, left_on__isnull=True),
                name="registry_member_away",
            ),
            models.Index(fields=["merged_into"], condition=Q(merged_into__isnull=False), name="registry_member_merged"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["national_id_hash"],
                condition=~Q(national_id_hash="") & Q(left_on__isnull=True),
                name="registry_member_id_once",
            ),
            models.CheckConstraint(condition=_one_of("sex", Sex), name="registry_member_sex"),
            models.CheckConstraint(condition=_one_of("kin", Kin), name="registry_member_kin"),
            models.CheckConstraint(
                condition=(Q(birth_precision=BirthPrecision.UNKNOWN.value, born_on__isnull=True))
                | (
                    _one_of("birth_precision", BirthPrecision)
                    & ~Q(birth_precision=BirthPrecision.UNKNOWN.value)
                    & Q(born_on__isnull=False)
                ),
                name="registry_member_birth_whole",
            ),
            models.CheckConstraint(
                condition=Q(national_id="", national_id_hash="") | (~Q(national_id="") & ~Q(national_id_hash="")),
                name="registry_member_id_whole",
            ),
            models.CheckConstraint(
                condition=_one_of("id_missing", IdMissing, blank=True), name="registry_member_id_missing"
            ),
            models.CheckConstraint(
                condition=(Q(whereabouts=Whereabouts.HOME.value, away_since__isnull=True, away_reason=""))
                | (
                    _one_of("whereabouts", Whereabouts)
                    & ~Q(whereabouts=Whereabouts.HOME.value)
                    & Q(away_since__isnull=False)
                    & _one_of("away_reason", AwayReason)
                ),
                name="registry_member_away_whole",
            ),
            models.CheckConstraint(
                condition=Q(left_on__isnull=True, left_why="")
                | (Q(left_on__isnull=False) & _one_of("left_why", MemberLeft)),
                name="registry_member_left_whole",
            ),
            models.CheckConstraint(
                condition=Q(left_on__isnull=True) | Q(left_on__gte=F("joined_on")), name="registry_member_left_after"
            ),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | (Q(left_on__isnull=False) & ~Q(merged_into=F("id"))),
                name="registry_member_merged_left",
            ),
            models.CheckConstraint(
                condition=Q(erased_at__isnull=True)
                | Q(given_names="", surname_1="", surname_2="", national_id="", phone="", sort_key=""),
                name="registry_member_erased_is_empty",
            ),
        ]

    def __str__(self) -> str:
        return str(self.public_id)


class NameToken(models.Model):
    """How a member's name sounds, one row a word: what a search by name asks. The key is the index that answers it,
    with the district's ubigeo as a number between, so that an office's search reads its own territory alone.

    The database does not check that the member is there, four times for every person that a file brings: members are
    never deleted, a trigger sees to that, and a token of nobody finds nobody.
    """

    pk = models.CompositePrimaryKey("token", "district", "member")
    token = models.BigIntegerField()
    district = models.IntegerField()
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False)

    class Meta:
        db_table = "registry_name_token"


class PastDwelling(models.Model):
    """Where a household lived before."""

    id = models.BigAutoField(primary_key=True)
    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="past_dwellings")
    place = models.ForeignKey("places.Place", on_delete=models.PROTECT, related_name="+", db_index=False)
    from_on = models.DateField()
    until_on = models.DateField()
    reason = models.CharField(max_length=10)
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        db_table = "registry_past_dwelling"
        constraints = [
            models.CheckConstraint(condition=_one_of("reason", MoveReason), name="registry_past_dwelling_reason"),
            models.CheckConstraint(
                condition=Q(until_on__gte=F("from_on")), name="registry_past_dwelling_ends_after_start"
            ),
        ]


class PastMembership(models.Model):
    """A household that somebody belonged to before, or a time in the same one before they came back."""

    id = models.BigAutoField(primary_key=True)
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="past_memberships")
    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="past_memberships")
    kin = models.CharField(max_length=16)
    joined_on = models.DateField()
    left_on = models.DateField()
    left_why = models.CharField(max_length=16)

    class Meta:
        db_table = "registry_past_membership"
        constraints = [
            models.CheckConstraint(
                condition=Q(left_on__gte=F("joined_on")), name="registry_past_membership_ends_after_start"
            ),
            models.CheckConstraint(condition=_one_of("left_why", MemberLeft), name="registry_past_membership_why"),
        ]


class PastParticipant(models.Model):
    """Who was the registered participant before."""

    id = models.BigAutoField(primary_key=True)
    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="past_participants")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    from_on = models.DateField()
    until_on = models.DateField()
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        db_table = "registry_past_participant"
        constraints = [
            models.CheckConstraint(
                condition=Q(until_on__gte=F("from_on")), name="registry_past_participant_ends_after_start"
            )
        ]


class PastRepresentation(models.Model):
    """A time during which a member could act for the participant."""

    id = models.BigAutoField(primary_key=True)
    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="past_representations")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    from_on = models.DateField()
    until_on = models.DateField()

    class Meta:
        db_table = "registry_past_representation"
        constraints = [
            models.CheckConstraint(
                condition=Q(until_on__gte=F("from_on")), name="registry_past_representation_ends_after_start"
            )
        ]


class PastStay(models.Model):
    """A time that a member spent elsewhere: in a city, on another's harvest, abroad."""

    id = models.BigAutoField(primary_key=True)
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="past_stays")
    whereabouts = models.CharField(max_length=12)
    place = models.ForeignKey("places.Place", on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    reason = models.CharField(max_length=12)
    from_on = models.DateField()
    until_on = models.DateField()

    class Meta:
        db_table = "registry_past_stay"
        constraints = [
            models.CheckConstraint(condition=_one_of("whereabouts", Whereabouts), name="registry_past_stay_where"),
            models.CheckConstraint(condition=Q(until_on__gte=F("from_on")), name="registry_past_stay_ends_after_start"),
        ]


class Description(models.Model):
    """Farm and labour as the household told them on a day. The newest day is what is known now, then the newest row.
    It describes; it never decides whether a household may take part. Scales as in `facts.DescriptionFacts`."""

    id = models.BigAutoField(primary_key=True)
    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="descriptions")
    told_on = models.DateField()
    farm_ha = models.BigIntegerField(null=True)
    labour_share = models.IntegerField(null=True)
    property_share = models.IntegerField(null=True)
    sold_share = models.IntegerField(null=True)
    main_activity = models.CharField(max_length=60, blank=True)
    recorded_by = models.UUIDField()
    recorded_at = models.DateTimeField()

    class Meta:
        db_table = "registry_description"
        constraints = [
            models.CheckConstraint(
                condition=Q(farm_ha__isnull=True) | Q(farm_ha__gte=0), name="registry_description_farm"
            ),
            models.CheckConstraint(
                condition=(Q(labour_share__isnull=True) | Q(labour_share__gte=0, labour_share__lte=10_000))
                & (Q(property_share__isnull=True) | Q(property_share__gte=0, property_share__lte=10_000))
                & (Q(sold_share__isnull=True) | Q(sold_share__gte=0, sold_share__lte=10_000)),
                name="registry_description_shares",
            ),
        ]


class JuntosRecord(models.Model):
    """Whether a household was in Juntos on a day, as somebody said or a list showed. The newest day says what is known
    now."""

    id = models.BigAutoField(primary_key=True)
    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="juntos_records")
    told_on = models.DateField()
    member = models.BooleanField()
    since = models.DateField(null=True)
    recorded_by = models.UUIDField()
    recorded_at = models.DateTimeField()

    class Meta:
        db_table = "registry_juntos_record"
        indexes = [models.Index(fields=["household"], condition=Q(member=True), name="registry_juntos_in")]
        constraints = [
            models.CheckConstraint(
                condition=Q(since__isnull=True) | Q(since__lte=F("told_on")), name="registry_juntos_record_since"
            )
        ]


class ClassRecord(models.Model):
    """The SISFOH class as its paper said on a day, and the last day on which it is valid. Stored, never computed."""

    id = models.BigAutoField(primary_key=True)
    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="class_records")
    told_on = models.DateField()
    classification = models.CharField(max_length=16)
    expires_on = models.DateField(null=True)
    recorded_by = models.UUIDField()
    recorded_at = models.DateTimeField()

    class Meta:
        db_table = "registry_class_record"
        constraints = [
            models.CheckConstraint(
                condition=_one_of("classification", Classification), name="registry_class_record_class"
            )
        ]


class Consent(models.Model):
    """A participant's consent to keep and use the household's data: which text (its key and its SHA-256), in which
    language, and how it was given. Withdrawn, it stays on record with the day and the reason."""

    id = models.BigAutoField(primary_key=True)
    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="consents")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    text_key = models.CharField(max_length=40)
    text_sha256 = models.CharField(max_length=64)
    language = models.CharField(max_length=3)
    how = models.CharField(max_length=12)
    given_on = models.DateField()
    evidence_sha256 = models.CharField(max_length=64, blank=True)
    recorded_by = models.UUIDField()
    recorded_at = models.DateTimeField()
    withdrawn_on = models.DateField(null=True)
    withdrawn_why = models.CharField(max_length=300, blank=True)

    class Meta:
        db_table = "registry_consent"
        constraints = [
            models.CheckConstraint(condition=_one_of("how", ConsentHow), name="registry_consent_how"),
            models.CheckConstraint(
                condition=Q(withdrawn_on__isnull=True) | Q(withdrawn_on__gte=F("given_on")),
                name="registry_consent_withdrawn_after",
            ),
            models.UniqueConstraint(
                fields=["household", "member"], condition=Q(withdrawn_on__isnull=True), name="registry_consent_once"
            ),
        ]


from winay.registry import duplicate_models as duplicate_models  # noqa: E402 - Django looks for tables here
from winay.registry.import_models import Import  # noqa: E402  Django looks for tables here

__all__ = ["Import"]

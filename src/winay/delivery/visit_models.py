"""Visits of trainers to households. A row is never rewritten: a correction is another row that replaces it, and one
that never was is reversed; both stay readable. `delivery_visit` is the largest table of the house (30 million rows):
vocabularies are short codes, and every index begins with what a page asks by."""

from enum import StrEnum

from django.db import models
from django.db.models import F, Q

from winay.core.ids import new_id
from winay.core.money import MINOR_DIGITS
from winay.delivery.visit_terms import (
    DOORS,
    VISITING,
    Demonstration,
    LastTime,
    Mark,
    OutputUnit,
    PlantStage,
    Relation,
    Seen,
    Topic,
    VisitEnd,
    WaterFlow,
    WaterSource,
    Weather,
)
from winay.registry.terms import LANGUAGES, Sex

STANDS = Q(ended_how="")
OVER = Q(ended_how__gt="")
"""Corrected or reversed since. Whoever asks for all visits of a household says `STANDS | OVER`: each has its index."""


def one_of(column: str, words: type[StrEnum], *, blank: bool = True) -> Q:
    """That a column holds one of the words, or nothing."""
    return Q(**{f"{column}__in": [*([""] if blank else []), *(word.value for word in words)]})


def told_whole() -> Q:
    """That a row that no longer stands says how, since when, by whom and why."""
    return Q(ended_how="", ended_by__isnull=True, ended_at__isnull=True, ended_why="") | Q(
        ended_how__in=[one.value for one in VisitEnd], ended_by__isnull=False, ended_at__isnull=False
    ) & ~Q(ended_why="")


class Visit(models.Model):
    """A trainer's visit to a household, by its cycle, on a local day. `start_minute` counts from midnight. `nucleus`
    and `kind` repeat what the membership and the contract say of the day. `receiver` received it and gave the mark:
    relation and sex are as they were on the day, and somebody of no household has a name or none. `present` counts the
    people, the receiver among them; the others are `Presence`s. `items` (of the version's menu) and `topics` are keys
    with blanks between them. Empty texts were not asked. `submission` is the public id of what a phone sent."""

    # Whatever has a fixed width stands first: PostgreSQL pads between the others.
    id = models.BigAutoField(primary_key=True)
    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    contract = models.ForeignKey("trainers.Contract", on_delete=models.PROTECT, related_name="+", db_index=False)
    enrolment = models.ForeignKey("enrolment.Enrolment", on_delete=models.PROTECT, related_name="+", db_index=False)
    nucleus = models.ForeignKey("nuclei.Nucleus", on_delete=models.PROTECT, related_name="+", db_index=False)
    receiver = models.ForeignKey(
        "registry.Member", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )  # fmt: skip
    replaces = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="replaced_by", db_index=False
    )
    recorded_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    visited_on = models.DateField()
    next_on = models.DateField(null=True)
    latitude_e6 = models.IntegerField(null=True)
    longitude_e6 = models.IntegerField(null=True)
    accuracy_m = models.PositiveIntegerField(null=True)
    start_minute = models.PositiveSmallIntegerField()
    minutes = models.PositiveSmallIntegerField()
    present = models.PositiveSmallIntegerField()
    synthetic = models.BooleanField(default=False)
    recorded_by = models.UUIDField()
    submission = models.UUIDField(null=True)
    ended_by = models.UUIDField(null=True)
    kind = models.CharField(max_length=12, choices=[(k, k) for k in VISITING])
    language = models.CharField(max_length=3)
    receiver_relation = models.CharField(max_length=16)
    receiver_sex = models.CharField(max_length=1)
    receiver_name = models.CharField(max_length=160, blank=True)
    items = models.CharField(max_length=400, blank=True)
    topics = models.CharField(max_length=160, blank=True)
    last_time = models.CharField(max_length=8)
    last_why = models.CharField(max_length=300, blank=True)
    advice = models.CharField(max_length=600)
    demonstration = models.CharField(max_length=8)
    initiative = models.CharField(max_length=14)
    initiative_what = models.CharField(max_length=300, blank=True)
    doubts = models.CharField(max_length=600, blank=True)
    witness = models.CharField(max_length=160, blank=True)
    water_source = models.CharField(max_length=8, blank=True)
    water_flow = models.CharField(max_length=8, blank=True)
    water_turn = models.CharField(max_length=14, blank=True)
    feed = models.CharField(max_length=14, blank=True)
    weather = models.CharField(max_length=10, blank=True)
    agrarian_report = models.CharField(max_length=14, blank=True)
    withdrawal_told = models.CharField(max_length=14, blank=True)
    safety = models.CharField(max_length=14, blank=True)
    safety_what = models.CharField(max_length=300, blank=True)
    source = models.CharField(max_length=8)
    ended_how = models.CharField(max_length=8, blank=True)
    ended_why = models.CharField(max_length=600, blank=True)

    class Meta:
        db_table = "delivery_visit"
        indexes = [
            # Many visits have the same nucleus, contract or day: without the id PostgreSQL keeps each of these once.
            models.Index(fields=["nucleus", "visited_on"], name="delivery_visit_nucleus"),
            models.Index(fields=["contract", "visited_on"], name="delivery_visit_contract"),
            models.Index(fields=["visited_on"], name="delivery_visit_day"),
            models.Index(fields=["enrolment"], condition=OVER, name="delivery_visit_over"),
            # Whoever asks to be forgotten is looked for, and SQLite asks it of each household that is written.
            models.Index(fields=["receiver"], name="delivery_visit_received"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment", "visited_on", "contract"], condition=STANDS, name="delivery_visit_once_a_day"
            ),
            models.UniqueConstraint(
                fields=["submission"], condition=Q(submission__isnull=False), name="delivery_visit_submission_once"
            ),
            models.UniqueConstraint(
                fields=["replaces"], condition=Q(replaces__isnull=False), name="delivery_visit_replaced_once"
            ),
            models.CheckConstraint(condition=Q(kind__in=[k.value for k in VISITING]), name="delivery_visit_kind"),
            models.CheckConstraint(
                condition=Q(start_minute__gte=240, start_minute__lte=1260, minutes__gte=5, minutes__lte=480),
                name="delivery_visit_hours",
            ),
            models.CheckConstraint(condition=Q(language__in=LANGUAGES), name="delivery_visit_language"),
            models.CheckConstraint(condition=Q(present__gte=1, present__lte=8), name="delivery_visit_present"),
            models.CheckConstraint(
                condition=Q(last_time__in=[LastTime.NOTHING.value, LastTime.DONE.value], last_why="")
                | Q(last_time__in=[LastTime.PARTLY.value, LastTime.NOT_DONE.value]) & ~Q(last_why=""),
                name="delivery_visit_last_time",
            ),
            models.CheckConstraint(condition=~Q(advice=""), name="delivery_visit_advice"),
            models.CheckConstraint(
                condition=one_of("demonstration", Demonstration, blank=False)
                & one_of("initiative", Seen, blank=False)
                & one_of("water_source", WaterSource)
                & one_of("water_flow", WaterFlow)
                & one_of("water_turn", Seen)
                & one_of("feed", Seen)
                & one_of("weather", Weather)
                & one_of("agrarian_report", Seen)
                & one_of("withdrawal_told", Seen)
                & one_of("safety", Seen),
                name="delivery_visit_words",
            ),
            models.CheckConstraint(
                condition=one_of("receiver_relation", Relation, blank=False)
                & one_of("receiver_sex", Sex, blank=False)
                & (
                    Q(receiver__isnull=False, receiver_name="")
                    | Q(receiver__isnull=True) & ~Q(receiver_relation=Relation.PARTICIPANT.value)
                ),
                name="delivery_visit_receiver",
            ),
            models.CheckConstraint(condition=~Q(items="") | ~Q(topics=""), name="delivery_visit_about"),
            models.CheckConstraint(
                condition=Q(next_on__isnull=True) | Q(next_on__gt=F("visited_on")), name="delivery_visit_next"
            ),
            models.CheckConstraint(
                condition=Q(latitude_e6__isnull=True, longitude_e6__isnull=True, accuracy_m__isnull=True)
                | Q(
                    latitude_e6__gte=-90_000_000, latitude_e6__lte=90_000_000,
                    longitude_e6__gte=-180_000_000, longitude_e6__lte=180_000_000, accuracy_m__isnull=False,
                ),
                name="delivery_visit_on_earth",
            ),
            models.CheckConstraint(
                condition=Q(source__in=[one.value for one in DOORS]), name="delivery_visit_source"
            ),
            models.CheckConstraint(condition=told_whole(), name="delivery_visit_ended_whole"),
        ]  # fmt: skip

    @property
    def mark(self) -> Mark:
        """How the receiver confirmed it: a print has a witness, a signature none."""
        return Mark.PRINT if self.witness else Mark.SIGNATURE

    @property
    def item_keys(self) -> list[str]:
        """Items of the menu that it was about."""
        return self.items.split()

    @property
    def topic_codes(self) -> list[Topic]:
        """Other topics that it was about."""
        return [Topic(one) for one in self.topics.split()]


class Presence(models.Model):
    """Somebody who was there beside the receiver, who has position 1. Relation and sex are as they were on the day;
    somebody of no household has a name or none."""

    id = models.BigAutoField(primary_key=True)
    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="others", db_index=False)
    position = models.PositiveSmallIntegerField()
    member = models.ForeignKey(
        "registry.Member", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )  # fmt: skip
    relation = models.CharField(max_length=16)
    sex = models.CharField(max_length=1)
    name = models.CharField(max_length=160, blank=True)

    class Meta:
        db_table = "delivery_presence"
        indexes = [models.Index(fields=["member"], name="delivery_presence_member")]
        constraints = [
            models.UniqueConstraint(fields=["visit", "position"], name="delivery_presence_place"),
            models.UniqueConstraint(
                fields=["visit", "member"], condition=Q(member__isnull=False), name="delivery_presence_once"
            ),
            models.CheckConstraint(condition=Q(position__gte=2), name="delivery_presence_beside"),
            models.CheckConstraint(
                condition=one_of("relation", Relation, blank=False) & one_of("sex", Sex, blank=False),
                name="delivery_presence_words",
            ),
            models.CheckConstraint(
                condition=Q(member__isnull=False, name="")
                | Q(member__isnull=True) & ~Q(relation=Relation.PARTICIPANT.value),
                name="delivery_presence_who",
            ),
        ]


class Agreement(models.Model):
    """What somebody will do until a day, at most three of a visit."""

    id = models.BigAutoField(primary_key=True)
    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="agreements", db_index=False)
    position = models.PositiveSmallIntegerField()
    what = models.CharField(max_length=300)
    who = models.CharField(max_length=160)
    by_on = models.DateField()

    class Meta:
        db_table = "delivery_agreement"
        constraints = [
            models.UniqueConstraint(fields=["visit", "position"], name="delivery_agreement_once"),
            models.CheckConstraint(condition=Q(position__gte=1, position__lte=3), name="delivery_agreement_three"),
            models.CheckConstraint(condition=~Q(what="") & ~Q(who=""), name="delivery_agreement_said"),
        ]


class Production(models.Model):
    """What was seen and told of an item since the last visit: plants, animals, health acts, output and its sale. Null
    was not asked. Amounts of output are in tenths of `unit`; the price is of one unit."""

    id = models.BigAutoField(primary_key=True)
    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="production", db_index=False)
    item = models.CharField(max_length=48)
    plants = models.PositiveIntegerField(null=True)
    stage = models.CharField(max_length=9, blank=True)
    sick_of_20 = models.PositiveSmallIntegerField(null=True)
    males = models.PositiveSmallIntegerField(null=True)
    females = models.PositiveSmallIntegerField(null=True)
    young = models.PositiveSmallIntegerField(null=True)
    born = models.PositiveSmallIntegerField(null=True)
    died = models.PositiveSmallIntegerField(null=True)
    animals_eaten = models.PositiveSmallIntegerField(null=True)
    animals_sold = models.PositiveSmallIntegerField(null=True)
    stolen = models.PositiveSmallIntegerField(null=True)
    vaccinated = models.PositiveSmallIntegerField(null=True)
    dewormed = models.PositiveSmallIntegerField(null=True)
    treatment = models.CharField(max_length=120, blank=True)
    health_next_on = models.DateField(null=True)
    withdrawal_days = models.PositiveSmallIntegerField(null=True)
    unit = models.CharField(max_length=5, blank=True)
    eaten = models.PositiveIntegerField(null=True)
    sold = models.PositiveIntegerField(null=True)
    kept = models.PositiveIntegerField(null=True)
    given = models.PositiveIntegerField(null=True)
    price_minor = models.BigIntegerField(null=True)
    currency = models.CharField(max_length=3, blank=True)
    buyer = models.CharField(max_length=120, blank=True)
    sold_at = models.CharField(max_length=120, blank=True)

    class Meta:
        db_table = "delivery_production"
        constraints = [
            models.UniqueConstraint(fields=["visit", "item"], name="delivery_production_once"),
            models.CheckConstraint(
                condition=one_of("stage", PlantStage) & one_of("unit", OutputUnit), name="delivery_production_words"
            ),
            models.CheckConstraint(
                condition=Q(sick_of_20__isnull=True) | Q(sick_of_20__lte=20), name="delivery_production_of_20"
            ),
            models.CheckConstraint(
                condition=Q(unit="", eaten__isnull=True, sold__isnull=True, kept__isnull=True, given__isnull=True)
                | ~Q(unit=""),
                name="delivery_production_unit",
            ),
            models.CheckConstraint(
                condition=Q(price_minor__isnull=True, currency="")
                | Q(price_minor__gt=0, sold__gt=0, currency__in=list(MINOR_DIGITS)),
                name="delivery_production_sale",
            ),
        ]

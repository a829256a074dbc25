"""Places, what was published about them, how long it takes between them, and which office looks after them."""

from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length
from django.db.models.lookups import Exact

from winay.core.fixed import from_fixed
from winay.core.ids import new_id
from winay.places.terms import CODE_LENGTH, Counted, Level, TravelMode, Unit

MICRODEGREES = 1_000_000


def _values(words: type[Level] | type[Unit] | type[Counted] | type[TravelMode]) -> list[str]:
    return [word.value for word in words]


class Place(models.Model):
    """A department, province, district or locality. `code` is the ubigeo and the place's public name.

    `lent_from` is set only for a district newer than the census: the older district whose *rates* may be shown in
    its stead, marked as lent. A figure that does not exist is unknown: there is no row, never a zero.
    """

    code = models.CharField(max_length=10, unique=True)
    level = models.CharField(max_length=10, choices=[(level.value, level.value) for level in Level])
    name = models.CharField(max_length=120)
    name_key = models.CharField(max_length=120, db_index=True)  # lower case, no accents: see rules.name_key
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="children")
    capital = models.CharField(max_length=120, blank=True)
    latitude_e6 = models.IntegerField(null=True)
    longitude_e6 = models.IntegerField(null=True)
    in_census_2017 = models.BooleanField(default=True)
    lent_from = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="lends_to", db_index=False)
    synthetic = models.BooleanField(default=False)
    rural = models.BooleanField(null=True)
    altitude_m = models.IntegerField(null=True)
    community = models.CharField(max_length=120, blank=True)
    doubtful_position = models.BooleanField(default=False)

    class Meta:
        db_table = "places_place"
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                name="places_place_code_fits_level",
                condition=models.Q(
                    *(Q(level=level.value) & Q(Exact(Length("code"), length)) for level, length in CODE_LENGTH.items()),
                    _connector=Q.OR,
                ),
            ),
            models.CheckConstraint(
                name="places_place_parent_unless_department",
                condition=Q(level=Level.DEPARTMENT.value, parent=None)
                | (~Q(level=Level.DEPARTMENT.value) & Q(parent__isnull=False)),
            ),
            models.CheckConstraint(name="places_place_named", condition=~Q(name="") & ~Q(name_key="")),
            models.CheckConstraint(
                name="places_place_lent_to_new_district",
                condition=Q(lent_from=None)
                | (Q(level=Level.DISTRICT.value, in_census_2017=False) & ~Q(lent_from=F("id"))),
            ),
            models.CheckConstraint(
                name="places_place_rural_locality",
                condition=Q(level=Level.LOCALITY.value) | Q(rural=None, altitude_m=None, community=""),
            ),
            models.CheckConstraint(
                name="places_place_on_earth",
                condition=Q(latitude_e6=None, longitude_e6=None)
                | Q(
                    latitude_e6__isnull=False,  # a comparison with NULL is unknown, which a check lets pass
                    longitude_e6__isnull=False,
                    latitude_e6__gte=-90 * MICRODEGREES,
                    latitude_e6__lte=90 * MICRODEGREES,
                    longitude_e6__gte=-180 * MICRODEGREES,
                    longitude_e6__lte=180 * MICRODEGREES,
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    @property
    def latitude(self) -> float | None:
        """Degrees, WGS84: of the district's centroid, or of the capital of a department or province."""
        return None if self.latitude_e6 is None else self.latitude_e6 / MICRODEGREES

    @property
    def longitude(self) -> float | None:
        """Degrees, WGS84; see `latitude`."""
        return None if self.longitude_e6 is None else self.longitude_e6 / MICRODEGREES


class Source(models.Model):
    """One publication: who published it, what it is called, its year or cut-off day, its terms of reuse."""

    key = models.CharField(max_length=60, unique=True)
    publisher = models.CharField(max_length=120)
    publication = models.CharField(max_length=250)
    as_of_label = models.CharField(max_length=10)
    terms_es = models.CharField(max_length=250)
    terms_en = models.CharField(max_length=250)
    note_es = models.TextField(blank=True)
    note_en = models.TextField(blank=True)

    class Meta:
        db_table = "places_source"

    def __str__(self) -> str:
        return f"{self.publisher}: {self.publication}"


class Indicator(models.Model):
    """What a figure means. A value v stands for `v * 10**-scale` units; `estimated` is said wherever it is shown.

    `lendable` marks rates that an older district may lend to a newer one. Counts are never lent: the older
    district's count already contains the newer one's.
    """

    key = models.CharField(max_length=60, unique=True)
    topic = models.CharField(max_length=40)
    position = models.PositiveSmallIntegerField()
    name_es = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120)
    unit = models.CharField(max_length=24, choices=[(unit.value, unit.value) for unit in Unit])
    counts = models.CharField(max_length=24, blank=True, choices=[(word.value, word.value) for word in Counted])
    scale = models.PositiveSmallIntegerField()
    estimated = models.BooleanField()
    lendable = models.BooleanField()
    definition_es = models.TextField()
    definition_en = models.TextField()
    caveat_es = models.TextField(blank=True)
    caveat_en = models.TextField(blank=True)

    class Meta:
        db_table = "places_indicator"
        ordering = ["position"]
        constraints = [
            models.CheckConstraint(name="places_indicator_scale_small", condition=Q(scale__lte=9)),
            models.CheckConstraint(name="places_indicator_unit_known", condition=Q(unit__in=_values(Unit))),
            models.CheckConstraint(name="places_indicator_counts_known", condition=Q(counts__in=_values(Counted))),
        ]

    def __str__(self) -> str:
        return self.key


class Measurement(models.Model):
    """One published value of one place. `as_of` of a figure known by its year alone is 31 December of that year.

    `low` and `high` bound the published 95 % interval and come together or not at all.
    """

    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="measurements", db_index=False)
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="measurements")
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="measurements", db_index=False)
    as_of = models.DateField()
    as_of_label = models.CharField(max_length=10)
    value = models.BigIntegerField()
    low = models.BigIntegerField(null=True)
    high = models.BigIntegerField(null=True)
    estimated = models.BooleanField()

    class Meta:
        db_table = "places_measurement"
        constraints = [
            models.UniqueConstraint(fields=["place", "indicator", "as_of"], name="places_measurement_once"),
            models.CheckConstraint(
                name="places_measurement_within_interval",
                condition=Q(low=None, high=None) | Q(low__lte=F("value"), high__gte=F("value")),
            ),
            models.CheckConstraint(
                name="places_measurement_whole_interval",
                condition=Q(low=None, high=None) | Q(low__isnull=False, high__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.place_id}/{self.indicator_id}/{self.as_of_label}: {self.value}"

    def decimal(self, number: int) -> Decimal:
        """A number of this measurement (value, low or high) in the indicator's unit."""
        return from_fixed(number, self.indicator.scale)


class FigureLoad(models.Model):
    """One change of the figures: when, and the digest of the tables loaded. The newest names the revision."""

    digest = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        db_table = "places_figure_load"

    def __str__(self) -> str:
        return f"{self.pk}-{self.digest[:12]}"


class Pack(models.Model):
    """One installation of a country pack; the newest is the one in force. `boundaries_sha256` names the kept file of
    district polygons (GeoJSON), empty where the pack has none."""

    country = models.CharField(max_length=8)
    key = models.CharField(max_length=60)
    title = models.CharField(max_length=160)
    version = models.CharField(max_length=40)
    digest = models.CharField(max_length=64)
    localities = models.PositiveIntegerField()
    boundaries_sha256 = models.CharField(max_length=64, blank=True)
    at = models.DateTimeField()

    class Meta:
        db_table = "places_pack"

    def __str__(self) -> str:
        return f"{self.key} {self.version}"


class CountLoad(models.Model):
    """A file of households counted per locality, by an office. Withdrawn, it no longer decides; the file is kept."""

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    name = models.CharField(max_length=160)
    counted_on = models.DateField()
    synthetic = models.BooleanField(default=False)
    file_name = models.CharField(max_length=200)
    file_sha256 = models.CharField(max_length=64)
    loaded_by = models.UUIDField()
    loaded_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_why = models.CharField(max_length=300, blank=True)

    class Meta:
        db_table = "places_count_load"
        constraints = [
            models.UniqueConstraint(
                fields=["file_sha256"], condition=Q(withdrawn_at__isnull=True), name="places_count_load_file_once"
            )
        ]


class HouseholdCount(models.Model):
    """Households counted in one locality. Of several loads in use the newest `counted_on` decides, then the newest
    load; where there is none, an estimate stands in and says so."""

    load = models.ForeignKey(CountLoad, on_delete=models.PROTECT, related_name="counts")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="household_counts")
    households = models.PositiveIntegerField()

    class Meta:
        db_table = "places_household_count"
        constraints = [models.UniqueConstraint(fields=["load", "place"], name="places_household_count_once")]


class TravelTime(models.Model):
    """How long people really take between two localities, said by an office: it beats every estimate while it is
    open. `origin` has the smaller code; the time is the mean of both directions, in minutes."""

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    origin = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    target = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    mode = models.CharField(max_length=8, choices=[(mode.value, mode.value) for mode in TravelMode])
    minutes = models.PositiveIntegerField()
    measured_on = models.DateField()
    reason = models.CharField(max_length=300)
    recorded_by = models.UUIDField()
    recorded_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_why = models.CharField(max_length=300, blank=True)

    class Meta:
        db_table = "places_travel_time"
        constraints = [
            models.UniqueConstraint(
                fields=["origin", "target"], condition=Q(ended_at__isnull=True), name="places_travel_time_open_once"
            ),
            models.CheckConstraint(condition=~Q(origin=F("target")), name="places_travel_time_two_places"),
            models.CheckConstraint(condition=Q(minutes__gte=1, minutes__lte=4320), name="places_travel_time_minutes"),
            models.CheckConstraint(condition=Q(mode__in=_values(TravelMode)), name="places_travel_time_mode_known"),
        ]


class Office(models.Model):
    """A territorial office (Unidad Territorial) that looks after whole places."""

    code = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=120)
    seat = models.CharField(max_length=120, blank=True)
    synthetic = models.BooleanField(default=False)

    class Meta:
        db_table = "places_office"
        ordering = ["code"]
        constraints = [models.CheckConstraint(name="places_office_named", condition=~Q(code="") & ~Q(name=""))]

    def __str__(self) -> str:
        return self.name


class OfficePlace(models.Model):
    """An office covers a place and everything below it. A trigger keeps two offices apart along the tree."""

    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="covered")
    place = models.OneToOneField(Place, on_delete=models.PROTECT, related_name="office_place")

    class Meta:
        db_table = "places_office_place"

    def __str__(self) -> str:
        return f"{self.office_id}: {self.place_id}"

"""Households that offices counted, and the areas that are recounted with them."""

from datetime import date, datetime

from django.db import transaction

from winay.core.actors import Actor
from winay.places.counts.services import LoadedCounts, load_counts, withdraw_counts
from winay.places.models import CountLoad
from winay.targeting.services.areas import recount_areas


def load_household_counts(
    *,
    file: str,
    content: bytes,
    name: str,
    counted_on: date,
    by: Actor,
    at: datetime,
    dry_run: bool = False,
    synthetic: bool = False,
) -> tuple[LoadedCounts, int]:
    """Load a file of counted households and bring the areas of its districts up to date, or neither.

    What was loaded, or would be with `dry_run`; and how many areas changed. Errors are those of `load_counts`.
    """
    if dry_run:
        return load_counts(file=file, content=content, name=name, counted_on=counted_on, by=by, at=at, dry_run=True), 0
    with transaction.atomic():
        loaded = load_counts(
            file=file, content=content, name=name, counted_on=counted_on, by=by, at=at, synthetic=synthetic
        )
        return loaded, recount_areas(district_codes=loaded.district_codes, by=by, at=at)


@transaction.atomic
def withdraw_household_counts(*, load: CountLoad, reason: str, by: Actor, at: datetime) -> int:
    """Withdraw a file of counted households and bring the areas of its districts up to date; how many changed."""
    districts = withdraw_counts(load=load, reason=reason, by=by, at=at)
    return recount_areas(district_codes=districts, by=by, at=at)

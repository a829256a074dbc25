"""What leaves the daily database for the lake: nothing that says who somebody is or where they live."""

import pyarrow as pa
import pytest

from winay.analytics.snapshots.reading import arrow_type
from winay.analytics.snapshots.taken import TAKEN, Taken
from winay.delivery.visit_models import Visit
from winay.registry.models import Household, Member

CODES = {
    "places.code", "office_places.office", "office_places.code", "versions.program", "versions.version", "norms.key",
    "refusals.district", "nuclei.district", "technologies.item", "contracts.sex", "participants.sex",
    "households.language", "signals.code", "mandates.sex",
}  # fmt: skip
"""Texts that are codes of ours without a closed list in the model."""
PERSONAL = {
    "name", "surname", "given_names", "surname_1", "surname_2", "sort_key", "national_id", "national_id_hash", "phone",
    "born_on", "reference", "latitude_e6", "longitude_e6", "note", "advice", "checker", "witness", "public_id",
    "recorded_by", "receiver_name", "external_key",
}  # fmt: skip


@pytest.mark.parametrize("taken", TAKEN, ids=lambda taken: taken.name)
def test_no_text_is_taken_but_codes(taken: Taken) -> None:
    for name, what in taken.columns:
        assert name not in PERSONAL and str(what).split("__")[-1] not in PERSONAL, f"{taken.name}.{name}"
        if taken.schema.field(name).type == pa.string() and f"{taken.name}.{name}" not in CODES:
            field = taken.model._meta.get_field(str(what))
            assert field.choices or field.max_length <= 24, f"{taken.name}.{name} may hold what somebody typed"


def test_of_a_birth_the_year_alone() -> None:
    (people,) = [taken for taken in TAKEN if taken.model is Member]
    assert pa.types.is_integer(people.schema.field("born").type)


def test_a_public_id_or_a_file_is_refused() -> None:
    for model, name in ((Household, "public_id"), (Visit, "submission")):
        with pytest.raises(TypeError, match="does not take"):
            arrow_type(model._meta.get_field(name))


def test_another_column_is_another_shape() -> None:
    one = TAKEN[0]
    fewer = Taken(one.name, one.model, one.columns[:-1], one.narrow)
    narrower = Taken(one.name, one.model, one.columns, lambda rows: rows.filter(level="district"))
    assert len({one.shape, fewer.shape, narrower.shape}) == 3

"""What the database itself refuses: changing a closed selection, or what it was decided on."""

from winay.journal.triggers import append_only, frozen_when, kept_columns, register

CLOSED = (
    "EXISTS (SELECT 1 FROM targeting_selection s WHERE s.id = {selection} AND s.state IN ('approved', 'withdrawn'))"
)
OF_AREA = "EXISTS (SELECT 1 FROM targeting_selection s JOIN targeting_selection_area a ON a.selection_id = s.id WHERE a.id = OLD.selection_area_id AND s.state IN ('approved', 'withdrawn'))"  # fmt: skip # noqa: E501

register(frozen_when("targeting_selection", "OLD.state IN ('approved', 'withdrawn')", unique=("public_id",)))
for table in ("targeting_selection_area", "targeting_selection_criterion"):
    register(frozen_when(table, CLOSED.format(selection="OLD.selection_id"), additions=True))
register(frozen_when("targeting_area_finding", OF_AREA, additions=True))
register(frozen_when("targeting_override", OF_AREA, additions=True, unique=("public_id",)))
register(append_only("targeting_annulment", unique=("selection_id",)))
register(append_only("targeting_farm_count", unique=(("cut_id", "place_id"),)))
register(append_only("targeting_farm_cut", unique=(("table_id", "cut_ha", "labour_share", "property_share"),)))
register(append_only("targeting_area_act", unique=("public_id", "undoes_id")))
register(append_only("targeting_district_history"))
register(frozen_when("targeting_area", "OLD.retired_by_id IS NOT NULL", unique=("public_id",)))
register(frozen_when("targeting_area_locality", "NOT OLD.current"))
# Acts list the localities of their areas, and screenings name farm tables: what those are must not change under them.
register(
    kept_columns(
        "targeting_area",
        ("public_id", "code", "district_id", "name", "origin", "seat_id", "made_by_id"),
        unique=("public_id",),
        while_open=((("code",), "retired_by_id IS NULL"),),
    )
)
register(
    kept_columns(
        "targeting_area_locality",
        ("area_id", "locality_id"),
        unique=(("area_id", "locality_id"),),
        while_open=((("locality_id",), "current"),),
    )
)
register(
    frozen_when(
        "targeting_area_locality",
        "EXISTS (SELECT 1 FROM targeting_area a WHERE a.id = OLD.area_id AND a.retired_by_id IS NOT NULL)",
        name="closed",
        additions=True,
    )
)
register(
    kept_columns(
        "targeting_farm_table",
        (
            *("public_id", "name", "publisher", "as_of", "limited_sales", "unit_level", "synthetic", "file_name"),
            *("file_sha256", "units_sha256", "imported_by", "imported_at"),
        ),
        unique=("public_id",),
        while_open=((("file_sha256",), "withdrawn_at IS NULL"),),
    )
)
register(frozen_when("targeting_farm_table", "OLD.withdrawn_at IS NOT NULL", unique=("public_id",)))

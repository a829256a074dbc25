"""What the database itself refuses: changing a closed selection, or what it was decided on."""

from winay.journal.triggers import append_only, frozen_when, register

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
register(append_only("targeting_farm_cut"))
register(append_only("targeting_area_act", unique=("public_id",)))
register(append_only("targeting_district_history"))
register(frozen_when("targeting_area", "OLD.retired_by_id IS NOT NULL", unique=("public_id",)))
register(frozen_when("targeting_area_locality", "NOT OLD.current"))

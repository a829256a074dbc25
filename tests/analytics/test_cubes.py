"""Cubes of the demonstration against the same in plain Python: every measure, by everything they are told apart by."""

import json
import os
from typing import Any

from tests.field.house import script
from tests.running import demo

COMPARED = """
import django, json; django.setup()
from winay.analytics.cubes.terms import CUBES
from winay.analytics.queries import present, values
from winay.analytics.snapshots.taking import take_snapshot
from winay.core.clock import local_date, now
from tests.analytics.references import REFERENCES, added_up
at = now()
made = take_snapshot(at=at)
told, differ = {}, []
for cube, spec in CUBES.items():
    rows = list(REFERENCES[cube](local_date(at, "America/Lima")))
    measures = [name for name in spec.measures if name != "visits_in_whole_months"]
    for by in (None, *spec.dimensions, "nucleus", *(() if cube == "visits" else ("department", "district", "version"))):
        found = values(present(), cube, [(name, None) for name in measures], [by] if by else [], {}, None)
        counted = {(key[0] if key else ""): {name: number[0] for name, number in zip(measures, numbers) if number[0]}
                   for key, numbers in found}
        counted = {key: sums for key, sums in counted.items() if sums}
        wanted = {key: dict(sums) for key, sums in added_up(rows, by).items()}
        if counted != wanted:
            differ.append([cube, by, {key: [counted.get(key), wanted.get(key)] for key in counted.keys() | wanted.keys()
                                      if counted.get(key) != wanted.get(key)}])
    told[cube] = {name: sum(counts[name] for _told, counts in rows) for name in measures}
again = take_snapshot(at=now())
files = lambda manifest, name: {part.file for part in manifest.tables[name].parts}
same = [name for name in again.tables if files(again, name) & files(made, name)]
print(json.dumps({"differ": differ, "told": told, "same": same}, default=str))
"""


def test_cubes_say_what_plain_python_says() -> None:
    postgres = os.environ.get("WINAY_TEST_DATABASE") == "postgres"
    with demo("cubes", postgres=postgres) as house:
        found: dict[str, Any] = json.loads(script(house, COMPARED))
    assert found["differ"] == []
    told = found["told"]
    # What is compared is something: every measure that the demonstration has a case of.
    assert told["cycles"]["households"] > 500 and told["cycles"]["dropped"] and told["cycles"]["placed"]
    assert told["visits"]["visits"] > 5_000 and told["visits"]["none"] and told["visits"]["enough"]
    assert told["technologies"]["abandoned"] and told["technologies"]["kept_12"] and told["technologies"]["replicated"]
    assert told["nuclei"]["posts_of_women"] and told["homes"]["good"] and told["refusals"]["refused"]
    assert told["signals"]["answered"] and told["cycles"]["home_seen"]
    assert found["same"] == ["visits"], "what only grows is not read again"

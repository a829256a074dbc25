"""Files of households as offices make them."""

import csv
import io
from collections.abc import Iterable, Mapping
from itertools import count
from pathlib import Path
from typing import Any

from django.conf import settings

from tests import people
from tests.registry import scene
from winay.accounts.queries import ActingPerson
from winay.core.clock import now
from winay.registry.files.columns import KEYS
from winay.registry.files.running import run
from winay.registry.files.services import load_file, send_file
from winay.registry.models import Import

_ids = count(60_000_001)


def person(key: str, **more: str) -> dict[str, str]:
    """A row: a participant of a household of the hamlet, unless something else is said."""
    said = {
        "household": key, "place_code": scene.HAMLET, "given_names": "Rosa", "surname_1": "Quispe", "sex": "f",
        "born": "1984-03-12", "kin": "participant", "national_id": str(next(_ids)),
    }  # fmt: skip
    return said | more


def household(key: str, **more: str) -> list[dict[str, str]]:
    """Two rows: a participant and a child."""
    child = person(key, given_names="Ana", kin="child", born="2015", **more)
    return [person(key, **more), child]


def written(rows: Iterable[Mapping[str, str]], titles: Iterable[str] = KEYS) -> bytes:
    """As a CSV."""
    out = io.StringIO()
    writer = csv.DictWriter(out, list(titles), restval="")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def sent(content: bytes, *, by: ActingPerson, name: str = "hogares.csv", **more: Any) -> Import:
    """Sent and not looked at."""
    digest = settings.WINAY_BLOBS.put(content)
    said = {"on": people.today(), "language": "es", "at": now()} | more
    return send_file(name=name, digest=digest, by=by, **said)


def checked(rows: Iterable[Mapping[str, str]], *, by: ActingPerson, **more: Any) -> Import:
    """Sent and checked by the worker."""
    return run(sent(written(rows), by=by, **more))


def loaded(rows: Iterable[Mapping[str, str]], *, by: ActingPerson, **more: Any) -> Import:
    """Checked, wanted and loaded."""
    one = checked(rows, by=by, **more)
    return run(load_file(sent=one, by=by, at=now()))


def report(one: Import) -> list[dict[str, str]]:
    """The rows of the file of faults; none where nothing is wrong."""
    if not one.report_sha256:
        return []
    path: Path = settings.WINAY_BLOBS.whole(one.report_sha256)
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))

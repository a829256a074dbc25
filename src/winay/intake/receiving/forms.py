"""What receiving must know of a form: whether there is one, which version, which of its answers are files."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Prefetch, prefetch_related_objects

from winay.core.remembered import Remembered
from winay.intake.forms.queries import CENTRAL_FIRST
from winay.intake.models import FormVersion, Submission
from winay.intake.reading.shape import Shape, shape_of
from winay.intake.reading.xml import BadXml

KEEP_SECONDS = 3
"""How long a process believes what it read: a form published or retired is known everywhere after this time."""

memory = Remembered(512)
shapes = Remembered(64)


@dataclass(frozen=True, slots=True)
class KnownForm:
    """A form as something of it arrives. `version_pk` None: the form is known, its version is not."""

    form_id: str
    version_pk: int | None
    retired: bool
    published_at: datetime | None
    binary: frozenset[str]


def known_form(form_id: str, version: str) -> KnownForm | None:
    """The form of a submission; None where no version of it was ever published. Two queries, and none within
    `KEEP_SECONDS` of the last ones. That nothing was found is never remembered."""
    key = (form_id, version, int(time.monotonic() / KEEP_SECONDS))
    try:
        found: KnownForm = memory.get(key, lambda: _read(form_id, version))
    except _Unknown:
        return None
    return found


class _Unknown(Exception):
    """Raised instead of returned, so that it is not remembered."""


def _read(form_id: str, version: str) -> KnownForm:
    rows = FormVersion.objects.filter(form_id=form_id)
    exact = rows.filter(version=version).first()
    newest = exact or rows.order_by(CENTRAL_FIRST, "-published_at", "-id").first()
    if newest is None:
        raise _Unknown
    binary = shape_of_version(newest).binary
    if exact is None:
        return KnownForm(form_id, None, False, None, binary)
    return KnownForm(form_id, exact.pk, exact.retired_at is not None, exact.published_at, binary)


def shape_of_version(version: FormVersion) -> Shape:
    """The form's questions, read once a process: a version never changes. One that cannot be read asks nothing."""

    def make() -> Shape:
        try:
            return shape_of(bytes(version.xml))
        except (BadXml, ValueError):
            return Shape(version.form_id, version.version, version.title, {}, frozenset(), frozenset())

    found: Shape = shapes.get(version.xml_sha256, make)
    return found


def bring_forms(rows: Sequence[Submission]) -> None:
    """Have at hand what `questions_of` asks of some submissions. One query, none for none; the text of a form is read
    once a process."""
    prefetch_related_objects(rows, Prefetch("form_version", FormVersion.objects.defer("xml")))


def questions_of(row: Submission) -> Shape:
    """What the form of a submission asks; of an unknown version, what the newest central one asks."""
    version = row.form_version
    if version is None:
        rows = FormVersion.objects.filter(form_id=row.form_id)
        version = rows.order_by(CENTRAL_FIRST, "-published_at", "-id").first()
    if version is None:
        return Shape(row.form_id, row.version, row.form_id, {}, frozenset(), frozenset())
    return shape_of_version(version)

"""Publishing a form as an office changed it: what the reader of the form needs must still be in it."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from winay.core.actors import Actor
from winay.core.decision import Reason
from winay.intake.forms.needs import Need
from winay.intake.forms.services import adapt_form, missing_of, publish_form
from winay.intake.models import FormVersion
from winay.intake.recordings.services import publish_voices
from winay.journeys.ingest import FORMS
from winay.places.models import Office


def publish_adapted(*, source: bytes, media: Mapping[str, bytes], by: Actor, at: datetime) -> FormVersion:
    """As `publish_form`, and `Refused` for a version that the form's reader could not read, with everything that is
    missing or of another kind."""
    return publish_form(source=source, media=media, by=by, at=at, needs=_needs())


def adapt_for_office(
    *, source: bytes, media: Mapping[str, bytes], office: Office, by: Actor, at: datetime
) -> FormVersion:
    """As `adapt_form`, and `Refused` as `publish_adapted` is."""
    return adapt_form(source=source, media=media, office=office, by=by, at=at, needs=_needs())


def publish_with_voices(*, form_id: str, office: Office | None, version: str, by: Actor, at: datetime) -> FormVersion:
    """As `publish_voices`, and `Refused` as `publish_adapted` is."""
    return publish_voices(form_id=form_id, office=office, version=version, by=by, at=at, needs=_needs())


def missing_now(form: FormVersion) -> list[Reason]:
    """What the reader of a form needs today and a version lacks: it was published before the reader asked for it."""
    return missing_of(bytes(form.xml), _needs().get(form.form_id, ()))


def _needs() -> dict[str, Sequence[Need]]:
    return {key: form.needs for key, form in FORMS.items()}

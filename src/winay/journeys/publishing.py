"""Publishing a form as an office changed it: what the reader of the form needs must still be in it."""

from collections.abc import Mapping
from datetime import datetime

from winay.core.actors import Actor
from winay.intake.forms.services import publish_form
from winay.intake.models import FormVersion
from winay.journeys.ingest import FORMS


def publish_adapted(*, source: bytes, media: Mapping[str, bytes], by: Actor, at: datetime) -> FormVersion:
    """As `publish_form`, and `Refused` for a version that the form's reader could not read, with everything that is
    missing or of another kind."""
    return publish_form(
        source=source, media=media, by=by, at=at, needs={key: form.needs for key, form in FORMS.items()}
    )

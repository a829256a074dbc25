"""The alternative that intake.py measures against: an ordinary Django view for the same form, as such servers are often
written. It goes through every middleware, lets Django take the body apart, asks whether the record is there before it
adds it, and writes each row through the ORM in one transaction."""

import hashlib
from typing import Any
from uuid import uuid4

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from winay.config.wsgi import application  # noqa: F401

from winay.config import settings, urls  # isort: skip


@csrf_exempt
def submission(request: HttpRequest, token: str) -> HttpResponse:
    """Receives, once it is sure that nobody else did."""
    from xml.etree import ElementTree

    from django.conf import settings as ours
    from django.db import transaction
    from django.utils import timezone

    from winay.accounts.models import FieldCredential
    from winay.accounts.phones.tokens import possible_hashes
    from winay.intake.models import Attachment, FormVersion, Submission
    from winay.intake.receiving.bodies import wrap

    hashes = possible_hashes(ours.WINAY_KEYRING(), token)
    credential = FieldCredential.objects.select_related("place").get(token_hash__in=hashes)
    xml = request.FILES["xml_submission_file"].read()
    root = ElementTree.fromstring(xml)
    instance = root.findtext("meta/instanceID") or ""
    body, at = wrap(xml), timezone.now()
    with transaction.atomic():
        form = FormVersion.objects.get(form_id=root.get("id"), version=root.get("version"))
        known = Submission.objects.filter(form_id=form.form_id, instance_id=instance).first()
        if known is None:
            known = Submission.objects.create(
                form_id=form.form_id, version=form.version, form_version=form, instance_id=instance, body=body.body,
                key_id=body.key_id, body_sha256=body.sha256, body_size=body.size, credential=credential,
                received_at=at, unknown_version=False, retired_version=False, late=False, clock_off=False,
                encrypted=False, entities=False, synthetic=False, state="stored", state_since=at,
            )  # fmt: skip
        for name, file in request.FILES.items():
            if (
                name != "xml_submission_file"
                and not Attachment.objects.filter(submission=known, filename=name).exists()
            ):
                content = file.read()
                digest = ours.WINAY_BLOBS.put(content)
                assert digest == hashlib.sha256(content).hexdigest()
                Attachment.objects.create(
                    submission=known, filename=name, sha256=digest, size=file.size, content_type="image/jpeg",
                    lies=False, named=True, received_at=at,
                )  # fmt: skip
    answer = HttpResponse(f"<m>{uuid4()}</m>", status=201, content_type="text/xml")
    answer["X-OpenRosa-Version"] = "1.0"
    return answer


submission.access_rule = None  # type: ignore[attr-defined]
urls.urlpatterns.insert(0, path("plain/<str:token>/submission", submission))
_: Any = settings

"""Is the installation as it should be? Asked by `winay check`, by the start of the server and by the auditor."""

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db import connection

from winay.core.keys import KeyRing
from winay.journal.models import Line, SealBatch
from winay.journal.queries.verification import verify
from winay.journal.triggers import missing
from winay.journeys.wording import say


def check_house() -> list[str]:
    """What is wrong, in sentences; empty when all is well."""
    problems = [f"trigger {name} is missing or changed: run winay setup" for name in missing(connection)]
    problems += [
        f"key {key} is named by data but not in the ring" for key in sorted(missing_keys(settings.WINAY_KEYRING()))
    ]
    problems += [say(problem.reason()) for problem in verify().problems]
    return problems


def missing_keys(ring: KeyRing) -> set[str]:
    """Ids of keys that journal lines, seals or second factors name and the ring does not hold."""
    named = set(SealBatch.objects.values_list("key_id", flat=True).distinct())
    named |= {mac.partition(".")[0] for mac in Line.objects.values_list("mac", flat=True).iterator()}
    for data in Authenticator.objects.values_list("data", flat=True):
        secret = data.get("secret") or data.get("seed")
        if isinstance(secret, str):
            named.add(secret.partition(".")[0])
    return named - set(ring.keys)

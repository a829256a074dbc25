"""Is the installation as it should be? Asked by `winay check`, by the start of the server and by the auditor."""

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db import connection

from winay.accounts.phones.queries import keys_of_credentials
from winay.core.keys import KeyRing
from winay.intake.receiving.queries import keys_in_use as keys_of_submissions
from winay.journal.models import Line, SealBatch
from winay.journal.queries.verification import verify
from winay.journal.rules import body_mac, same_text
from winay.journal.terms import LINE_PURPOSE
from winay.journal.triggers import missing
from winay.journeys.wording import say
from winay.registry.queries.facts import keys_of_national_ids
from winay.trainers.queries.applications import keys_of_applicants
from winay.voices.queries.grievances import keys_of_voices


def check_house() -> list[str]:
    """What is wrong, in sentences; empty when all is well."""
    problems = [f"trigger {name} is missing or changed: run winay setup" for name in missing(connection)]
    problems += [
        f"key {key} is named by data but not in the ring" for key in sorted(missing_keys(settings.WINAY_KEYRING()))
    ]
    problems += [say(problem.reason()) for problem in verify().problems]
    return problems


def problems_at_start() -> list[str]:
    """What must keep a server from starting, in sentences: guards that are off, keys that are another installation's.

    A handful of small queries, however long the journal is; the whole journal is `check_house`'s.
    """
    problems = []
    if off := missing(connection):
        problems.append(
            f"{len(off)} guards of the tables are missing or changed (the first: {off[0]}). "
            "Put them back with: winay setup; then ask winay journal verify what happened meanwhile."
        )
    ring: KeyRing = settings.WINAY_KEYRING()
    ends = [Line.objects.order_by("id").first(), Line.objects.order_by("-id").first()]
    if not all(_is_ours(line, ring) for line in ends if line is not None):
        problems.append(
            "The keys here are not those that wrote the journal here, or its first or last line was altered. "
            "Restore the key file from its backup; winay journal verify says more."
        )
    return problems


def _is_ours(line: Line, ring: KeyRing) -> bool:
    key_id, _, mac = line.mac.partition(".")
    return key_id in ring.keys and same_text(body_mac(ring.derive(LINE_PURPOSE, key_id), line.body), mac)


def missing_keys(ring: KeyRing) -> set[str]:
    """Ids of keys that journal lines, seals, second factors, phones' tokens, national ids, protected voices or what
    phones sent name and the ring does not hold."""
    named = set(SealBatch.objects.values_list("key_id", flat=True).distinct())
    named |= {mac.partition(".")[0] for mac in Line.objects.values_list("mac", flat=True).iterator()}
    named |= keys_of_credentials() | keys_of_national_ids() | keys_of_applicants() | keys_of_submissions()
    named |= keys_of_voices()
    for data in Authenticator.objects.values_list("data", flat=True):
        secret = data.get("secret") or data.get("seed")
        if isinstance(secret, str):
            named.add(secret.partition(".")[0])
    return named - set(ring.keys)

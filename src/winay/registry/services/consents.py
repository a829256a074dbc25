"""Verbs on consent: given, withdrawn."""

from datetime import date, datetime

from django.db import IntegrityError, transaction

from winay.core.actors import Actor
from winay.core.decision import Reason, allow_unless
from winay.core.errors import Refused, refuse_unless
from winay.journal.services import record
from winay.registry.consent_texts import consent_texts
from winay.registry.facts import ConsentFacts
from winay.registry.models import Consent, Household
from winay.registry.rules import consent_problems, dated, unreasonable
from winay.registry.services.records import about, locked_open, today_at


@transaction.atomic
def give_consent(*, household: Household, facts: ConsentFacts, by: Actor, at: datetime) -> Consent:
    """The participant agrees that the household's data are kept and used: once, until it is withdrawn."""
    household = locked_open(household, by)
    member, text = household.participant, consent_texts().get(facts.text_key)
    reasons = [
        *consent_problems(facts, on=today_at(at)),
        *([Reason("registry.no_participant")] if member is None else []),
        *([Reason("registry.consent_text_unknown", {"text": facts.text_key})] if text is None else []),
    ]
    if Consent.objects.filter(household=household, member=member, withdrawn_on=None).exists():
        reasons.append(Reason("registry.consent_held"))
    if reasons or member is None or text is None:
        raise Refused(reasons)
    try:
        with transaction.atomic():
            consent = Consent.objects.create(
                household=household,
                member=member,
                text_key=text.key,
                text_sha256=text.sha256,
                language=facts.language,
                how=facts.how.value,
                given_on=facts.given_on,
                evidence_sha256=facts.evidence,
                recorded_by=by.public_id,
                recorded_at=at,
            )
    except IntegrityError:
        raise Refused([Reason("registry.consent_held")]) from None
    record(
        "registry.give_consent",
        by=by,
        at=at,
        subjects=about(household, member),
        after={"text": text.key, "language": facts.language, "how": facts.how.value, "on": facts.given_on},
    )
    return consent


@transaction.atomic
def withdraw_consent(*, consent: Consent, on: date, reason: str, by: Actor, at: datetime) -> Consent:
    """The participant no longer agrees. It stays on record that they did; erasing their data is another verb."""
    household = locked_open(Household.objects.get(pk=consent.household_id), by)
    consent = Consent.objects.select_for_update(of=("self",)).select_related("member").get(pk=consent.pk)
    refuse_unless(
        allow_unless(
            Reason("registry.consent_withdrawn") if consent.withdrawn_on is not None else None,
            *dated(on, today=today_at(at), since=consent.given_on).reasons,
            unreasonable(reason),
        )
    )
    consent.withdrawn_on, consent.withdrawn_why = on, reason.strip()
    consent.save(update_fields=["withdrawn_on", "withdrawn_why"])
    record(
        "registry.withdraw_consent",
        by=by,
        at=at,
        subjects=about(household, consent.member),
        before={"given_on": consent.given_on},
        after={"on": on, "reason": consent.withdrawn_why},
    )
    return consent

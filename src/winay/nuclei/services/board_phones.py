"""Verbs on board members' phones: let whoever holds a post in; shut out those whose ground is gone."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.db import transaction

from winay.accounts.phones.services import end_credential, issue_credential
from winay.core.actors import Actor, Permission
from winay.core.errors import refuse_unless
from winay.enrolment.services.records import locked_households
from winay.nuclei.access import require_for
from winay.nuclei.governance_models import Mandate
from winay.nuclei.models import Nucleus
from winay.nuclei.phone_models import BoardPhone
from winay.nuclei.phone_rules import PhoneFacts, may_have_phone
from winay.nuclei.phone_wording import board_words, gone_words, phone_label
from winay.nuclei.queries.board_phones import live_phones
from winay.nuclei.queries.people import crowd_of
from winay.nuclei.services.records import locked_nucleus, today_at
from winay.nuclei.terms import Post
from winay.registry.models import Member
from winay.registry.queries.same_person import entries_of
from winay.registry.rules import is_adult
from winay.registry.terms import BirthPrecision


@transaction.atomic
def let_board_phone_in(*, mandate: Mandate, by: Actor, at: datetime) -> tuple[BoardPhone, str]:
    """Let the holder of an open mandate in with a phone, in the district and program of the nucleus: the phone and its
    token, which is kept nowhere and cannot be shown again. Whatever ends the mandate shuts it out.

    `Refused` for a mandate that is over, for somebody under age or no longer of the nucleus, and while one is live.
    """
    locked_households([mandate.member.household_id])
    nucleus = locked_nucleus(mandate.nucleus_id)
    require_for(nucleus, Permission.MANAGE_PHONES, by)
    mandate = Mandate.objects.select_related("member").get(pk=mandate.pk)
    refuse_unless(may_have_phone(_facts(mandate, nucleus, today_at(at))))
    credential, token = issue_credential(
        label=phone_label(Post(mandate.post), mandate.member.sex, nucleus.name), person=None,
        holder=board_words(nucleus.name), place=nucleus.district, program=nucleus.version.program, expires_on=None,
        by=by, at=at, synthetic=nucleus.synthetic, about=_about(mandate, nucleus),
    )  # fmt: skip
    return BoardPhone.objects.create(mandate=mandate, credential=credential), token


def _facts(mandate: Mandate, nucleus: Nucleus, today: date) -> PhoneFacts:
    who = mandate.member
    return PhoneFacts(
        post=Post(mandate.post),
        began_on=mandate.began_on,
        ended_on=mandate.ended_on,
        nucleus_closed_on=nucleus.closed_on,
        belongs=_belongs(nucleus, who, today),
        minor=is_adult(who.born_on, BirthPrecision(who.birth_precision), today) is False,
        live=bool(live_phones([mandate.pk])),
    )


def _belongs(nucleus: Nucleus, member: Member, today: date) -> bool:
    """Whether somebody is today of a household of the nucleus, under whichever of their entries."""
    people = crowd_of(nucleus, today).people
    return any(one.public_id in people for one in entries_of(member))


def end_board_phones(*, why: Mapping[int, str], by: Actor, at: datetime) -> int:
    """Shut out the live phones of some mandates, by primary key with the reason of each; how many. Part of the verb
    that ends them: its access was asked there."""
    return _end([(one, why[one.mandate_id]) for one in live_phones(why)], by, at)


def end_phones_of_gone(*, phones: Sequence[BoardPhone], by: Actor, at: datetime) -> int:
    """Of some live phones, shut out those whose holders are no longer of their nucleus; how many. Part of the verb
    through which they left."""
    gone = [one for one in phones if not _belongs(one.mandate.nucleus, one.mandate.member, today_at(at))]
    return _end([(one, gone_words()) for one in gone], by, at)


def _end(phones: Sequence[tuple[BoardPhone, str]], by: Actor, at: datetime) -> int:
    for phone, reason in phones:
        about = _about(phone.mandate, phone.mandate.nucleus)
        end_credential(credential=phone.credential, reason=reason, by=by, at=at, about=about)
    return len(phones)


def _about(mandate: Mandate, nucleus: Nucleus) -> list[tuple[str, str]]:
    return [("nucleus", str(nucleus.public_id)), ("member", str(mandate.member.public_id))]

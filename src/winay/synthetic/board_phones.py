"""Phones of the demonstration's boards: one that ended with a recall, and the one that the treasurer has now."""

from winay.accounts.phones.queries import phone_of
from winay.accounts.phones.services import note_contact
from winay.nuclei.governance_models import Mandate
from winay.nuclei.models import Nucleus
from winay.nuclei.services.board_phones import let_board_phone_in
from winay.nuclei.terms import Post
from winay.synthetic.community import Office

AGENT = "org.odk.collect.android/v2026.2.1 (Demo)"


def give_phone(office: Office, nucleus: Nucleus, post: Post, day: float, *, heard: float) -> None:
    """Whoever holds a post is let in on a day, and was last heard of on another."""
    held = Mandate.objects.select_related("member").get(nucleus=nucleus, post=post, ended_on=None)
    phone, _token = let_board_phone_in(mandate=held, by=office.by(day), at=office.at(day))
    credential = phone.credential
    note_contact(
        phone=phone_of(credential), device_id=f"collect:demo-junta-{credential.pk}", user_agent=AGENT,
        at=office.at(heard),
    )  # fmt: skip

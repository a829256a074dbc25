"""The words of board members' phones: what they are called, why they are shut out, why one is refused."""

from datetime import date

from django.conf import settings
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from winay.accounts.rules import MOST_LABEL
from winay.core.numbers import day
from winay.nuclei.terms import MandateEnd, Post
from winay.nuclei.wording import MANDATE_ENDS, POSTS
from winay.registry.terms import Sex

MESSAGES = {
    "nuclei.phone_mandate_ended": _("Ese cargo (%(post)s) terminó el %(on)s: ya no le corresponde un teléfono."),
    "nuclei.phone_outside": _(
        "Quien tiene el cargo ya no es de un hogar del núcleo: registre primero que dejó el cargo."
    ),
    "nuclei.phone_minor": _("Quien tiene el cargo es menor de edad: no se le da acceso."),
    "nuclei.phone_live": _("Ese cargo (%(post)s) ya tiene un teléfono con acceso: retírelo antes de dar otro."),
}
HOLDERS = {
    (Post.PRESIDENT, Sex.WOMAN): _("Presidenta"), (Post.PRESIDENT, Sex.MAN): _("Presidente"),
    (Post.SECRETARY, Sex.WOMAN): _("Secretaria"), (Post.SECRETARY, Sex.MAN): _("Secretario"),
    (Post.TREASURER, Sex.WOMAN): _("Tesorera"), (Post.TREASURER, Sex.MAN): _("Tesorero"),
}  # fmt: skip


def holder_words(post: Post, sex: str) -> str:
    """Whoever holds a post, as people say it: `Tesorera`; the post itself where the sex is not known."""
    words = HOLDERS.get((post, Sex(sex))) if sex in set(Sex) else None
    return str(words) if words else str(POSTS[post]).capitalize()


def phone_label(post: Post, sex: str, nucleus: str) -> str:
    """What the phone of a board member is called wherever it acts: `Tesorera, núcleo Sumaq Ñan`. It is kept, so it is
    in the house's language; and it holds no name, so nothing of it has to be erased."""
    with override(settings.LANGUAGE_CODE):
        words = gettext("%(who)s, núcleo %(nucleus)s") % {"who": holder_words(post, sex), "nucleus": nucleus}
    return words[:MOST_LABEL].strip()


def board_words(nucleus: str) -> str:
    """Who carries it, for those who may not read whose it is."""
    with override(settings.LANGUAGE_CODE):
        return gettext("Junta directiva del núcleo %(nucleus)s") % {"nucleus": nucleus[:80]}


def ended_words(why: MandateEnd, on: date) -> str:
    """Why the phone of a mandate that ends is shut out. Kept with it."""
    with override(settings.LANGUAGE_CODE):
        if why is MandateEnd.MISTAKE:
            return gettext("El cargo se retiró como error: nunca lo tuvo.")
        told = {"on": day(on, settings.LANGUAGE_CODE), "why": MANDATE_ENDS[why]}
        return gettext("Dejó el cargo el %(on)s: %(why)s.") % told


def gone_words() -> str:
    """Why the phone of somebody who left the nucleus is shut out."""
    with override(settings.LANGUAGE_CODE):
        return gettext("Ya no es de un hogar del núcleo.")


def erased_words() -> str:
    """Why the phone of somebody whose data were erased is shut out."""
    with override(settings.LANGUAGE_CODE):
        return gettext("Se borraron los datos de quien lo llevaba.")

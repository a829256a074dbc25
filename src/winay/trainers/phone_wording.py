"""The words of trainers' phones: what they are called, why they are shut out, why one is refused."""

from datetime import date

from django.conf import settings
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from winay.accounts.rules import MOST_LABEL
from winay.core.numbers import day

MESSAGES = {
    "trainers.phone_never_was": _("Ese contrato se anotó por error: nunca fue. Dé el teléfono desde el que vale."),
    "trainers.phone_professional": _(
        "Este contrato no visita hogares: dé el acceso desde «Teléfonos», con el nombre de la persona."
    ),
    "trainers.phone_contract_over": _(
        "El contrato ya no corre desde el %(on)s. Si sigue con otro contrato, dé el teléfono desde ese."
    ),
    "trainers.phone_erased": _("Sus datos se borraron a su pedido: ya no se le da acceso."),
    "trainers.phone_live": _(
        "Ya tiene un teléfono con acceso aquí, y le sirve también para este contrato. Si lo perdió, retírelo antes de "
        "dar otro."
    ),
}


def phone_label(code: str, nucleus: str) -> str:
    """What the phone of a trainer is called wherever it acts: `Yachachiq K7M2P-4QX9T, núcleo Sumaq Ñan`. It is kept, so
    it is in the house's language; and it holds no name, so nothing of it has to be erased."""
    with override(settings.LANGUAGE_CODE):
        words = gettext("Yachachiq %(code)s, núcleo %(nucleus)s") % {"code": code, "nucleus": nucleus}
    return words[:MOST_LABEL].strip()


def trainer_words(nucleus: str) -> str:
    """Who carries it, for those who may not read whose it is."""
    with override(settings.LANGUAGE_CODE):
        return gettext("Yachachiq del núcleo %(nucleus)s") % {"nucleus": nucleus[:80]}


def mistake_words() -> str:
    """Why the phone of a contract that never was is shut out."""
    with override(settings.LANGUAGE_CODE):
        return gettext("El contrato se anotó por error: nunca fue.")


def over_words(on: date) -> str:
    """Why the phone of somebody without a contract is shut out."""
    with override(settings.LANGUAGE_CODE):
        return gettext("Su contrato terminó y pasó el plazo para enviar: desde el %(on)s.") % {
            "on": day(on, settings.LANGUAGE_CODE)
        }


def erased_words() -> str:
    """Why the phone of somebody whose data were erased is shut out."""
    with override(settings.LANGUAGE_CODE):
        return gettext("Se borraron los datos de quien lo llevaba.")

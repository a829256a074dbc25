"""What a household may say of a visit or a delivery, and how the office heard it."""

from enum import StrEnum


class Answer(StrEnum):
    """What a household says: of a visit whether somebody came, of a delivery whether it has what came."""

    CAME = "came"
    DID_NOT_COME = "did_not_come"
    HAVE_IT = "have_it"
    DO_NOT_HAVE_IT = "do_not_have_it"
    NOT_AS_PROMISED = "not_as_promised"


OF_VISIT = (Answer.CAME, Answer.DID_NOT_COME)
OF_DELIVERY = (Answer.HAVE_IT, Answer.DO_NOT_HAVE_IT, Answer.NOT_AS_PROMISED)
DENIALS = (Answer.DID_NOT_COME, Answer.DO_NOT_HAVE_IT, Answer.NOT_AS_PROMISED)


class SaidHow(StrEnum):
    """How it reached the office: a card on paper that somebody collected, on the page with somebody's help, in an
    assembly."""

    PAPER = "paper"
    PAGE = "page"
    ASSEMBLY = "assembly"

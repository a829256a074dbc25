"""Who visits whom in the first nuclei: shared out when trainers were hired, again after one of them left; a household
that asked for another; and those that came since, whom nobody visits yet."""

from collections.abc import Sequence

from winay.nuclei.models import Nucleus
from winay.synthetic.community import Office
from winay.trainers.queries.caseloads import serving, sharing_of
from winay.trainers.services.caseloads import give_household, share_out
from winay.trainers.services.contracts import end_contract
from winay.trainers.terms import ContractEnd, ContractKind

ASKED, LEFT, ANEW = 40, 365, 372
"""Days after the first sharing: a household asks for another trainer, one leaves, the others take over."""
STAYS = 1


def share_households(office: Office, nuclei: Sequence[Nucleus], *, since: float) -> None:
    """`since`: the day on which the trainers began, as the office counts its days."""
    for nucleus in nuclei:
        _share(office, nucleus, since)
    first = nuclei[0]
    _another_for_one(office, first, since + ASKED)
    trainers = serving(first, ContractKind.PRODUCTIVE, office.on(since + LEFT))
    if len(trainers) > STAYS:
        end_contract(
            contract=trainers[-1], why=ContractEnd.RESIGNED, on=office.on(since + LEFT),
            note="Se fue a trabajar a la costa; avisó con un mes.", by=office.by(since + LEFT),
            at=office.at(since + LEFT),
        )  # fmt: skip
    for nucleus in nuclei:
        _share(office, nucleus, since + ANEW)


def _share(office: Office, nucleus: Nucleus, day: float) -> None:
    sharing = sharing_of(nucleus, ContractKind.PRODUCTIVE, office.on(day))
    if sharing.trainers and sharing.changed:
        share_out(
            nucleus=nucleus, kind=ContractKind.PRODUCTIVE, on=office.on(day), seal=sharing.seal, by=office.by(day),
            at=office.at(day),
        )  # fmt: skip


def _another_for_one(office: Office, nucleus: Nucleus, day: float) -> None:
    """They quarrelled over a boundary: the household asked for somebody else."""
    on = office.on(day)
    sharing = sharing_of(nucleus, ContractKind.PRODUCTIVE, on)
    held = next((one for one in sharing.visited if one.case is not None), None)
    others = [one for one in sharing.trainers if held is not None and one.pk != held.case.contract_id]  # type: ignore[union-attr]
    if held is None or not others:
        return
    give_household(
        nucleus=nucleus, enrolment=held.living.membership.enrolment, contract=others[0], on=on, by=office.by(day),
        at=office.at(day),
    )  # fmt: skip

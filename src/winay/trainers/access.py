"""Who may hold contests and sign contracts. The place asked about is the contest's, or the nucleus's district."""

from winay.core.actors import Actor, Permission
from winay.core.errors import NotAllowed
from winay.nuclei.access import may_at, require_at
from winay.trainers.contest_models import Contest
from winay.trainers.contract_models import Contract
from winay.trainers.scoring_models import Scorer


def may_for(contest: Contest, permission: Permission, by: Actor | None) -> bool:
    """Whether the actor holds the permission for a contest's place and program."""
    return may_at(contest.place, contest.version.program.key, permission, by)


def require_for(contest: Contest, permission: Permission, by: Actor) -> None:
    """`NotAllowed` unless the actor holds it."""
    require_at(contest.place, contest.version.program.key, permission, by)


def may_for_contract(contract: Contract, permission: Permission, by: Actor | None) -> bool:
    """Whether the actor holds the permission for the district and program of the nucleus that hires."""
    return may_at(contract.hired_by.district, contract.version.program.key, permission, by)


def require_for_contract(contract: Contract, permission: Permission, by: Actor) -> None:
    """`NotAllowed` unless the actor holds it."""
    require_at(contract.hired_by.district, contract.version.program.key, permission, by)


def require_scorer(scorer: Scorer, by: Actor) -> None:
    """Scoring is the scorer's own, whatever roles others hold: `NotAllowed` for anybody else."""
    if scorer.person != by.public_id or scorer.dismissed_at is not None:
        raise NotAllowed("score")

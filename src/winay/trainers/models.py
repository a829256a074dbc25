"""The tables of trainers: contests, applications, scores and rankings, contracts, courses. Each file has its own.

People who recorded, scored or decided are kept by their public id.
"""

from winay.trainers import (  # noqa: F401 - their tables belong to this room
    application_models,
    caseload_models,
    contest_models,
    contract_models,
    course_models,
    phone_models,
    ranking_models,
    schedule_models,
    scoring_models,
)

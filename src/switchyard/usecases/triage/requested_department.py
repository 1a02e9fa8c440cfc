"""A department that the requester asks for, as evidence."""

from collections.abc import Sequence

from switchyard.usecases.triage.multiple_issues import Likely

ASKED_FOR = 3.0
"""How much more probable its categories become, before all are shared out anew: an assumption."""


def leaning(likely: Sequence[Likely], department: str | None) -> list[Likely]:
    """Most probable first. Together they stay as probable as they were: asking makes no ticket
    belong to this desk.
    """
    if department is None:
        return list(likely)
    weights = [ASKED_FOR if one.category.department == department else 1.0 for one in likely]
    before = sum(one.confidence for one in likely)
    after = sum(weight * one.confidence for weight, one in zip(weights, likely, strict=True))
    leant = (
        Likely(one.category, one.confidence * weight * before / after)
        for weight, one in zip(weights, likely, strict=True)
    )
    return sorted(leant, key=lambda one: -one.confidence)

"""A person at the desk says where a ticket belongs; the desk learns from it."""

from dataclasses import dataclass
from datetime import datetime
from difflib import get_close_matches

from switchyard.domain.change import Change, Precedent, given_back
from switchyard.domain.desk import Category, Desk
from switchyard.domain.errors import IllegalTransition, Invalid
from switchyard.domain.status import FINISHED, Status
from switchyard.domain.text_fields import Slug
from switchyard.domain.ticket import DUE_AFTER, Decision, HistoryEntry, Ticket
from switchyard.domain.values import DecidedBy, Frozen, Priority, Tier
from switchyard.domain.vector import CORRECTION
from switchyard.domain.viewer import Viewer
from switchyard.usecases.actions.edit import by_person

SUGGESTIONS = 3


class Correction(Frozen):
    """At least one of these. A category brings its department, priority and tier along, unless
    they are given or a person or rule set them before.
    """

    category: Slug | None = None
    department: Slug | None = None
    priority: Priority | None = None
    tier: Tier | None = None


@dataclass(frozen=True, slots=True)
class Decided:
    """The four fields as they are after a correction."""

    category: Decision[str] | None
    department: Decision[str] | None
    priority: Decision[Priority] | None
    tier: Decision[Tier] | None

    @classmethod
    def of(cls, ticket: Ticket) -> "Decided":
        return cls(ticket.category, ticket.department, ticket.priority, ticket.tier)


def corrected(
    ticket: Ticket, correction: Correction, desk: Desk, viewer: Viewer, at: datetime
) -> Change | None:
    """Nothing where a person said the same before. A finished ticket stays finished, one that waits
    on another waits on; any other is routed anew, and gives its slot back.

    Raises Invalid for a category or department that the desk does not have, IllegalTransition
    while the ticket is still being triaged.
    """
    _check(correction, desk)
    if ticket.status is Status.PENDING:
        raise IllegalTransition(
            "this ticket is still being triaged, which takes seconds: correct it after that"
        )
    decided = _decided(ticket, correction, desk)
    if decided == Decided.of(ticket) and ticket.status is not Status.MANUAL_REVIEW:
        return None
    reason = _reason(correction, desk)
    changed = _changed(ticket, decided, reason, at)
    return Change(
        ticket=changed,
        history=HistoryEntry.describe(changed, viewer.person, "corrected", reason),
        release=given_back(ticket),
        precedents=tuple(_precedents(ticket, changed, correction, viewer.person)),
    )


def _changed(ticket: Ticket, decided: Decided, reason: str, at: datetime) -> Ticket:
    stays_put = ticket.status in FINISHED or ticket.waits_on_other
    stays = decided.department is not None and decided.department.value == ticket.in_department
    again: dict[str, object] = {
        "status": Status.ROUTED,
        "assignee": "",
        "previous_assignee": (ticket.assignee or ticket.previous_assignee) if stays else "",
        "effort": 0,
        "due_at": at + DUE_AFTER,
        "sweeps": 0,
    }
    return ticket.changed(
        at,
        category=decided.category,
        department=decided.department,
        priority=decided.priority,
        tier=decided.tier,
        reason=reason,
        corrections=ticket.corrections + 1,
        **({} if stays_put else again),
    )


def _decided(ticket: Ticket, correction: Correction, desk: Desk) -> Decided:
    category = desk.categories_by_id[correction.category] if correction.category else None
    department = correction.department or (category.department if category else None)
    return Decided(
        category=_category(ticket, category, department, desk),
        department=by_person(department) if department else ticket.department,
        priority=_or_usual(
            correction.priority, ticket.priority, category.priority if category else None
        ),
        tier=_or_usual(correction.tier, ticket.tier, category.tier if category else None),
    )


def _category(
    ticket: Ticket, category: Category | None, department: str | None, desk: Desk
) -> Decision[str] | None:
    """A category that belongs to another department than the one given is no longer known."""
    if category:
        return by_person(category.id)
    if not (ticket.category and department):
        return ticket.category
    known = desk.categories_by_id.get(ticket.category.value)
    return ticket.category if known and known.department == department else None


def _or_usual[T](
    given: T | None, current: Decision[T] | None, usual: T | None
) -> Decision[T] | None:
    """What is given, else what a person or rule set, else what the category usually has."""
    if given is not None:
        return by_person(given)
    settled = current and current.decided_by in (DecidedBy.PERSON, DecidedBy.RULE)
    if usual is None or settled:
        return current
    return Decision(value=usual, confidence=1.0, decided_by=DecidedBy.DEFAULT)


def unlearnt(ticket: Ticket) -> list[Precedent]:
    """What its department may have learnt from a ticket that was not its own."""
    if not (ticket.corrections or ticket.assignments):
        return []
    return [Precedent(ticket.in_department, forgotten=True)]


def _precedents(
    ticket: Ticket, changed: Ticket, correction: Correction, teacher: str
) -> list[Precedent]:
    """The old department unlearns what it may have learnt; the new one learns the category."""
    found = unlearnt(ticket) if ticket.in_department != changed.in_department else []
    if correction.category:
        person = changed.assignee if changed.in_department == ticket.in_department else ""
        found.append(
            Precedent(
                changed.in_department, correction.category, person, CORRECTION, teacher=teacher
            )
        )
    return found


def _check(correction: Correction, desk: Desk) -> None:
    if not correction.model_dump(exclude_none=True):
        raise Invalid.one("body", "say what is right: category, department, priority or tier")
    for field, wanted, known in (
        ("category", correction.category, desk.categories_by_id),
        ("department", correction.department, desk.departments_by_id),
    ):
        if wanted is not None and wanted not in known:
            near = get_close_matches(wanted, known, SUGGESTIONS) or list(known)[:SUGGESTIONS]
            raise Invalid.one(field, f"there is no {wanted} here; there are {', '.join(near)}, …")


def _reason(correction: Correction, desk: Desk) -> str:
    """ "A person set the category Card arrival and the tier 2."."""
    said = []
    if correction.category:
        said.append(f"the category {desk.categories_by_id[correction.category].path[-1]}")
    if correction.department:
        said.append(f"the department {desk.departments_by_id[correction.department].name}")
    if correction.priority:
        said.append(f"the priority {correction.priority}")
    if correction.tier:
        said.append(f"the tier {correction.tier.value}")
    *others, last = said
    return f"A person set {', '.join(others)}{' and ' if others else ''}{last}."

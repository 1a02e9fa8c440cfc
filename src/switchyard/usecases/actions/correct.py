"""A person at the desk says where a ticket belongs; the desk learns from it."""

from dataclasses import dataclass
from datetime import datetime
from difflib import get_close_matches

from switchyard.domain.change import Change, PrecedentUpdate, release_slot
from switchyard.domain.desk import Category, Desk
from switchyard.domain.errors import IllegalTransition, InvalidInput
from switchyard.domain.status import FINISHED_STATUSES, Status
from switchyard.domain.text_fields import Slug
from switchyard.domain.ticket import STEP_DUE_AFTER, Decision, HistoryEntry, Ticket
from switchyard.domain.values import DecidedBy, FrozenModel, Priority, Tier
from switchyard.domain.vector import CORRECTION_SOURCE
from switchyard.domain.viewer import Viewer
from switchyard.usecases.actions.edit import make_person_decision

MAX_SUGGESTIONS = 3


class Correction(FrozenModel):
    """At least one of these. A category brings its department, priority and tier along, unless
    they are given or a person or rule set them before.
    """

    category: Slug | None = None
    department: Slug | None = None
    priority: Priority | None = None
    tier: Tier | None = None


@dataclass(frozen=True, slots=True)
class TicketDecisions:
    """The four fields as they are after a correction."""

    category: Decision[str] | None
    department: Decision[str] | None
    priority: Decision[Priority] | None
    tier: Decision[Tier] | None

    @classmethod
    def read_from_ticket(cls, ticket: Ticket) -> "TicketDecisions":
        return cls(ticket.category, ticket.department, ticket.priority, ticket.tier)


def correct_ticket(
    ticket: Ticket, correction: Correction, desk: Desk, viewer: Viewer, at: datetime
) -> Change | None:
    """Nothing where a person said the same before. A finished ticket stays finished, one that waits
    on another waits on; any other is routed anew, and gives its slot back.

    Raises Invalid for a category or department that the desk does not have, IllegalTransition
    while the ticket is still being triaged.
    """
    _check_correction(correction, desk)
    if ticket.status is Status.PENDING:
        raise IllegalTransition(
            "this ticket is still being triaged, which takes seconds: correct it after that"
        )
    decided = _decide_fields(ticket, correction, desk)
    if (
        decided == TicketDecisions.read_from_ticket(ticket)
        and ticket.status is not Status.MANUAL_REVIEW
    ):
        return None
    reason = _describe_correction(correction, desk)
    changed = _make_corrected_ticket(ticket, decided, reason, at)
    return Change(
        ticket=changed,
        history=HistoryEntry.describe_change(changed, viewer.person, "corrected", reason),
        release=release_slot(ticket),
        precedents=tuple(_build_precedents(ticket, changed, correction, viewer.person)),
    )


def _make_corrected_ticket(
    ticket: Ticket, decided: TicketDecisions, reason: str, at: datetime
) -> Ticket:
    stays_put = ticket.status in FINISHED_STATUSES or ticket.is_waiting_on_parent
    stays = decided.department is not None and decided.department.value == ticket.in_department
    again: dict[str, object] = {
        "status": Status.ROUTED,
        "assignee": "",
        "previous_assignee": (ticket.assignee or ticket.previous_assignee) if stays else "",
        "effort": 0,
        "due_at": at + STEP_DUE_AFTER,
        "sweeps": 0,
    }
    return ticket.make_next_version(
        at,
        category=decided.category,
        department=decided.department,
        priority=decided.priority,
        tier=decided.tier,
        reason=reason,
        corrections=ticket.corrections + 1,
        **({} if stays_put else again),
    )


def _decide_fields(ticket: Ticket, correction: Correction, desk: Desk) -> TicketDecisions:
    category = desk.categories_by_id[correction.category] if correction.category else None
    department = correction.department or (category.department if category else None)
    return TicketDecisions(
        category=_choose_category(ticket, category, department, desk),
        department=make_person_decision(department) if department else ticket.department,
        priority=_choose_level(
            correction.priority, ticket.priority, category.priority if category else None
        ),
        tier=_choose_level(correction.tier, ticket.tier, category.tier if category else None),
    )


def _choose_category(
    ticket: Ticket, category: Category | None, department: str | None, desk: Desk
) -> Decision[str] | None:
    """A category that belongs to another department than the one given is no longer known."""
    if category:
        return make_person_decision(category.id)
    if not (ticket.category and department):
        return ticket.category
    known = desk.categories_by_id.get(ticket.category.value)
    return ticket.category if known and known.department == department else None


def _choose_level[T](
    given: T | None, current: Decision[T] | None, usual: T | None
) -> Decision[T] | None:
    """What is given, else what a person or rule set, else what the category usually has."""
    if given is not None:
        return make_person_decision(given)
    settled = current and current.decided_by in (DecidedBy.PERSON, DecidedBy.RULE)
    if usual is None or settled:
        return current
    return Decision(value=usual, confidence=1.0, decided_by=DecidedBy.DEFAULT)


def forget_precedents(ticket: Ticket) -> list[PrecedentUpdate]:
    """What its department may have learnt from a ticket that was not its own."""
    if not (ticket.corrections or ticket.assignments):
        return []
    return [PrecedentUpdate(ticket.in_department, forgotten=True)]


def _build_precedents(
    ticket: Ticket, changed: Ticket, correction: Correction, teacher: str
) -> list[PrecedentUpdate]:
    """The old department unlearns what it may have learnt; the new one learns the category."""
    precedents = forget_precedents(ticket) if ticket.in_department != changed.in_department else []
    if correction.category:
        person = changed.assignee if changed.in_department == ticket.in_department else ""
        precedents.append(
            PrecedentUpdate(
                changed.in_department,
                correction.category,
                person,
                CORRECTION_SOURCE,
                teacher=teacher,
            )
        )
    return precedents


def _check_correction(correction: Correction, desk: Desk) -> None:
    if not correction.model_dump(exclude_none=True):
        raise InvalidInput.create_for_field(
            "body", "say what is right: category, department, priority or tier"
        )
    for field, value, known in (
        ("category", correction.category, desk.categories_by_id),
        ("department", correction.department, desk.departments_by_id),
    ):
        if value is not None and value not in known:
            near = get_close_matches(value, known, MAX_SUGGESTIONS) or list(known)[:MAX_SUGGESTIONS]
            raise InvalidInput.create_for_field(
                field, f"there is no {value} here; there are {', '.join(near)}, …"
            )


def _describe_correction(correction: Correction, desk: Desk) -> str:
    """ "A person set the category Card arrival and the tier 2."."""
    parts = []
    if correction.category:
        parts.append(f"the category {desk.categories_by_id[correction.category].path[-1]}")
    if correction.department:
        parts.append(f"the department {desk.departments_by_id[correction.department].name}")
    if correction.priority:
        parts.append(f"the priority {correction.priority}")
    if correction.tier:
        parts.append(f"the tier {correction.tier.value}")
    *others, last = parts
    return f"A person set {', '.join(others)}{' and ' if others else ''}{last}."

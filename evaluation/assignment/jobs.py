"""A ticket on its way, and somebody at work."""

from dataclasses import dataclass, field

from evaluation.assignment.assumptions import Assumptions
from evaluation.assignment.cases import ATTEMPTS, RECENT, SimulatedCase
from evaluation.assignment.people import SimulatedPerson
from switchyard.domain.ticket import Decision, PassedOn, PassOnReason, Ticket
from switchyard.domain.values import DecidedBy, Priority


@dataclass
class Job:
    """`ticket` is what the product knows by now. Times are in minutes; nan has not come yet.

    `attempts` counts those who worked on it, `handed_over` who had it and went home before.
    """

    case: SimulatedCase
    ticket: Ticket
    started: float = float("nan")
    resolved: float = float("nan")
    attempts: int = 0
    handed_over: int = 0
    right_first: bool = False

    @property
    def priority(self) -> Priority:
        return self.ticket.priority.value if self.ticket.priority else Priority.MEDIUM

    @property
    def order(self) -> tuple[int, float]:
        """Most urgent first, then oldest."""
        return self.priority.rank, self.case.arrives

    def mark_passed(self, employee_id: str) -> None:
        passed = (
            *self.ticket.passed_on,
            PassedOn(employee_id=employee_id, how=PassOnReason.DECLINED),
        )
        self.ticket = self.ticket.model_copy(update={"passed_on": passed})

    def put_right(self) -> None:
        """To the category and department where it belongs; who passed counts anew there."""
        category = self.case.category
        self.ticket = self.ticket.model_copy(
            update={
                "category": _make_decision(category.id),
                "department": _make_decision(category.department),
                "passed_on": (),
            }
        )


@dataclass
class Worker:
    """`queue` has what is not begun. `knows` is when each requester was last heard."""

    person: SimulatedPerson
    queue: list[Job] = field(default_factory=list)
    at_work: Job | None = None
    present: bool = False
    resting: bool = False
    rest_owed: bool = False
    busy_minutes: float = 0.0
    effort: int = 0
    knows: dict[str, float] = field(default_factory=dict)

    @property
    def employee_id(self) -> str:
        return self.person.employee.employee_id

    @property
    def idle(self) -> bool:
        return self.present and not self.resting and self.at_work is None

    def take_next(self) -> Job | None:
        """The most urgent of the queue, then the oldest."""
        if not self.queue:
            return None
        job = min(self.queue, key=lambda job: job.order)
        self.queue.remove(job)
        return job


@dataclass(frozen=True)
class WorkAttempt:
    """What comes of somebody working on a ticket: after `takes` minutes, `done`, or passed on."""

    takes: float
    done: bool
    right: bool
    misplaced: bool = False


def draw_attempt(job: Job, worker: Worker, now: float, given: Assumptions) -> WorkAttempt:
    """By the truth, and by the ticket's own draws."""
    case, turn = job.case, job.attempts % ATTEMPTS
    skill = worker.person.skill.get(case.category.id)
    if skill is None:
        return WorkAttempt(given.wrong_department, done=False, right=False, misplaced=True)
    takes = given.handling[case.category.tier] * case.spread[turn]
    takes *= 1 + given.slowness * (1 - skill)
    if now - worker.knows.get(job.ticket.requester_id, -RECENT) < RECENT:
        takes *= given.known_requester
    if skill >= case.needed:
        return WorkAttempt(takes, done=True, right=True)
    if case.luck[turn] < given.hands_on:
        return WorkAttempt(given.tried * takes, done=False, right=False)
    return WorkAttempt(given.muddle * takes, done=True, right=False)


def _make_decision[T](value: T) -> Decision[T]:
    return Decision(value=value, confidence=1.0, decided_by=DecidedBy.PERSON)

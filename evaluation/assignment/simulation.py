"""The desk at work: one policy, one world, from the first ticket until all are resolved."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial

from evaluation.assignment.agenda import Agenda
from evaluation.assignment.floor import SimulatedFloor
from evaluation.assignment.jobs import Job, WorkAttempt, Worker, draw_attempt
from evaluation.assignment.policies import Making
from evaluation.assignment.stints import Stint, convert_to_moment
from evaluation.assignment.world import SimulatedWorld, make_precedent
from switchyard.domain.employee import Absence


class LostTickets(AssertionError):
    """The simulation ended with tickets that nobody had resolved: a fault of the simulation."""


@dataclass(frozen=True)
class SimulatedOutcome:
    """Everything that happened."""

    world: SimulatedWorld
    jobs: tuple[Job, ...]
    workers: tuple[Worker, ...]


class Simulation:
    def __init__(self, world: SimulatedWorld, making: Making) -> None:
        self._world, self._given = world, world.given
        self._floor = SimulatedFloor(world)
        self._policy = making(self._floor)
        self._agenda = Agenda()
        self._workers = {person.employee.employee_id: Worker(person) for person in world.people}
        self._waiting: dict[str, list[Job]] = defaultdict(list)
        self._jobs = tuple(Job(case, case.ticket) for case in world.cases)

    def run(self) -> SimulatedOutcome:
        """Raises Lost."""
        stints = [
            (worker, stint) for worker in self._workers.values() for stint in worker.person.stints
        ]
        for worker, stint in stints:
            self._put_on_roster(worker.employee_id, stint)
        for worker, stint in stints:
            self._plan_stint(worker, stint)
        for job in self._jobs:
            self._agenda.add_event(job.case.arrives, partial(self._receive_job, job))
        self._agenda.run_events()
        if lost := [job.ticket.ticket_id for job in self._jobs if job.resolved != job.resolved]:
            raise LostTickets(f"{len(lost)} tickets, such as {lost[0]}")
        return SimulatedOutcome(self._world, self._jobs, tuple(self._workers.values()))

    # --- shifts ---------------------------------------------------------------

    def _put_on_roster(self, employee_id: str, stint: Stint) -> None:
        """Before anything else happens at that minute."""
        on_shift = self._floor.people.on_shift
        self._agenda.add_event(stint.start, partial(on_shift.add, employee_id))
        self._agenda.add_event(stint.planned_end, partial(on_shift.discard, employee_id))

    def _plan_stint(self, worker: Worker, stint: Stint) -> None:
        self._agenda.add_event(stint.start, partial(self._start_stint, worker))
        if stint.rest_at < stint.end:
            self._agenda.add_event(stint.rest_at, partial(self._start_rest, worker))
        self._agenda.add_event(stint.end, partial(self._end_stint, worker))
        if stint.fell_ill:
            heard = stint.end + self._given.heard_of_after
            self._agenda.add_event(heard, partial(self._hear_of_illness, worker, stint))
        else:
            self._agenda.add_event(stint.end, partial(self._hand_over, worker))

    def _start_stint(self, worker: Worker) -> None:
        worker.present, worker.rest_owed = True, False
        self._drain_waiting(worker)
        self._begin_work(worker)

    def _end_stint(self, worker: Worker) -> None:
        worker.present = False

    def _start_rest(self, worker: Worker) -> None:
        """Between two tickets."""
        if worker.at_work:
            worker.rest_owed = True
            return
        worker.resting, worker.rest_owed = True, False
        self._agenda.add_event(self._agenda.now + self._given.rest, partial(self._end_rest, worker))

    def _end_rest(self, worker: Worker) -> None:
        worker.resting = False
        self._begin_work(worker)

    def _hear_of_illness(self, worker: Worker, stint: Stint) -> None:
        """Only now does the desk know who fell ill, and takes their tickets back."""
        employee = worker.person.employee
        first, last = (convert_to_moment(at).date() for at in (stint.start, stint.planned_end))
        self._floor.add_absence(employee.employee_id, Absence(first=first, last=last))
        self._hand_over(worker)

    def _hand_over(self, worker: Worker) -> None:
        """What was not begun goes to somebody who is there."""
        queue, worker.queue = sorted(worker.queue, key=lambda job: job.order), []
        for job in queue:
            self._release_job(worker, job)
            job.handed_over += 1
        for job in queue:
            self._assign_job(job)

    # --- tickets --------------------------------------------------------------

    def _receive_job(self, job: Job) -> None:
        self._floor.write_ticket(job.ticket)
        self._assign_job(job)

    def _assign_job(self, job: Job) -> bool:
        """Whether somebody took it; else it waits."""
        chosen = self._policy.choose_employee(job.ticket, convert_to_moment(self._agenda.now))
        if not chosen:
            self._waiting[job.ticket.in_department].append(job)
            return False
        worker = self._workers[chosen]
        self._floor.claim_ticket(chosen, job.ticket, convert_to_moment(self._agenda.now))
        self._hold_job(job, chosen)
        worker.queue.append(job)
        self._begin_work(worker)
        return True

    def _begin_work(self, worker: Worker) -> None:
        if not worker.idle or (job := worker.take_next()) is None:
            return
        now = self._agenda.now
        work = draw_attempt(job, worker, now, self._given)
        if job.attempts == 0:
            job.started, job.right_first = now, work.right
        job.attempts += 1
        worker.at_work = job
        worker.knows[job.ticket.requester_id] = now
        worker.busy_minutes += work.takes
        worker.effort += self._floor.count_effort(job.ticket)
        self._agenda.add_event(now + work.takes, partial(self._finish_attempt, worker, job, work))

    def _finish_attempt(self, worker: Worker, job: Job, attempt: WorkAttempt) -> None:
        worker.at_work = None
        self._release_job(worker, job)
        if attempt.done:
            self._resolve_job(job, worker)
        else:
            self._pass_on(job, worker, attempt)
        if worker.rest_owed and worker.present:
            self._start_rest(worker)
        self._drain_waiting(worker)
        self._begin_work(worker)

    def _resolve_job(self, job: Job, worker: Worker) -> None:
        job.resolved = self._agenda.now
        case = job.case
        self._floor.remove_ticket(case.ticket)
        self._floor.search.put_document(
            make_precedent(
                case.ticket.ticket_id, case.category, case.vector, worker.person, job.resolved
            )
        )

    def _pass_on(self, job: Job, worker: Worker, attempt: WorkAttempt) -> None:
        """To somebody else; after too many of them, the lead sees to it."""
        if attempt.misplaced:
            job.put_right()
        else:
            job.mark_passed(worker.employee_id)
        if len(job.ticket.passed_on) < self._world.desk.assignment.max_passes:
            self._assign_job(job)
            return
        job.resolved = self._agenda.now + self._given.lead_takes
        self._floor.remove_ticket(job.ticket)

    def _drain_waiting(self, worker: Worker) -> None:
        """What waits and this person may take, most urgent first, then oldest."""
        at = convert_to_moment(self._agenda.now)
        for job in self._list_waiting(worker.person.employee.departments):
            if self._floor.may_take(worker.employee_id, job.ticket, at):
                self._waiting[job.ticket.in_department].remove(job)
                self._assign_job(job)

    def _list_waiting(self, departments: Iterable[str]) -> list[Job]:
        jobs = [job for department in departments for job in self._waiting[department]]
        return sorted(jobs, key=lambda job: job.order)

    def _hold_job(self, job: Job, assignee: str) -> None:
        """The ticket as the store has it: with its assignee."""
        ticket = job.ticket.model_copy(update={"assignee": assignee})
        job.ticket = ticket
        self._floor.write_ticket(ticket)

    def _release_job(self, worker: Worker, job: Job) -> None:
        self._floor.release_ticket(worker.employee_id, job.ticket)
        self._hold_job(job, "")

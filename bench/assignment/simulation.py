"""The desk at work: one policy, one world, from the first ticket until all are resolved."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial

from bench.assignment.agenda import Agenda
from bench.assignment.floor import Floor
from bench.assignment.jobs import Attempt, Job, Worker, attempt
from bench.assignment.policies import Making
from bench.assignment.stints import Stint, moment
from bench.assignment.world import World, resolved
from switchyard.domain.employee import Absence


class Lost(AssertionError):
    """The simulation ended with tickets that nobody had resolved: a fault of the simulation."""


@dataclass(frozen=True)
class Outcome:
    """Everything that happened."""

    world: World
    jobs: tuple[Job, ...]
    workers: tuple[Worker, ...]


class Simulation:
    def __init__(self, world: World, making: Making) -> None:
        self._world, self._given = world, world.given
        self._floor = Floor(world)
        self._policy = making(self._floor)
        self._agenda = Agenda()
        self._workers = {one.employee.employee_id: Worker(one) for one in world.people}
        self._waiting: dict[str, list[Job]] = defaultdict(list)
        self._jobs = tuple(Job(case, case.ticket) for case in world.cases)

    def run(self) -> Outcome:
        """Raises Lost."""
        stints = [(one, stint) for one in self._workers.values() for stint in one.person.stints]
        for worker, stint in stints:
            self._put_on_roster(worker.employee_id, stint)
        for worker, stint in stints:
            self._plan(worker, stint)
        for job in self._jobs:
            self._agenda.put(job.case.arrives, partial(self._arrive, job))
        self._agenda.run()
        if lost := [one.ticket.ticket_id for one in self._jobs if one.resolved != one.resolved]:
            raise Lost(f"{len(lost)} tickets, such as {lost[0]}")
        return Outcome(self._world, self._jobs, tuple(self._workers.values()))

    # --- shifts ---------------------------------------------------------------

    def _put_on_roster(self, employee_id: str, stint: Stint) -> None:
        """Before anything else happens at that minute."""
        on_shift = self._floor.on_shift
        self._agenda.put(stint.start, partial(on_shift.add, employee_id))
        self._agenda.put(stint.planned_end, partial(on_shift.discard, employee_id))

    def _plan(self, worker: Worker, stint: Stint) -> None:
        self._agenda.put(stint.start, partial(self._come, worker))
        if stint.rest_at < stint.end:
            self._agenda.put(stint.rest_at, partial(self._rest, worker))
        self._agenda.put(stint.end, partial(self._go, worker))
        if stint.fell_ill:
            heard = stint.end + self._given.heard_of_after
            self._agenda.put(heard, partial(self._hear, worker, stint))
        else:
            self._agenda.put(stint.end, partial(self._hand_over, worker))

    def _come(self, worker: Worker) -> None:
        worker.present, worker.rest_owed = True, False
        self._drain(worker)
        self._begin(worker)

    def _go(self, worker: Worker) -> None:
        worker.present = False

    def _rest(self, worker: Worker) -> None:
        """Between two tickets."""
        if worker.at_work:
            worker.rest_owed = True
            return
        worker.resting, worker.rest_owed = True, False
        self._agenda.put(self._agenda.now + self._given.rest, partial(self._rested, worker))

    def _rested(self, worker: Worker) -> None:
        worker.resting = False
        self._begin(worker)

    def _hear(self, worker: Worker, stint: Stint) -> None:
        """Only now does the desk know who fell ill, and takes their tickets back."""
        employee = worker.person.employee
        first, last = (moment(at).date() for at in (stint.start, stint.planned_end))
        self._floor.absent(employee.employee_id, Absence(first=first, last=last))
        self._hand_over(worker)

    def _hand_over(self, worker: Worker) -> None:
        """What was not begun goes to somebody who is there."""
        queue, worker.queue = sorted(worker.queue, key=lambda one: one.order), []
        for job in queue:
            self._release(worker, job)
            job.handed_over += 1
        for job in queue:
            self._assign(job)

    # --- tickets --------------------------------------------------------------

    def _arrive(self, job: Job) -> None:
        self._floor.open[job.ticket.ticket_id] = job.ticket
        self._assign(job)

    def _assign(self, job: Job) -> bool:
        """Whether somebody took it; else it waits."""
        chosen = self._policy.choose(job.ticket, moment(self._agenda.now))
        if not chosen:
            self._waiting[job.ticket.in_department].append(job)
            return False
        worker = self._workers[chosen]
        self._floor.claim(chosen, self._floor.effort(job.ticket), moment(self._agenda.now))
        self._hold(job, chosen)
        worker.queue.append(job)
        self._begin(worker)
        return True

    def _begin(self, worker: Worker) -> None:
        if not worker.idle or (job := worker.take_next()) is None:
            return
        now = self._agenda.now
        found = attempt(job, worker, now, self._given)
        if job.attempts == 0:
            job.started, job.right_first = now, found.right
        job.attempts += 1
        worker.at_work = job
        worker.knows[job.ticket.requester_id] = now
        worker.busy_minutes += found.takes
        worker.effort += self._floor.effort(job.ticket)
        self._agenda.put(now + found.takes, partial(self._finish, worker, job, found))

    def _finish(self, worker: Worker, job: Job, found: Attempt) -> None:
        worker.at_work = None
        self._release(worker, job)
        if found.done:
            self._resolve(job, worker)
        else:
            self._pass_on(job, worker, found)
        if worker.rest_owed and worker.present:
            self._rest(worker)
        self._drain(worker)
        self._begin(worker)

    def _resolve(self, job: Job, worker: Worker) -> None:
        job.resolved = self._agenda.now
        case = job.case
        del self._floor.open[case.ticket.ticket_id]
        self._floor.search.put(
            resolved(case.ticket.ticket_id, case.category, case.vector, worker.person, job.resolved)
        )

    def _pass_on(self, job: Job, worker: Worker, found: Attempt) -> None:
        """To somebody else; after too many of them, the lead sees to it."""
        if found.misplaced:
            job.put_right()
        else:
            job.passed_by(worker.employee_id)
        if len(job.ticket.passed) < self._world.desk.assignment.most_passes:
            self._assign(job)
            return
        job.resolved = self._agenda.now + self._given.lead_takes
        del self._floor.open[job.ticket.ticket_id]

    def _drain(self, worker: Worker) -> None:
        """What waits and this person may take, most urgent first, then oldest."""
        at = moment(self._agenda.now)
        for job in self._waiting_for(worker.person.employee.departments):
            if self._floor.may_take(worker.employee_id, job.ticket, at):
                self._waiting[job.ticket.in_department].remove(job)
                self._assign(job)

    def _waiting_for(self, departments: Iterable[str]) -> list[Job]:
        found = [job for one in departments for job in self._waiting[one]]
        return sorted(found, key=lambda one: one.order)

    def _hold(self, job: Job, assignee: str) -> None:
        """The ticket as the store has it: with its assignee."""
        ticket = job.ticket.model_copy(update={"assignee": assignee})
        self._floor.open[ticket.ticket_id] = job.ticket = ticket

    def _release(self, worker: Worker, job: Job) -> None:
        self._floor.release(worker.employee_id, self._floor.effort(job.ticket))
        self._hold(job, "")

"""The use cases that the API offers."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, cast

from fastapi import Depends, Request

from switchyard.usecases.actions.ownership import HandlingService
from switchyard.usecases.actions.service import TicketService
from switchyard.usecases.conversations.service import CommentService
from switchyard.usecases.desk.service import DeskService
from switchyard.usecases.email_actions.service import LinkService
from switchyard.usecases.intake.tickets import Intake
from switchyard.usecases.intake.uploads import UploadService
from switchyard.usecases.learning.drift_service import DriftService
from switchyard.usecases.learning.export import ExportService
from switchyard.usecases.learning.heads import HeadService
from switchyard.usecases.learning.proposals import ProposalService
from switchyard.usecases.people.availability import AvailabilityService
from switchyard.usecases.people.service import PeopleService
from switchyard.usecases.queries.fairness import FairnessService
from switchyard.usecases.queries.tickets import TicketReader


@dataclass(frozen=True, slots=True)
class Services:
    """`intake` is for one request; `new_id` gives a random text, no two of them alike."""

    reader: TicketReader
    tickets: TicketService
    intake: Callable[[], Intake]
    handling: HandlingService
    comments: CommentService
    people: PeopleService
    availability: AvailabilityService
    fairness: FairnessService
    links: LinkService
    desk: DeskService
    uploads: UploadService
    heads: HeadService
    exports: ExportService
    drift: DriftService
    proposals: ProposalService
    new_id: Callable[[], str]


async def _services(request: Request) -> Services:
    return cast("Services", request.app.state.services)


ServicesOf = Annotated[Services, Depends(_services)]

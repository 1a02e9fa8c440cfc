"""The use cases that the API offers."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, cast

from fastapi import Depends, Request

from switchyard.desk.service import DeskService
from switchyard.fairness.service import FairnessService
from switchyard.ingestion.uploads import UploadService
from switchyard.learning.export import ExportService
from switchyard.learning.heads import HeadService
from switchyard.learning.watch import DriftService
from switchyard.links.service import LinkService
from switchyard.people.availability import AvailabilityService
from switchyard.people.service import PeopleService
from switchyard.proposals.service import ProposalService
from switchyard.tickets.comments import CommentService
from switchyard.tickets.handling import HandlingService
from switchyard.tickets.intake import Intake
from switchyard.tickets.reading import TicketReader
from switchyard.tickets.service import TicketService


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

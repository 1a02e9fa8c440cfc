"""The use cases that the API offers."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, cast

from fastapi import Depends, Request

from switchyard.desk.service import DeskService
from switchyard.ingestion.uploads import UploadService
from switchyard.people.service import PeopleService
from switchyard.tickets.service import TicketService


@dataclass(frozen=True, slots=True)
class Services:
    """`new_id` gives a random text; no two are alike."""

    tickets: TicketService
    people: PeopleService
    desk: DeskService
    uploads: UploadService
    new_id: Callable[[], str]


async def _services(request: Request) -> Services:
    return cast("Services", request.app.state.services)


ServicesOf = Annotated[Services, Depends(_services)]

"""What a route is given: the use cases, who asks, and the version that they saw."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, cast

from fastapi import Depends, Header, Request, Response
from fastapi.security import HTTPBearer

from switchyard.domain.errors import Conflict
from switchyard.domain.ticket import Ticket
from switchyard.domain.viewer import Role, Viewer
from switchyard.usecases.actions.ownership import OwnershipService
from switchyard.usecases.actions.service import TicketChangeService
from switchyard.usecases.conversations.service import CommentService
from switchyard.usecases.desk.service import DeskService
from switchyard.usecases.email_actions.service import EmailLinkService
from switchyard.usecases.incidents.manual_linking_service import TicketLinkService
from switchyard.usecases.intake.tickets import TicketIntake
from switchyard.usecases.intake.uploads import UploadService
from switchyard.usecases.learning.classifiers import ClassifierService
from switchyard.usecases.learning.drift_service import DriftService
from switchyard.usecases.learning.export import PrecedentExportService
from switchyard.usecases.learning.proposals import ProposalService
from switchyard.usecases.people.availability import AvailabilityService
from switchyard.usecases.people.service import EmployeeService
from switchyard.usecases.queries.fairness import FairnessService
from switchyard.usecases.queries.tickets import TicketReader


@dataclass(frozen=True, slots=True)
class ApiServices:
    """`make_intake` is for one request; `make_id` gives a random text, no two of them alike."""

    ticket_reader: TicketReader
    ticket_changes: TicketChangeService
    ticket_links: TicketLinkService
    make_intake: Callable[[], TicketIntake]
    ownership: OwnershipService
    comments: CommentService
    employees: EmployeeService
    availability: AvailabilityService
    fairness: FairnessService
    email_links: EmailLinkService
    desk: DeskService
    uploads: UploadService
    classifiers: ClassifierService
    precedent_exports: PrecedentExportService
    drift: DriftService
    proposals: ProposalService
    make_id: Callable[[], str]


async def _read_services(request: Request) -> ApiServices:
    return cast("ApiServices", request.app.state.services)


InjectedServices = Annotated[ApiServices, Depends(_read_services)]


_GROUP_PATTERN = re.compile(r"[^\s,\[\]\"]+")


_ROLES_BY_RANK = (Role.ADMIN, Role.LEAD, Role.AGENT)


_token_scheme = HTTPBearer(
    scheme_name="ID token",
    description="The ID token of a sign-in at the user pool.",
    auto_error=False,
)


class NotSignedIn(Exception):
    """The request has no token that says who it is."""


def find_highest_role(groups: str) -> Role:
    """The highest of the groups; the API hands them over as the text `[agent lead]`."""
    group_names = set(_GROUP_PATTERN.findall(groups))
    return next((role for role in _ROLES_BY_RANK if role in group_names), Role.REQUESTER)


def read_claims(request: Request) -> Mapping[str, str]:
    """The checked token's claims; none where the request did not pass the authorizer."""
    context = request.scope.get("aws.event", {}).get("requestContext", {})
    claims: Mapping[str, str] = context.get("authorizer", {}).get("jwt", {}).get("claims", {})
    return claims


async def _read_viewer(
    request: Request, services: InjectedServices, _: Annotated[object, Depends(_token_scheme)]
) -> Viewer:
    """Only a verified address counts: people may change the one that is not, to anybody's."""
    claims = read_claims(request)
    email = claims.get("email", "")
    if not email:
        raise NotSignedIn("sign in, and send the ID token: Authorization: Bearer …")
    if str(claims.get("email_verified")).lower() != "true":
        raise NotSignedIn(f"the address {email} is not verified yet")
    return services.employees.build_viewer(
        find_highest_role(claims.get("cognito:groups", "")), email
    )


SignedInViewer = Annotated[Viewer, Depends(_read_viewer)]


_ETAG_PATTERN = re.compile(r'"([0-9]{1,9})"')


async def _read_expected_version(
    if_match: Annotated[
        str | None,
        Header(
            description='The ETag that was read, such as `"3"`: the write is refused with 412 '
            "where the ticket has moved on.",
            examples=['"3"'],
        ),
    ] = None,
) -> int | None:
    """None where the write is unconditional. Raises Conflict for what no ticket has as its ETag."""
    if if_match is None or if_match.strip() == "*":
        return None
    match = _ETAG_PATTERN.fullmatch(if_match.strip())
    if match is None:
        raise Conflict('If-Match must be an ETag as it was read, such as "3"')
    return int(match[1])


ExpectedVersion = Annotated[int | None, Depends(_read_expected_version)]


def put_etag(response: Response, ticket: Ticket) -> None:
    response.headers["etag"] = f'"{ticket.version}"'

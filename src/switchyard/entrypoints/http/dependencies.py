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
from switchyard.usecases.actions.ownership import HandlingService
from switchyard.usecases.actions.service import TicketService
from switchyard.usecases.conversations.service import CommentService
from switchyard.usecases.desk.service import DeskService
from switchyard.usecases.email_actions.service import LinkService
from switchyard.usecases.incidents.manual_linking_service import LinkingService
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
    linking: LinkingService
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


_GROUP = re.compile(r"[^\s,\[\]\"]+")


_RANKED = (Role.ADMIN, Role.LEAD, Role.AGENT)


_token = HTTPBearer(
    scheme_name="ID token",
    description="The ID token of a sign-in at the user pool.",
    auto_error=False,
)


class NotSignedIn(Exception):
    """The request has no token that says who it is."""


def role_of(groups: str) -> Role:
    """The highest of the groups; the API hands them over as the text `[agent lead]`."""
    named = set(_GROUP.findall(groups))
    return next((role for role in _RANKED if role in named), Role.REQUESTER)


def claims_of(request: Request) -> Mapping[str, str]:
    """The checked token's claims; none where the request did not pass the authorizer."""
    context = request.scope.get("aws.event", {}).get("requestContext", {})
    claims: Mapping[str, str] = context.get("authorizer", {}).get("jwt", {}).get("claims", {})
    return claims


async def _viewer(
    request: Request, services: ServicesOf, _: Annotated[object, Depends(_token)]
) -> Viewer:
    """Only a verified address counts: people may change the one that is not, to anybody's."""
    claims = claims_of(request)
    email = claims.get("email", "")
    if not email:
        raise NotSignedIn("sign in, and send the ID token: Authorization: Bearer …")
    if str(claims.get("email_verified")).lower() != "true":
        raise NotSignedIn(f"the address {email} is not verified yet")
    return services.people.viewer_for(role_of(claims.get("cognito:groups", "")), email)


ViewerOf = Annotated[Viewer, Depends(_viewer)]


_TAG = re.compile(r'"([0-9]{1,9})"')


async def _version(
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
    tag = _TAG.fullmatch(if_match.strip())
    if tag is None:
        raise Conflict('If-Match must be an ETag as it was read, such as "3"')
    return int(tag[1])


WantedVersion = Annotated[int | None, Depends(_version)]


def put_etag(response: Response, ticket: Ticket) -> None:
    response.headers["etag"] = f'"{ticket.version}"'

"""Who asks, by the token that the HTTP API's authorizer has checked."""

import re
from collections.abc import Mapping
from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import HTTPBearer

from switchyard.domain.viewer import Role, Viewer
from switchyard.entrypoints.http.services import ServicesOf

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

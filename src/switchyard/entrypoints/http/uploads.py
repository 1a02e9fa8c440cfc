"""/uploads"""

from typing import Annotated

from fastapi import APIRouter, Body, Path, Response, status
from pydantic import BaseModel, ConfigDict, Field

from switchyard.domain.upload import UploadKind
from switchyard.entrypoints.http.dependencies import ServicesOf, ViewerOf
from switchyard.entrypoints.http.examples import UPLOADS
from switchyard.entrypoints.http.problems import documented
from switchyard.entrypoints.http.views import FormView, UploadView

routes = APIRouter(prefix="/uploads", tags=["uploads"])


class Announcement(BaseModel):
    """A file that is to be sent."""

    model_config = ConfigDict(extra="forbid")

    kind: UploadKind
    filename: str = Field(max_length=100)


@routes.post(
    "",
    status_code=status.HTTP_201_CREATED,
    summary="Ask for a form to send a file with",
    responses=documented("forbidden", "malformed", "invalid"),
)
async def open_upload(
    announcement: Annotated[Announcement, Body(openapi_examples=UPLOADS)],
    response: Response,
    services: ServicesOf,
    viewer: ViewerOf,
) -> FormView:
    """Agents and leads send tickets; admins also rosters, examples and desks. The form takes one
    file of the right type and size, for a quarter of an hour.
    """
    form = services.uploads.open(announcement.kind, announcement.filename, viewer)
    response.headers["location"] = f"/uploads/{form.upload.upload_id}"
    return FormView.of(form)


@routes.get("/{upload_id}", summary="What became of a file", responses=documented("not-found"))
async def get(
    upload_id: Annotated[str, Path(max_length=64)], services: ServicesOf, viewer: ViewerOf
) -> UploadView:
    """How many rows were taken in and refused, and why. Admins see all, others their own."""
    return UploadView.of(services.uploads.get(upload_id, viewer))

"""/uploads"""

from typing import Annotated

from fastapi import APIRouter, Body, Path, Response, status
from pydantic import BaseModel, ConfigDict, Field

from switchyard.domain.upload import UploadKind
from switchyard.entrypoints.http.dependencies import InjectedServices, SignedInViewer
from switchyard.entrypoints.http.examples import UPLOADS
from switchyard.entrypoints.http.problems import document_problems
from switchyard.entrypoints.http.views import UploadFormView, UploadView

routes = APIRouter(prefix="/uploads", tags=["uploads"])


class UploadAnnouncement(BaseModel):
    """A file that is to be sent."""

    model_config = ConfigDict(extra="forbid")

    kind: UploadKind
    filename: str = Field(max_length=100)


@routes.post(
    "",
    status_code=status.HTTP_201_CREATED,
    summary="Create an upload form",
    responses=document_problems("forbidden", "malformed", "invalid"),
)
async def open_upload(
    announcement: Annotated[UploadAnnouncement, Body(openapi_examples=UPLOADS)],
    response: Response,
    services: InjectedServices,
    viewer: SignedInViewer,
) -> UploadFormView:
    """Agents and leads send tickets; admins also rosters, examples and desks. The form takes one
    file of the right type and size, for a quarter of an hour.
    """
    form = services.uploads.open_upload(announcement.kind, announcement.filename, viewer)
    response.headers["location"] = f"/uploads/{form.upload.upload_id}"
    return UploadFormView.create_from_form(form)


@routes.get(
    "/{upload_id}", summary="Read the result of an upload", responses=document_problems("not-found")
)
async def read_upload(
    upload_id: Annotated[str, Path(max_length=64)],
    services: InjectedServices,
    viewer: SignedInViewer,
) -> UploadView:
    """How many rows were taken in and refused, and why. Admins see all, others their own."""
    return UploadView.create_from_upload(services.uploads.read_upload(upload_id, viewer))

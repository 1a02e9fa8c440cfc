"""What the API answers with."""

from datetime import datetime
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field

from switchyard.domain.assignment import Exclusion
from switchyard.domain.comment import Comment
from switchyard.domain.desk import Category
from switchyard.domain.employee import Absence, Employee
from switchyard.domain.page import Page
from switchyard.domain.service_level import ServiceLevel, State
from switchyard.domain.shift import Shift
from switchyard.domain.status import Status
from switchyard.domain.submission import RequesterAttributes
from switchyard.domain.ticket import Decision, Link, Origin, Requested
from switchyard.domain.triage import Guess
from switchyard.domain.upload import RowProblem, Upload, UploadKind, UploadState
from switchyard.domain.values import Door, Priority, Tier
from switchyard.domain.versions import Versions
from switchyard.usecases.actions.ownership import Appointment
from switchyard.usecases.desk.service import Place
from switchyard.usecases.intake.uploads import Form
from switchyard.usecases.queries.tickets import WholeTicket

Cursor = Annotated[
    str | None, Field(description="Asks for the next page; null on the last one", examples=[None])
]


class View(BaseModel):
    model_config = ConfigDict(frozen=True, from_attributes=True)


class ServiceLevelView(View):
    """What the ticket was promised. On hold both clocks stand, and the times move on after it."""

    response_by: datetime = Field(description="By when somebody answers")
    response: State
    resolve_by: datetime
    resolution: State

    @classmethod
    def of(cls, service: ServiceLevel) -> Self:
        return cls(
            response_by=service.response.by,
            response=service.state(service.response),
            resolve_by=service.resolution.by,
            resolution=service.state(service.resolution),
        )


class TicketView(View):
    """A ticket as it is now. What was asked for stands in `requested`, beside what was decided."""

    ticket_id: str = Field(examples=["T-3N5QX0W1R8ZK4B7D"])
    version: int = Field(description="Grows with every change; also the ETag")
    status: Status
    door: Door
    created_at: datetime
    updated_at: datetime
    requester: str = Field(examples=["ann@example.com"])
    requester_attributes: RequesterAttributes
    fields: dict[str, str]
    title: str
    description: str
    origin: Origin
    requested: Requested
    category: Decision[str] | None
    department: Decision[str] | None
    priority: Decision[Priority] | None
    tier: Decision[Tier] | None
    language: str = Field(examples=["en"])
    tags: tuple[str, ...]
    reason: str = Field(description="Why it is where it is, in one sentence")
    decided_with: Versions | None
    link: Link | None = Field(description="The ticket that this one waits on")
    incident: bool = Field(description="Whether many people's tickets wait on this one")
    assignee: str = Field(description="An employee's id; empty for none")
    acknowledged_at: datetime | None = Field(description="When whoever has it took it up")
    acknowledge_by: datetime | None = Field(
        description="Not taken up by then, it goes to somebody else"
    )
    pinned: bool = Field(description="A lead chose who has it: nothing automatic changes that")
    service: ServiceLevelView | None = Field(
        description="null where the desk promises nothing for this priority"
    )
    corrections: int
    guesses: tuple[Guess, ...] = Field(
        description="In manual review, for those who decide: the likeliest categories"
    )

    @classmethod
    def of(cls, whole: WholeTicket) -> Self:
        fields = {name: getattr(whole.ticket, name) for name in _OF_TICKET}
        return cls(
            **fields,
            requester=whole.ticket.requester_id,
            title=whole.text.title,
            description=whole.text.description,
            guesses=whole.guesses,
            service=whole.ticket.service and ServiceLevelView.of(whole.ticket.service),
        )


_OF_WHOLE = {"requester", "title", "description", "guesses", "service"}
_OF_TICKET = tuple(set(TicketView.model_fields) - _OF_WHOLE)


class TicketsView(View):
    items: list[TicketView]
    cursor: Cursor

    @classmethod
    def of(cls, page: Page[WholeTicket]) -> Self:
        return cls(items=[TicketView.of(one) for one in page.items], cursor=page.cursor or None)


class AppointmentView(View):
    """`warnings` are the limits that the lead's choice breaks."""

    ticket: TicketView
    warnings: tuple[Exclusion, ...]

    @classmethod
    def of(cls, appointment: Appointment) -> Self:
        return cls(ticket=TicketView.of(appointment.whole), warnings=appointment.warnings)


class CommentView(View):
    comment_id: str = Field(examples=["C-3N5QX0W1R8ZK4B7D"])
    at: datetime
    author: str = Field(description="An e-mail address", examples=["ann@example.com"])
    by_requester: bool
    public: bool
    text: str

    @classmethod
    def of(cls, comment: Comment) -> Self:
        return cls.model_validate(comment)


class CommentsView(View):
    items: list[CommentView]
    cursor: Cursor

    @classmethod
    def of(cls, page: Page[Comment]) -> Self:
        return cls(items=[CommentView.of(one) for one in page.items], cursor=page.cursor or None)


class CategoryView(View):
    id: str = Field(examples=["card_arrival"])
    path: tuple[str, str, str]
    description: str

    @classmethod
    def of(cls, category: Category) -> Self:
        return cls.model_validate(category)


class DepartmentView(View):
    """`categories` are for those who work here."""

    id: str = Field(examples=["cards"])
    name: str
    description: str
    mailbox: str
    lead: str = Field(description="The lead's name")
    categories: list[CategoryView]

    @classmethod
    def of(cls, place: Place) -> Self:
        department = place.department
        return cls(
            id=department.id,
            name=department.name,
            description=department.description,
            mailbox=department.mailbox,
            lead=department.lead.name,
            categories=[CategoryView.of(one) for one in place.categories],
        )


class DepartmentsView(View):
    items: list[DepartmentView]


class EmployeeView(View):
    """`load` and the capacities are in points of effort. `own_capacity` stands in place of the
    roster's `capacity`, where the person named one.
    """

    employee_id: str
    name: str
    email: str
    title: str
    departments: tuple[str, ...]
    skills: dict[str, int]
    languages: tuple[str, ...]
    time_zone: str
    shifts: tuple[Shift, ...]
    absences: tuple[Absence, ...]
    deputy: str = Field(description="Who stands in during an absence: an employee's id, or empty")
    on_call: tuple[Shift, ...] = Field(description="Hours in which urgent tickets find them")
    capacity: int
    load: int
    active: bool
    away_until: datetime | None
    paused: bool
    own_capacity: int | None

    @classmethod
    def of(cls, employee: Employee) -> Self:
        return cls.model_validate(employee)


class EmployeesView(View):
    items: list[EmployeeView]
    cursor: Cursor

    @classmethod
    def of(cls, page: Page[Employee]) -> Self:
        items = [EmployeeView.of(one) for one in page.items]
        return cls(items=items, cursor=page.cursor or None)


class FormView(View):
    """Post all `fields`, then the file as `file`, to `url` as multipart/form-data."""

    upload_id: str
    key: str
    url: str
    fields: dict[str, str]
    content_type: str
    most_bytes: int
    expires_at: datetime

    @classmethod
    def of(cls, form: Form) -> Self:
        return cls(
            upload_id=form.upload.upload_id,
            key=form.upload.key,
            url=form.url,
            fields=form.fields,
            content_type=form.content_type,
            most_bytes=form.most_bytes,
            expires_at=form.expires_at,
        )


class UploadView(View):
    """`problems` name row and column; the header is row 1."""

    upload_id: str
    kind: UploadKind
    key: str
    state: UploadState
    created_at: datetime
    created_by: str
    chunks: int
    chunks_done: int
    accepted: int = Field(description="Rows taken in")
    refused: int = Field(description="Rows refused")
    problems: tuple[RowProblem, ...]

    @classmethod
    def of(cls, upload: Upload) -> Self:
        return cls.model_validate(upload)

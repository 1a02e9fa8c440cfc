"""What the API answers with."""

from datetime import datetime
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field

from switchyard.domain.assignment import Exclusion
from switchyard.domain.comment import Comment
from switchyard.domain.desk import Category
from switchyard.domain.employee import Absence, Employee
from switchyard.domain.page import Page
from switchyard.domain.service_level import PromiseState, ServiceLevel
from switchyard.domain.shift import Shift
from switchyard.domain.status import Status
from switchyard.domain.submission import RequesterAttributes
from switchyard.domain.ticket import Decision, Origin, RequestedValues, TicketLink
from switchyard.domain.triage import CategoryGuess
from switchyard.domain.upload import RowProblem, Upload, UploadKind, UploadState
from switchyard.domain.values import Channel, Priority, Tier
from switchyard.domain.versions import DecisionVersions
from switchyard.usecases.actions.ownership import Appointment
from switchyard.usecases.desk.service import DepartmentCategories
from switchyard.usecases.intake.uploads import UploadForm
from switchyard.usecases.queries.tickets import TicketDetails

NextCursor = Annotated[
    str | None, Field(description="Asks for the next page; null on the last one", examples=[None])
]


class ApiView(BaseModel):
    model_config = ConfigDict(frozen=True, from_attributes=True)


class ServiceLevelView(ApiView):
    """What the ticket was promised. On hold both clocks stand, and the times move on after it."""

    response_by: datetime = Field(description="By when somebody answers")
    response: PromiseState
    resolve_by: datetime
    resolution: PromiseState

    @classmethod
    def create_from_service_level(cls, service_level: ServiceLevel) -> Self:
        return cls(
            response_by=service_level.response.due_at,
            response=service_level.find_state(service_level.response),
            resolve_by=service_level.resolution.due_at,
            resolution=service_level.find_state(service_level.resolution),
        )


class TicketView(ApiView):
    """A ticket as it is now. What was asked for stands in `requested`, beside what was decided."""

    ticket_id: str = Field(examples=["T-3N5QX0W1R8ZK4B7D"])
    version: int = Field(description="Grows with every change; also the ETag")
    status: Status
    channel: Channel
    created_at: datetime
    updated_at: datetime
    requester: str = Field(examples=["ann@example.com"])
    requester_attributes: RequesterAttributes
    fields: dict[str, str]
    title: str
    description: str
    origin: Origin
    requested: RequestedValues
    category: Decision[str] | None
    department: Decision[str] | None
    priority: Decision[Priority] | None
    tier: Decision[Tier] | None
    language: str = Field(examples=["en"])
    tags: tuple[str, ...]
    reason: str = Field(description="Why it is where it is, in one sentence")
    decided_with: DecisionVersions | None
    link: TicketLink | None = Field(description="The ticket that this one waits on")
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
    guesses: tuple[CategoryGuess, ...] = Field(
        description="In manual review, for those who decide: the likeliest categories"
    )

    @classmethod
    def create_from_details(cls, details: TicketDetails) -> Self:
        fields = {name: getattr(details.ticket, name) for name in _TICKET_FIELDS}
        return cls(
            **fields,
            requester=details.ticket.requester_id,
            title=details.text.title,
            description=details.text.description,
            guesses=details.guesses,
            service=details.ticket.service
            and ServiceLevelView.create_from_service_level(details.ticket.service),
        )


_FIELDS_SET_APART = {"requester", "title", "description", "guesses", "service"}
_TICKET_FIELDS = tuple(set(TicketView.model_fields) - _FIELDS_SET_APART)


class TicketsView(ApiView):
    items: list[TicketView]
    cursor: NextCursor

    @classmethod
    def create_from_page(cls, page: Page[TicketDetails]) -> Self:
        return cls(
            items=[TicketView.create_from_details(details) for details in page.items],
            cursor=page.cursor or None,
        )


class AppointmentView(ApiView):
    """`warnings` are the limits that the lead's choice breaks."""

    ticket: TicketView
    warnings: tuple[Exclusion, ...]

    @classmethod
    def create_from_appointment(cls, appointment: Appointment) -> Self:
        return cls(
            ticket=TicketView.create_from_details(appointment.details),
            warnings=appointment.warnings,
        )


class CommentView(ApiView):
    comment_id: str = Field(examples=["C-3N5QX0W1R8ZK4B7D"])
    at: datetime
    author: str = Field(description="An e-mail address", examples=["ann@example.com"])
    by_requester: bool
    public: bool
    text: str

    @classmethod
    def create_from_comment(cls, comment: Comment) -> Self:
        return cls.model_validate(comment)


class CommentsView(ApiView):
    items: list[CommentView]
    cursor: NextCursor

    @classmethod
    def create_from_page(cls, page: Page[Comment]) -> Self:
        return cls(
            items=[CommentView.create_from_comment(comment) for comment in page.items],
            cursor=page.cursor or None,
        )


class CategoryView(ApiView):
    id: str = Field(examples=["card_arrival"])
    path: tuple[str, str, str]
    description: str

    @classmethod
    def create_from_category(cls, category: Category) -> Self:
        return cls.model_validate(category)


class DepartmentView(ApiView):
    """`categories` are for those who work here."""

    id: str = Field(examples=["cards"])
    name: str
    description: str
    mailbox: str
    lead: str = Field(description="The lead's name")
    categories: list[CategoryView]

    @classmethod
    def create_from_department(cls, department_categories: DepartmentCategories) -> Self:
        department = department_categories.department
        return cls(
            id=department.id,
            name=department.name,
            description=department.description,
            mailbox=department.mailbox,
            lead=department.lead.name,
            categories=[
                CategoryView.create_from_category(category)
                for category in department_categories.categories
            ],
        )


class DepartmentsView(ApiView):
    items: list[DepartmentView]


class EmployeeView(ApiView):
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
    def create_from_employee(cls, employee: Employee) -> Self:
        return cls.model_validate(employee)


class EmployeesView(ApiView):
    items: list[EmployeeView]
    cursor: NextCursor

    @classmethod
    def create_from_page(cls, page: Page[Employee]) -> Self:
        items = [EmployeeView.create_from_employee(employee) for employee in page.items]
        return cls(items=items, cursor=page.cursor or None)


class UploadFormView(ApiView):
    """Post all `fields`, then the file as `file`, to `url` as multipart/form-data."""

    upload_id: str
    key: str
    url: str
    fields: dict[str, str]
    content_type: str
    max_bytes: int
    expires_at: datetime

    @classmethod
    def create_from_form(cls, form: UploadForm) -> Self:
        return cls(
            upload_id=form.upload.upload_id,
            key=form.upload.key,
            url=form.url,
            fields=form.fields,
            content_type=form.content_type,
            max_bytes=form.max_bytes,
            expires_at=form.expires_at,
        )


class UploadView(ApiView):
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
    def create_from_upload(cls, upload: Upload) -> Self:
        return cls.model_validate(upload)

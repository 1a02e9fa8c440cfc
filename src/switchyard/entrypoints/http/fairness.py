"""/fairness"""

from typing import Annotated, Self

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, ConfigDict, Field

from switchyard.domain.fairness import FairnessFigures
from switchyard.domain.viewer import Viewer
from switchyard.entrypoints.http.dependencies import ApiServices, InjectedServices, SignedInViewer
from switchyard.entrypoints.http.problems import document_problems
from switchyard.entrypoints.http.views import ApiView
from switchyard.usecases.queries.fairness import FairnessReport
from switchyard.usecases.queries.fairness_csv import write_csv
from switchyard.usecases.queries.fairness_report import DepartmentFigures, PersonFigures

routes = APIRouter(tags=["people"])
PROBLEM_RESPONSES = document_problems("forbidden", "invalid")
Month = Annotated[str, Field(max_length=7, examples=["2026-11"])]


class FairnessQuery(BaseModel):
    """Months are whole ones in UTC, at most 13; without one it is this month."""

    model_config = ConfigDict(extra="forbid")

    department: str = Field("", max_length=64, description="Without: all that you lead")
    first_month: Month = Field("", alias="from")
    last_month: Month = Field("", alias="to")

    def build_report(self, services: ApiServices, viewer: Viewer) -> FairnessReport:
        return services.fairness.build_report(
            viewer, self.department, self.first_month, self.last_month
        )


class FairnessFiguresView(ApiView):
    """`effort` is in points, the counts are tickets, the shares are of `tickets`."""

    tickets: int
    effort: int
    urgent_share: float
    out_of_hours_share: float
    declined: int
    timed_out: int
    handed_over: int

    @classmethod
    def create_from_figures(cls, figures: FairnessFigures) -> Self:
        return cls.model_validate(figures)


class PersonFiguresView(FairnessFiguresView):
    employee_id: str
    name: str
    capacity: int
    effort_per_capacity: float

    @classmethod
    def create_from_person(cls, person: PersonFigures) -> Self:
        return cls(
            **FairnessFiguresView.create_from_figures(person.figures).model_dump(),
            **person.model_dump(exclude={"figures"}),
        )


class DepartmentFiguresView(ApiView):
    """`gini` (0 where all carry the same) and `largest_gap` are of effort per capacity."""

    department: str
    people: int = Field(description="Those who compare with each other")
    figures: FairnessFiguresView | None
    gini: float | None
    largest_gap: float | None
    withheld: str = Field(description="Why there are no figures; empty where there are")
    persons: list[PersonFiguresView]

    @classmethod
    def create_from_department(cls, department_figures: DepartmentFigures) -> Self:
        return cls(
            **department_figures.model_dump(exclude={"figures", "persons"}),
            figures=department_figures.figures
            and FairnessFiguresView.create_from_figures(department_figures.figures),
            persons=[
                PersonFiguresView.create_from_person(person_figures)
                for person_figures in department_figures.persons
            ],
        )


class FairnessView(ApiView):
    persons: bool = Field(description="Whether this desk shows figures of single persons")
    items: list[DepartmentFiguresView]


@routes.get("/fairness", summary="Read the fairness report", responses=PROBLEM_RESPONSES)
async def read_fairness(
    query: Annotated[FairnessQuery, Query()], services: InjectedServices, viewer: SignedInViewer
) -> FairnessView:
    """For leads of the department, and admins. Single persons are shown only where the desk file
    says so; without that, nothing is shown of fewer than 5 people either.
    """
    report = query.build_report(services, viewer)
    items = [
        DepartmentFiguresView.create_from_department(department_figures)
        for department_figures in report.departments
    ]
    return FairnessView(persons=report.persons, items=items)


@routes.get(
    "/fairness.csv",
    summary="Export the fairness report as CSV",
    response_class=Response,
    responses={
        200: {
            "description": "A row for each department, and for each person that is shown",
            "content": {"text/csv": {"schema": {"type": "string"}}},
        },
        **PROBLEM_RESPONSES,
    },
)
async def export_fairness_table(
    query: Annotated[FairnessQuery, Query()], services: InjectedServices, viewer: SignedInViewer
) -> Response:
    """For a spreadsheet: no cell starts like a formula."""
    return Response(
        write_csv(query.build_report(services, viewer)),
        media_type="text/csv",
        headers={"content-disposition": 'attachment; filename="fairness.csv"'},
    )

"""/fairness"""

from typing import Annotated, Self

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, ConfigDict, Field

from switchyard.domain.fairness import Figures
from switchyard.domain.viewer import Viewer
from switchyard.entrypoints.http.dependencies import Services, ServicesOf, ViewerOf
from switchyard.entrypoints.http.problems import documented
from switchyard.entrypoints.http.views import View
from switchyard.usecases.queries.fairness import Report
from switchyard.usecases.queries.fairness_csv import sheet
from switchyard.usecases.queries.fairness_report import DepartmentFigures, PersonFigures

routes = APIRouter(tags=["people"])
RESPONSES = documented("forbidden", "invalid")
Month = Annotated[str, Field(max_length=7, examples=["2026-11"])]


class Asked(BaseModel):
    """Months are whole ones in UTC, at most 13; without one it is this month."""

    model_config = ConfigDict(extra="forbid")

    department: str = Field("", max_length=64, description="Without: all that you lead")
    first: Month = Field("", alias="from")
    last: Month = Field("", alias="to")

    def report(self, services: Services, viewer: Viewer) -> Report:
        return services.fairness.report(viewer, self.department, self.first, self.last)


class FiguresView(View):
    """`effort` is in points, the counts are tickets, the shares are of `tickets`."""

    tickets: int
    effort: int
    urgent_share: float
    out_of_hours_share: float
    declined: int
    timed_out: int
    handed_over: int

    @classmethod
    def of(cls, figures: Figures) -> Self:
        return cls.model_validate(figures)


class PersonFiguresView(FiguresView):
    employee_id: str
    name: str
    capacity: int
    effort_per_capacity: float

    @classmethod
    def of_person(cls, person: PersonFigures) -> Self:
        return cls(
            **FiguresView.of(person.figures).model_dump(),
            **person.model_dump(exclude={"figures"}),
        )


class DepartmentFiguresView(View):
    """`gini` (0 where all carry the same) and `largest_gap` are of effort per capacity."""

    department: str
    people: int = Field(description="Those who compare with each other")
    figures: FiguresView | None
    gini: float | None
    largest_gap: float | None
    withheld: str = Field(description="Why there are no figures; empty where there are")
    persons: list[PersonFiguresView]

    @classmethod
    def of(cls, found: DepartmentFigures) -> Self:
        return cls(
            **found.model_dump(exclude={"figures", "persons"}),
            figures=found.figures and FiguresView.of(found.figures),
            persons=[PersonFiguresView.of_person(one) for one in found.persons],
        )


class FairnessView(View):
    persons: bool = Field(description="Whether this desk shows figures of single persons")
    items: list[DepartmentFiguresView]


@routes.get("/fairness", summary="Ask how evenly work is shared out", responses=RESPONSES)
async def fairness(
    asked: Annotated[Asked, Query()], services: ServicesOf, viewer: ViewerOf
) -> FairnessView:
    """For leads of the department, and admins. Single persons are shown only where the desk file
    says so; without that, nothing is shown of fewer than 5 people either.
    """
    report = asked.report(services, viewer)
    items = [DepartmentFiguresView.of(one) for one in report.departments]
    return FairnessView(persons=report.persons, items=items)


@routes.get(
    "/fairness.csv",
    summary="Ask for the same as a table",
    response_class=Response,
    responses={
        200: {
            "description": "A row for each department, and for each person that is shown",
            "content": {"text/csv": {"schema": {"type": "string"}}},
        },
        **RESPONSES,
    },
)
async def fairness_table(
    asked: Annotated[Asked, Query()], services: ServicesOf, viewer: ViewerOf
) -> Response:
    """For a spreadsheet: no cell starts like a formula."""
    return Response(
        sheet(asked.report(services, viewer)),
        media_type="text/csv",
        headers={"content-disposition": 'attachment; filename="fairness.csv"'},
    )

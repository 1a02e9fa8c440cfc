"""What became of a file, for whoever dropped it."""

import json
from collections.abc import Iterable

from switchyard.domain.errors import InputProblem
from switchyard.domain.upload import RowProblem, Upload

REPORT_CONTENT_TYPE = "application/json"


def build_report_key(upload: Upload) -> str:
    """Beside the input: reports/<the file's key>.json."""
    return f"reports/{upload.key}.json"


def build_report(upload: Upload, problems: Iterable[RowProblem]) -> bytes:
    content = {
        **upload.model_dump(
            mode="json", include={"upload_id", "kind", "key", "state", "accepted", "refused"}
        ),
        "problems": [problem.model_dump() for problem in problems],
    }
    return json.dumps(content, indent=2, ensure_ascii=False).encode()


def build_row_problems(problems: Iterable[InputProblem]) -> tuple[RowProblem, ...]:
    """In the order of the file."""
    row_problems = (
        RowProblem(row=problem.row, column=problem.field, reason=_describe_problem(problem))
        for problem in problems
    )
    return tuple(sorted(row_problems, key=lambda problem: problem.row))


def _describe_problem(problem: InputProblem) -> str:
    return f"{problem.reason} (character {problem.column})" if problem.column else problem.reason

"""What became of a file, for whoever dropped it."""

import json
from collections.abc import Iterable

from switchyard.domain.errors import Problem
from switchyard.domain.upload import RowProblem, Upload

REPORT_TYPE = "application/json"


def report_key(upload: Upload) -> str:
    """Beside the input: reports/<the file's key>.json."""
    return f"reports/{upload.key}.json"


def report(upload: Upload, problems: Iterable[RowProblem]) -> bytes:
    content = {
        **upload.model_dump(
            mode="json", include={"upload_id", "kind", "key", "state", "accepted", "refused"}
        ),
        "problems": [problem.model_dump() for problem in problems],
    }
    return json.dumps(content, indent=2, ensure_ascii=False).encode()


def row_problems(problems: Iterable[Problem]) -> tuple[RowProblem, ...]:
    """In the order of the file."""
    found = (RowProblem(row=one.row, column=one.field, reason=_reason(one)) for one in problems)
    return tuple(sorted(found, key=lambda problem: problem.row))


def _reason(problem: Problem) -> str:
    return f"{problem.reason} (character {problem.column})" if problem.column else problem.reason

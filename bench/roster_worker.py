"""One process that takes in two generated rosters, as a worker of `ingest` would.

Prints rows a second of the bare embedding of profiles, and of the whole way in of ROWS rows, from
the drop to the report. Then it splits a file of MANY_ROWS rows, and reads every eighth chunk of
it: on Lambda, four workers at least share them. `megabytes` is the most memory it ever held.
"""

import csv
import io
import json
import resource
import sys
from time import perf_counter

from bench.embedding import measure_rate
from bench.generated_roster import make_roster
from local.paths import REPOSITORY
from switchyard import bootstrap
from switchyard.domain.employee import Employee
from switchyard.domain.upload import UploadState
from switchyard.ml.embedding.minilm import MiniLmEmbedder
from switchyard.usecases.intake.s3_notification import FileDrop
from switchyard.usecases.people.profile import build_profile_text

ROWS, MANY_ROWS, SAMPLE_INTERVAL = 2_000, 20_000, 8
SAMPLE = 250
DESK = REPOSITORY / "examples" / "bank" / "desk.yaml"
DROPPED_AT = "2026-01-01T00:00:00.000000+00:00"
KILOBYTES_A_UNIT = 1 if sys.platform == "linux" else 1 / 1024


def main() -> None:
    _time_intake("desk/desk.yaml", DESK.read_bytes())
    departments = list(
        bootstrap.make_file_intake().desks.load_current_desk().desk.departments_by_id
    )
    content = make_roster(ROWS, departments)
    before = measure_rate(MiniLmEmbedder(), _make_profiles(content))
    seconds = _time_intake("roster/some.csv", content)
    after = measure_rate(MiniLmEmbedder(), _make_profiles(content))
    _read_some("roster/many.csv", make_roster(MANY_ROWS, departments))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * KILOBYTES_A_UNIT / 1024
    figures = {
        "embedding": (before + after) / 2,
        "ingest": ROWS / seconds,
        "megabytes": peak,
    }
    print(json.dumps({name: round(value, 2) for name, value in figures.items()}))


def _time_intake(key: str, content: bytes) -> float:
    """Seconds from the drop to the report. Raises RuntimeError where a row is refused."""
    service = bootstrap.make_file_intake()
    service.files.write_file(key, content, "text/plain")
    start = perf_counter()
    upload = service.receive_file(_make_drop(key))
    for number in range(1, upload.chunks + 1):
        service.read_chunk(upload.upload_id, number)
    ended = service.finish_upload(upload.upload_id)
    if ended.state is not UploadState.DONE or ended.refused:
        raise RuntimeError(f"{key}: {ended.state}, {ended.refused} refused: {ended.problems[:3]}")
    return perf_counter() - start


def _read_some(key: str, content: bytes) -> None:
    service = bootstrap.make_file_intake()
    service.files.write_file(key, content, "text/plain")
    upload = service.receive_file(_make_drop(key))
    for number in range(1, upload.chunks + 1, SAMPLE_INTERVAL):
        service.read_chunk(upload.upload_id, number)


def _make_drop(key: str) -> FileDrop:
    return FileDrop(key, "", f"{DROPPED_AT}#{key}", key)


def _make_profiles(content: bytes) -> list[str]:
    rows = list(csv.DictReader(io.StringIO(content.decode())))[:SAMPLE]
    return [
        build_profile_text(
            Employee(
                employee_id=row["employee_id"],
                name=row["name"],
                email=row["email"],
                departments=(row["departments"],),
                title=row["title"],
                profile=row["profile"],
                skills={skill.partition(":")[0]: 1 for skill in row["skills"].split(";")},
                capacity=1,
            )
        )
        for row in rows
    ]


if __name__ == "__main__":
    main()

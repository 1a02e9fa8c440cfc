"""How fast a roster comes in against the bare embedding of its profiles, and how much memory a
long one takes. Tables and bucket are the emulator's; the code is the one that Lambda runs.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from bench.built import build_assembly
from evaluation.report.figures import Figure, check_at_least, check_at_most, print_figures
from local.aws import LocalAws
from local.emulator import run_emulator
from local.tables import create_tables

BUCKET_NAME = "roster-bench"
MAX_MEGABYTES = 512


def measure() -> Iterator[Figure]:
    """The worker is a process of its own: what it takes at its peak is what Lambda would bill."""
    with run_emulator() as aws:
        measured = _run_worker(_prepare_environment(aws, build_assembly()))
    embedding, ingest = measured["embedding"], measured["ingest"]
    yield Figure("roster.embedding", embedding, "rows/s")
    yield Figure("roster.ingest", ingest, "rows/s")
    yield check_at_least("roster.ingest_over_embedding", ingest / embedding, 0.6, "ratio")
    yield check_at_most("roster.memory_20000_rows", measured["megabytes"], MAX_MEGABYTES, "MB")


def _prepare_environment(aws: LocalAws, templates: Path) -> dict[str, str]:
    """Tables and bucket, and the environment in which ingest finds them."""
    template = json.loads((templates / "Switchyard.template.json").read_text())
    tables = create_tables(aws.client("dynamodb"), template, lambda name: name)
    aws.client("s3").create_bucket(Bucket=BUCKET_NAME)
    return aws.build_environment() | {
        "SWITCHYARD_DESK_TABLE": tables["DeskTable"],
        "SWITCHYARD_CONTENT_TABLE": tables["ContentTable"],
        "SWITCHYARD_OPS_TABLE": tables["OpsTable"],
        "SWITCHYARD_BUCKET": BUCKET_NAME,
        "SWITCHYARD_EVENT_BUS": "none",
    }


def _run_worker(environment: dict[str, str]) -> dict[str, float]:
    command = [sys.executable, "-m", "bench.roster_worker"]
    done = subprocess.run(
        command, env=os.environ | environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise RuntimeError(done.stderr)
    measured: dict[str, float] = json.loads(done.stdout)
    return measured


if __name__ == "__main__":
    print_figures(measure())

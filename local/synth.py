"""Writes the templates, unless nothing they are made of has changed."""

import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from local.paths import REPOSITORY

BUILD = REPOSITORY / ".build"
RECORD = "inputs.sha256"
CODE = ("infra_cdk", "functions")
FILES = (
    "cdk.json",
    "layers/functions.json",
    "requirements/dev.txt",
    # The version that the template shows.
    "src/switchyard/__init__.py",
)
LEFT_BEHIND = ("__pycache__",)


class SynthesisFailed(RuntimeError):
    """The CDK app did not come to its end; the message is what it said."""


def synthesize(
    target: str,
    out_dir: Path,
    *,
    stage: str = "local",
    search: str = "exact",
    language_model: str = "none",
) -> Path:
    """Write the cloud assembly to `out_dir`, a folder of its own, and return it.

    `target` says whose layers it takes (`host`, `lambda`), and `search="opensearch"` adds that
    stack. Whoever asks at the same time waits, and finds it written. Raises SynthesisFailed,
    which says how to build the layers where they are missing.
    """
    context = {
        "target": target,
        "stage": stage,
        "search": search,
        "language_model": language_model,
    }
    out_dir.parent.mkdir(parents=True, exist_ok=True)
    with out_dir.with_name(f"{out_dir.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        inputs = _compute_fingerprint(context)
        record = out_dir / RECORD
        if not (record.exists() and record.read_text() == inputs):
            shutil.rmtree(out_dir, ignore_errors=True)
            _run_synthesis(context, out_dir)
            record.write_text(inputs)
    return out_dir


def _run_synthesis(context: dict[str, str], out_dir: Path) -> None:
    environment = os.environ | {
        "CDK_OUTDIR": str(out_dir),
        "CDK_CONTEXT_JSON": json.dumps(context),
    }
    done = subprocess.run(
        [sys.executable, "-m", "infra_cdk.app"],
        cwd=REPOSITORY,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise SynthesisFailed(done.stdout + done.stderr)


def _compute_fingerprint(context: dict[str, str]) -> str:
    digest = hashlib.sha256(json.dumps(context, sort_keys=True).encode())
    for path in _list_inputs(context["target"]):
        digest.update(f"{path.relative_to(REPOSITORY)}\0".encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _list_inputs(target: str) -> Iterator[Path]:
    for folder in CODE:
        for path in sorted((REPOSITORY / folder).rglob("*")):
            if path.is_file() and path.parent.name not in LEFT_BEHIND:
                yield path
    yield from (REPOSITORY / file for file in FILES)
    yield from sorted((BUILD / "layers" / target).glob("*.zip"))

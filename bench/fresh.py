"""How long something takes in a fresh process that finds its code in built layers only."""

import compileall
import py_compile
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from zipfile import ZipFile

from layers.recipe import OUTPUT
from local.paths import REPOSITORY

PROCESS_COUNT = 5
RUNTIME_PACKAGES = ("boto3", "botocore", "s3transfer", "jmespath", "dateutil", "urllib3")


def time_fresh_process(script: str, layers: Sequence[str]) -> float:
    """The median of what `script` prints over new processes.

    `script` finds the layers' folders in `sys.argv[1:]`, and last what Lambda itself brings and the
    repository, for `functions`. The layers must have been built for the host.
    """
    with TemporaryDirectory() as folder:
        paths = [_unpack_layer(name, Path(folder)) for name in layers]
        paths += [_copy_runtime(Path(folder) / "runtime"), str(REPOSITORY)]
        return median(_read_printed(script, paths) for _ in range(PROCESS_COUNT))


def _copy_runtime(folder: Path) -> str:
    """The AWS SDK as Lambda has it: compiled, outside the layers."""
    installed = Path(sysconfig.get_path("purelib"))
    for name in RUNTIME_PACKAGES:
        shutil.copytree(installed / name, folder / name)
    shutil.copy(installed / "six.py", folder)
    compileall.compile_dir(
        folder, quiet=1, invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH
    )
    return str(folder)


def _unpack_layer(layer: str, folder: Path) -> str:
    with ZipFile(OUTPUT / "host" / f"{layer}.zip") as file:
        file.extractall(folder / layer)
    return str(folder / layer / "python")


def _read_printed(script: str, paths: Sequence[str]) -> float:
    python = Path(sys.base_prefix) / "bin/python3.13"
    command = [str(python), "-I", "-S", "-B", "-c", script, *paths]
    return float(subprocess.run(command, capture_output=True, text=True, check=True).stdout)

"""The folder that becomes a layer: installed, pruned, byte-compiled."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from layers.recipe import PLATFORMS, Recipe, is_source
from layers.uv import run_uv

# Tests, stubs, C sources, and what only an installer reads. Licences and metadata stay.
UNUSED = (
    ".lock",
    "bin",
    "**/__pycache__",
    "**/*.dist-info/INSTALLER",
    "**/*.dist-info/RECORD",
    "**/*.dist-info/REQUESTED",
    "**/*.dist-info/sboms",
    "**/tests",
    "**/*.a",
    "**/*.c",
    "**/*.h",
    "**/*.pxd",
    "**/*.pyi",
    "**/*.pyx",
)


def stage_layer(recipe: Recipe, target: str, folder: Path) -> None:
    """Fill `folder` with what the layer holds. Raises BuildFailed."""
    if recipe.requirements:
        _install_requirements(recipe.requirements, target, folder)
    for source in recipe.copies:
        _copy_folder(source, folder)
    _prune_folder(folder, recipe.prunes)
    _compile_folder(folder)


def _install_requirements(requirements: Path, target: str, folder: Path) -> None:
    wanted = PLATFORMS[target]
    platform = ["--python-platform", wanted] if wanted else []
    run_uv(
        "pip", "install", "--target", str(folder), "--no-deps", "--require-hashes",
        "--only-binary", ":all:", "--python-version", "3.13", *platform, "-r", str(requirements),
    )  # fmt: skip


def _copy_folder(source: Path, folder: Path) -> None:
    for path in filter(is_source, source.rglob("*")):
        copy = folder / path.relative_to(source)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, copy)


def _prune_folder(folder: Path, prunes: tuple[str, ...]) -> None:
    for pattern in (*UNUSED, *prunes):
        for path in list(folder.glob(pattern)):
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink()


def _compile_folder(folder: Path) -> None:
    """A layer is read-only: what is not compiled now is compiled at every cold start.

    A process of its own with a fixed hash seed gives the same bytes every time; unchecked-hash
    keeps Python from looking at source times, which a zip does not keep exactly.
    """
    command = [sys.executable, "-m", "compileall", "-q", "--invalidation-mode", "unchecked-hash"]
    environment = os.environ | {"PYTHONHASHSEED": "0"}
    subprocess.run([*command, "-s", str(folder), str(folder)], check=True, env=environment)

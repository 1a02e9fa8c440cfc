"""What a layer is made of, and the fingerprint that says whether it must be made again."""

import hashlib
import sys
import sysconfig
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

LAYERS = Path("layers")
OUTPUT = Path(".build/layers")
PLATFORMS = {"lambda": "x86_64-manylinux_2_28", "host": None}
"""uv's name of each target; None is the platform that the build runs on."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """One folder of layers/: pinned packages, folders of our own, and what to leave out."""

    name: str
    requirements: Path | None
    copies: tuple[Path, ...]
    prunes: tuple[str, ...]


def read_recipes() -> list[Recipe]:
    """Every layer, by name: the folders of layers/ that hold a layer.toml."""
    return [_read_recipe(path) for path in sorted(LAYERS.glob("*/layer.toml"))]


def compute_fingerprint(recipe: Recipe, target: str) -> str:
    """A sha256 over everything that decides the layer's bytes."""
    builder = f"{target} {sysconfig.get_platform()} {sys.version}"
    digest = hashlib.sha256(builder.encode())
    for path in _list_inputs(recipe):
        digest.update(str(path).encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def _read_recipe(path: Path) -> Recipe:
    settings = tomllib.loads(path.read_text())
    requirements = path.with_name("requirements.txt")
    return Recipe(
        name=path.parent.name,
        requirements=requirements if requirements.exists() else None,
        copies=tuple(Path(folder) for folder in settings.get("copy", [])),
        prunes=tuple(settings.get("prune", [])),
    )


def _list_inputs(recipe: Recipe) -> Iterator[Path]:
    yield from sorted(LAYERS.glob("*.py"))
    yield LAYERS / recipe.name / "layer.toml"
    if recipe.requirements:
        yield recipe.requirements
    for folder in recipe.copies:
        yield from sorted(path for path in folder.rglob("*") if is_source(path))


def is_source(path: Path) -> bool:
    """A file that belongs in a layer, not one that Python or a tool left behind."""
    return path.is_file() and "__pycache__" not in path.parts

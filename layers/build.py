"""Build the layers: ``.build/layers/<target>/<name>.zip``.

    python -m layers.build --target host      for the local run, on this machine's platform
    python -m layers.build --target lambda    for AWS: x86_64, Amazon Linux 2023

The model is built first. What has not changed since is left as it is.
"""

import argparse
import sys
import tempfile
from pathlib import Path

from layers.embedding.build_model import build_model_package
from layers.recipe import OUTPUT, PLATFORMS, Recipe, compute_fingerprint, read_recipes
from layers.staging import stage_layer
from layers.zipping import zip_folder


def main() -> None:
    """Build everything for the target that the command line names."""
    if sys.version_info[:2] != (3, 13):
        raise SystemExit("layers are compiled by Python 3.13: run this with .venv/bin/python")
    parser = argparse.ArgumentParser(description="Build the layers.")
    parser.add_argument("--target", choices=sorted(PLATFORMS), required=True)
    build_all(parser.parse_args().target)


def build_all(target: str) -> Path:
    """Build the model and every layer, saying so; return the folder of the zips."""
    print(f"model: {build_model_package()}", flush=True)
    for recipe in read_recipes():
        print(f"layer {recipe.name}: {build_layer(recipe, target, OUTPUT)}", flush=True)
    return OUTPUT / target


def build_layer(recipe: Recipe, target: str, output: Path) -> str:
    """Build one layer if its inputs changed; say in words what was done. Raises BuildFailed."""
    archive = output / target / f"{recipe.name}.zip"
    record = archive.with_suffix(".inputs")
    inputs = compute_fingerprint(recipe, target)
    if archive.exists() and record.exists() and record.read_text() == inputs:
        return "up to date"
    archive.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        stage_layer(recipe, target, Path(folder))
        zip_folder(Path(folder), archive)
    record.write_text(inputs)
    return f"built, {archive.stat().st_size / 1e6:.1f} MB"


if __name__ == "__main__":
    main()

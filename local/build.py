"""Everything that a deploy or a test needs from a build: model, host layers, template."""

from pathlib import Path

from rich.console import Console

from layers.build import build_all
from local.paths import REPOSITORY
from local.synth import synthesize

ASSEMBLY = REPOSITORY / ".build" / "cdk.out"


def build_everything(console: Console) -> Path:
    """Builds what changed since the last time, saying so; the folder of the cloud assembly."""
    build_all("host")
    with console.status("synthesizing the template"):
        return synthesize("host", ASSEMBLY)


if __name__ == "__main__":
    build_everything(Console())

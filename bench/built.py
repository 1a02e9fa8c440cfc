"""What the benches run on, built where it changed."""

import sys
from contextlib import redirect_stdout
from pathlib import Path

from rich.console import Console

from local.build import build_everything


def build_assembly() -> Path:
    """The cloud assembly, with the layers of this machine; said on stderr, where no figures are."""
    with redirect_stdout(sys.stderr):
        return build_everything(Console(stderr=True, quiet=True))

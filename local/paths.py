"""Where the tools of this checkout live."""

from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[1]
TOOLS = REPOSITORY / ".tools"


def find_tool_python(name: str) -> Path:
    """The Python interpreter of a tool's own environment; FileNotFoundError when not set up."""
    python = TOOLS / name / "bin" / "python"
    if not python.exists():
        raise FileNotFoundError(f"{python} is missing; `make .tools/{name}/.ready` brings it.")
    return python

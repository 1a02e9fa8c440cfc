"""The version stands in pyproject.toml, and everything that shows a version shows that one."""

import tomllib
from pathlib import Path
from typing import cast

from switchyard import __version__
from switchyard.entrypoints.http.app import create_app
from switchyard.entrypoints.http.dependencies import ApiServices
from switchyard.entrypoints.http.health import HealthView

REPOSITORY = Path(__file__).parents[3]


def test_the_package_has_the_version_of_the_project() -> None:
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text())["project"]
    assert __version__ == project["version"]


def test_the_openapi_document_shows_the_version() -> None:
    app = create_app(cast("ApiServices", None))
    assert app.openapi()["info"]["version"] == __version__


def test_health_shows_the_version() -> None:
    assert HealthView.model_fields["version"].default == __version__


def test_the_changelog_names_the_version() -> None:
    assert f"[{__version__}]" in (REPOSITORY / "CHANGELOG.md").read_text()

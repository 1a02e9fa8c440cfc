"""What every test may ask for; the fixtures themselves are in tests/fixtures.

Fixtures that start something are loaded only if a test outside tests/unit is asked for.
"""

from pathlib import Path

import pytest
from hypothesis import settings

# How long an example takes says how busy the machine is; tests have a time of their own.
settings.register_profile("any machine", deadline=None)
settings.load_profile("any machine")

pytest_plugins = ["tests.fixtures.scheduling", "tests.fixtures.no_real_aws"]

STARTING_FIXTURES = (
    "tests.fixtures.sharing",
    "tests.fixtures.aws",
    "tests.fixtures.browser",
    "tests.fixtures.language_model",
    "tests.fixtures.opensearch",
    "tests.fixtures.tables",
    "tests.fixtures.stores",
    "tests.fixtures.template",
    "tests.fixtures.way",
    "tests.fixtures.workshop",
)
UNIT = Path(__file__).parent / "unit"


def pytest_configure(config: pytest.Config) -> None:
    """Loads what starts something. A run of unit tests goes without, and begins at once."""
    start = config.invocation_params.dir
    paths = [start / argument.partition("::")[0] for argument in config.args]
    if all(path.resolve().is_relative_to(UNIT) for path in paths):
        return
    for module in STARTING_FIXTURES:
        config.pluginmanager.import_plugin(module)

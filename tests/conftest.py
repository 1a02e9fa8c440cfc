"""What every test may ask for; the fixtures themselves are in tests/fixtures."""

from hypothesis import settings

# How long an example takes says how busy the machine is; tests have a time of their own.
settings.register_profile("any machine", deadline=None)
settings.load_profile("any machine")

pytest_plugins = [
    "tests.fixtures.scheduling",
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
]

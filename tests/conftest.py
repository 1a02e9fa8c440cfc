"""What every test may ask for; the fixtures themselves are in tests/fixtures."""

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

"""The template shows the version of the product."""

from switchyard import __version__
from tests.fixtures.template import Template


def test_the_version_is_an_output_of_the_main_stack(template: Template) -> None:
    assert template["Outputs"]["Version"]["Value"] == __version__

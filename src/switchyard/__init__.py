"""Switchyard: sorts support tickets and hands each to the right person."""

__version__ = "0.2.0"
"""The version that the API and the template show; pyproject.toml names the same."""

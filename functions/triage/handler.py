"""Triage nudges from SQS: tickets get a category and a department."""

from switchyard.ml.embedding.loading import start_loading

# The model loads beside the other imports.
start_loading()

from switchyard.entrypoints.triage_nudges import create_triage_handler

# Powertools imports its parsers too where pydantic comes before it; `bootstrap` brings pydantic.
# isort: split
from switchyard import bootstrap

handler = create_triage_handler(bootstrap.make_triage, bootstrap.make_parent_follow)

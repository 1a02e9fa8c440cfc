"""Assignment nudges from SQS: tickets get a person."""

from switchyard.entrypoints.assignment_nudges import create_assignment_handler

# Powertools imports its parsers too where pydantic comes before it; `bootstrap` brings pydantic.
# isort: split
from switchyard import bootstrap

handler = create_assignment_handler(bootstrap.make_assignment, bootstrap.make_handover)

"""Learning nudges from SQS: what people confirmed becomes a classifier and categories."""

from switchyard.entrypoints.learning_nudges import create_learning_handler

# Powertools imports its parsers too where pydantic comes before it; `bootstrap` brings pydantic.
# isort: split
from switchyard import bootstrap

handler = create_learning_handler(
    make_proposal_application=bootstrap.make_proposal_application,
    make_classifier_learning=bootstrap.make_classifier_learning,
    make_drift=bootstrap.make_drift,
    make_proposal_finding=bootstrap.make_proposal_finding,
)

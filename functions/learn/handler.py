"""Learning nudges from SQS: what people confirmed becomes a classifier and categories."""

from switchyard.entrypoints.learning_nudges import create_learning_handler

# Powertools imports its parsers too where pydantic comes before it; `bootstrap` brings pydantic.
# isort: split
from switchyard import bootstrap

handler = create_learning_handler(
    make_settle=bootstrap.settle,
    make_learn=bootstrap.learn,
    make_drift=bootstrap.drift,
    make_propose=bootstrap.propose,
)

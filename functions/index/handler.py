"""Indexing nudges from SQS: what changed in a department goes into the search index."""

from switchyard.entrypoints.index_nudges import create_index_handler

# Powertools imports its parsers too where pydantic comes before it; `bootstrap` brings pydantic.
# isort: split
from switchyard import bootstrap

handler = create_index_handler(bootstrap.make_index)

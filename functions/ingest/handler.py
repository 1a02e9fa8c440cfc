"""Files, submissions and chunks from SQS become uploads, rows and tickets."""

from switchyard.ml.embedding.loading import start_loading

# The model loads beside the other imports.
start_loading()

from switchyard.entrypoints.intake_messages import create_intake_handler

# Powertools imports its parsers too where pydantic comes before it; `bootstrap` brings pydantic.
# isort: split
from switchyard import bootstrap

handler = create_intake_handler(bootstrap.make_file_intake, bootstrap.make_submissions)

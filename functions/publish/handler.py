"""The desk table's stream: what was committed is forwarded as nudges and events."""

from switchyard import bootstrap
from switchyard.entrypoints.table_stream import create_stream_handler

handler = create_stream_handler(bootstrap.make_publish)

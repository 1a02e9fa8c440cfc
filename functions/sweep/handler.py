"""A schedule: every step that got stuck is put back in."""

from switchyard import bootstrap
from switchyard.entrypoints.sweep_schedule import create_sweep_handler

handler = create_sweep_handler(bootstrap.make_sweep)

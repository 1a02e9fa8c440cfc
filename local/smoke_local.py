"""`make smoke-local`: the local stack up, one ticket through each channel to its end, and down."""

import sys

from rich.console import Console

from local.paths import REPOSITORY
from local.process import ServiceError
from local.run import prepare_tour, run_stack
from local.smoke import SmokeFailed, send_smoke_tickets
from local.stacks import DeploymentError
from local.tour.people import sign_in_everybody
from local.tour.story import TourFailed

DESK = REPOSITORY / "examples" / "bank"


def main() -> None:
    """Exits 0 only if the tickets of all channels reached their end."""
    console = Console()
    try:
        with run_stack(console, "exact") as deployment:
            people = sign_in_everybody(deployment, DESK)
            prepare_tour(console, people, DESK, "exact").load_desk()
            for line in send_smoke_tickets(deployment):
                console.print(line)
    except (ServiceError, DeploymentError, TourFailed, SmokeFailed) as error:
        console.print(f"[red]{type(error).__name__}[/red]: {error}")
        sys.exit(1)


if __name__ == "__main__":
    main()

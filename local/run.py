"""`make run`: the whole of Switchyard on this machine, with a tour, until Ctrl-C."""

import argparse
import secrets
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console

from local.aws import LocalAws, find_user_aws
from local.build import build_everything
from local.channels import Channels
from local.deployment import Deployment
from local.emulator import run_emulator
from local.mailbox import Mailbox
from local.opensearch import run_opensearch
from local.opensearch_install import OpenSearchUnavailable
from local.paths import REPOSITORY
from local.process import ServiceError
from local.running import delete_sign_ins, write_sign_ins
from local.stack import Search, deploy_locally
from local.stacks import DeploymentError
from local.tour.ending import print_channels, print_explanation, print_totals
from local.tour.follow import TicketFollower
from local.tour.people import SignIns, sign_in_everybody
from local.tour.picture import save_picture
from local.tour.rows import Row
from local.tour.samples import read_samples
from local.tour.story import Tour, TourFailed
from local.tour.table import print_heading

LOGS = REPOSITORY / ".local" / "logs"


def main() -> None:
    """Exits 0 only if every ticket reached its end and every mail due was read back."""
    arguments = _read_arguments()
    console = Console()
    try:
        with run_stack(console, arguments.search) as deployment:
            people = sign_in_everybody(deployment, Path(arguments.desk))
            tour = prepare_tour(console, people, Path(arguments.desk), arguments.search)
            before, twin = _take_tour(tour)
            if arguments.picture:
                save_picture(tour, before, twin, Path(arguments.picture))
            if not arguments.once:
                print_channels(console, people)
                _stay_up(tour, people)
    except KeyboardInterrupt:
        console.print("\nstopped; nothing is left running")
    except (ServiceError, DeploymentError, OpenSearchUnavailable, TourFailed) as error:
        console.print(f"[red]{type(error).__name__}[/red]: {error}")
        sys.exit(1)


def _read_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--once", action="store_true", help="end after the tour")
    parser.add_argument("--desk", default=str(REPOSITORY / "examples" / "bank"))
    parser.add_argument("--search", choices=["exact", "opensearch"], default="exact")
    parser.add_argument("--picture", help="where to save a picture of the tour (SVG)")
    return parser.parse_args()


@contextmanager
def run_stack(console: Console, search: Search) -> Iterator[Deployment]:
    """Builds the product and keeps it deployed on the emulator for as long as the block runs."""
    started = time.monotonic()
    assembly = build_everything(console)
    if search == "opensearch":
        console.print("starting OpenSearch (the first time it is downloaded, about 170 MB)")
    node = run_opensearch() if search == "opensearch" else nullcontext("")
    with node as opensearch_url, _find_or_run_aws(console) as aws:
        with console.status("deploying the template"):
            deployment = deploy_locally(aws, assembly, search=search, opensearch_url=opensearch_url)
        console.print(f"deployed, {time.monotonic() - started:.0f} s after the start")
        yield deployment


@contextmanager
def _find_or_run_aws(console: Console) -> Iterator[LocalAws]:
    if running := find_user_aws():
        yield running
        return
    LOGS.mkdir(parents=True, exist_ok=True)
    log = LOGS / f"emulator-{datetime.now(UTC):%Y%m%d-%H%M%S}.log"
    console.print(f"log of the functions: {log.relative_to(REPOSITORY)}")
    with run_emulator(secure=True, log=log) as aws:
        yield aws


def prepare_tour(console: Console, people: SignIns, folder: Path, search: Search) -> Tour:
    """Gives the tour of a desk folder, with its administrator signed in."""
    deployment = people.deployment
    assert isinstance(deployment.session, LocalAws)
    admin = deployment.open_http(people.get_token("admin"))
    follower = TicketFollower(
        api=admin,
        mailbox=Mailbox(deployment.session),
        since=datetime.now(UTC).isoformat(),
    )
    channels = Channels(deployment, admin, source="tour")
    run = f"{datetime.now(UTC):%H%M%S}{secrets.token_hex(2)}"
    return Tour(console, folder, channels, follower, run, own_index=search == "opensearch")


def _take_tour(tour: Tour) -> tuple[Row, Row]:
    tour.load_desk()
    samples = read_samples(tour.folder, tour.run)
    tour.console.print(f"\nsending {len(samples)} tickets through three channels\n")
    print_heading(tour.console)
    tour.send_samples(samples)
    tour.watch_tickets(len(samples))
    print_totals(tour)
    before, twin = tour.correct_ticket()
    print_explanation(tour.console, before, twin)
    return before, twin


def _stay_up(tour: Tour, people: SignIns) -> None:
    """Shows what a visitor sends, until Ctrl-C."""
    write_sign_ins(people)
    try:
        tour.show_arrivals_forever()
    finally:
        delete_sign_ins()


if __name__ == "__main__":
    main()

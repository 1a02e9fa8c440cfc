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

from local.aws import LocalAws, user_aws
from local.build import build
from local.deployment import Deployment
from local.doors import Doors
from local.emulator import emulator
from local.mailbox import Mailbox
from local.opensearch import opensearch
from local.opensearch_install import OpenSearchUnavailable
from local.paths import REPOSITORY
from local.process import ServiceError
from local.running import forget, remember
from local.stack import Search, deploy_locally
from local.stacks import DeploymentError
from local.tour.ending import print_doors, print_explanation, print_totals
from local.tour.follow import Follower
from local.tour.people import SignIns, sign_in_everybody
from local.tour.picture import save_picture
from local.tour.rows import Row
from local.tour.samples import read_samples
from local.tour.story import Tour, TourFailed
from local.tour.table import print_heading

LOGS = REPOSITORY / ".local" / "logs"


def main() -> None:
    """Exits 0 only if every ticket reached its end and every mail due was read back."""
    arguments = _arguments()
    console = Console()
    try:
        with _desk_stack(console, arguments.search) as deployment:
            people = sign_in_everybody(deployment, Path(arguments.desk))
            tour = _tour(console, people, Path(arguments.desk), arguments.search)
            before, twin = _take(tour)
            if arguments.picture:
                save_picture(tour, before, twin, Path(arguments.picture))
            if not arguments.once:
                print_doors(console, people)
                _stay(tour, people)
    except KeyboardInterrupt:
        console.print("\nstopped; nothing is left running")
    except (ServiceError, DeploymentError, OpenSearchUnavailable, TourFailed) as error:
        console.print(f"[red]{type(error).__name__}[/red]: {error}")
        sys.exit(1)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--once", action="store_true", help="end after the tour")
    parser.add_argument("--desk", default=str(REPOSITORY / "examples" / "bank"))
    parser.add_argument("--search", choices=["exact", "opensearch"], default="exact")
    parser.add_argument("--picture", help="where to save a picture of the tour (SVG)")
    return parser.parse_args()


@contextmanager
def _desk_stack(console: Console, search: Search) -> Iterator[Deployment]:
    started = time.monotonic()
    assembly = build(console)
    if search == "opensearch":
        console.print("starting OpenSearch (the first time it is downloaded, about 170 MB)")
    node = opensearch() if search == "opensearch" else nullcontext("")
    with node as opensearch_url, _aws(console) as aws:
        with console.status("deploying the template"):
            deployment = deploy_locally(aws, assembly, search=search, opensearch_url=opensearch_url)
        console.print(f"deployed, {time.monotonic() - started:.0f} s after the start")
        yield deployment


@contextmanager
def _aws(console: Console) -> Iterator[LocalAws]:
    if running := user_aws():
        yield running
        return
    LOGS.mkdir(parents=True, exist_ok=True)
    log = LOGS / f"emulator-{datetime.now(UTC):%Y%m%d-%H%M%S}.log"
    console.print(f"log of the functions: {log.relative_to(REPOSITORY)}")
    with emulator(secure=True, log=log) as aws:
        yield aws


def _tour(console: Console, people: SignIns, folder: Path, search: Search) -> Tour:
    deployment = people.deployment
    assert isinstance(deployment.session, LocalAws)
    admin = deployment.http(people.token("admin"))
    follower = Follower(
        api=admin,
        mailbox=Mailbox(deployment.session),
        since=datetime.now(UTC).isoformat(),
    )
    doors = Doors(deployment, admin, producer="tour")
    run = f"{datetime.now(UTC):%H%M%S}{secrets.token_hex(2)}"
    return Tour(console, folder, doors, follower, run, own_index=search == "opensearch")


def _take(tour: Tour) -> tuple[Row, Row]:
    tour.load_desk()
    samples = read_samples(tour.folder, tour.run)
    tour.console.print(f"\nsending {len(samples)} tickets through three doors\n")
    print_heading(tour.console)
    tour.send(samples)
    tour.watch(len(samples))
    print_totals(tour)
    before, twin = tour.correct_one()
    print_explanation(tour.console, before, twin)
    return before, twin


def _stay(tour: Tour, people: SignIns) -> None:
    """Shows what a visitor sends, until Ctrl-C."""
    remember(people)
    try:
        tour.show_arrivals_forever()
    finally:
        forget()


if __name__ == "__main__":
    main()

"""Word of the desk that `make run` keeps up, left for commands in other terminals."""

import json
from dataclasses import asdict
from pathlib import Path

from local.aws import LocalAws
from local.deployment import Deployment
from local.paths import REPOSITORY
from local.tour.people import SignIn, SignIns

RUNNING = REPOSITORY / ".local" / "running.json"


def write_sign_ins(people: SignIns) -> None:
    """Leaves word, readable by its owner only."""
    deployment = people.deployment
    assert isinstance(deployment.session, LocalAws)
    known = {
        "endpoint_url": deployment.session.endpoint_url,
        "ca_bundle": deployment.ca_bundle,
        "api_url": deployment.api_url,
        "outputs": dict(deployment.outputs),
        "users": [asdict(user) for user in people.users],
    }
    RUNNING.parent.mkdir(exist_ok=True)
    RUNNING.unlink(missing_ok=True)
    RUNNING.touch(mode=0o600)
    RUNNING.write_text(json.dumps(known))


def delete_sign_ins() -> None:
    RUNNING.unlink(missing_ok=True)


def read_sign_ins() -> SignIns:
    """The running desk and who can sign in to it. Exits with a clear word where there is none."""
    if not RUNNING.exists():
        raise SystemExit("nothing is running: start `make run` in another terminal first")
    known = json.loads(RUNNING.read_text())
    bundle = known["ca_bundle"]
    aws = LocalAws(known["endpoint_url"], ca_bundle=Path(bundle) if bundle else None)
    deployment = Deployment(aws, known["outputs"], known["api_url"], bundle)
    return SignIns(deployment, tuple(SignIn(**user) for user in known["users"]))

"""Prints the variables with which plain curl reaches the desk that `make run` keeps up.

eval "$(.venv/bin/python -m local.environment)"
"""

import shlex
from collections.abc import Iterator

from local.aws import LocalAws
from local.mailbox import Mailbox
from local.paths import REPOSITORY
from local.running import read_sign_ins
from local.tour.people import SignIns

IT_DESK = REPOSITORY / "examples" / "it"
"""The guide drops a file of it."""


def main() -> None:
    """Needs `make run` in another terminal. A token is good for an hour."""
    for name, value in list_variables(read_sign_ins()):
        print(f"export {name}={shlex.quote(value)}")


def list_variables(people: SignIns) -> Iterator[tuple[str, str]]:
    """Where the channels are, a token for each role, and what AWS tools read."""
    deployment = people.deployment
    aws = deployment.session
    assert isinstance(aws, LocalAws)
    yield "API", deployment.api_url
    yield "BUCKET", f"{aws.endpoint_url}/{deployment.bucket}"
    yield "QUEUE", deployment.submissions_url
    yield "MAILBOX", Mailbox(aws).url
    yield "BUS", deployment.outputs["EventBusName"]
    yield "EXAMPLES", str(IT_DESK)
    for user in people.users:
        yield f"{user.role.upper()}", user.email
        yield f"{user.role.upper()}_TOKEN", people.get_token(user.role)
    if deployment.ca_bundle:
        yield "CURL_CA_BUNDLE", deployment.ca_bundle
    yield from aws.build_environment().items()


if __name__ == "__main__":
    main()

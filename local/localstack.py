"""LocalStack in host mode, with S3 and SQS only: the strictest emulator of these two."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from local.aws import LocalAws
from local.paths import find_tool_python
from local.process import Service, find_free_port, is_answering, run_service

START_SECONDS = 60


@contextmanager
def run_localstack() -> Iterator[LocalAws]:
    """LocalStack on a free port of the loopback interface, for as long as the block.

    Raises ServiceError when it does not start, FileNotFoundError when it is not set up.
    """
    python = find_tool_python("localstack")
    home = Path(tempfile.mkdtemp(prefix="switchyard-localstack-"))
    port = find_free_port()
    variables = {
        "PATH": os.environ.get("PATH", os.defpath),
        "HOME": str(home),
        # It deletes its temporary folder when it ends: each instance gets its own.
        "TMPDIR": str(home),
        "LOCALSTACK_VOLUME_DIR": str(home),
        "CONFIG_DIR": str(home),
        "GATEWAY_LISTEN": f"127.0.0.1:{port}",
        "LOCALSTACK_HOST": f"localhost:{port}",
        # The default server listens on every interface.
        "GATEWAY_SERVER": "hypercorn",
        "SERVICES": "s3,sqs",
        "STRICT_SERVICE_LOADING": "1",
        "DISABLE_EVENTS": "1",
        "SKIP_SSL_CERT_DOWNLOAD": "1",
        "DNS_ADDRESS": "0",
        "DOCKER_BRIDGE_IP": "127.0.0.1",
        "S3_SKIP_SIGNATURE_VALIDATION": "0",
        "SQS_ENDPOINT_STRATEGY": "path",
        "SQS_DISABLE_CLOUDWATCH_METRICS": "1",
        "SQS_DELAY_PURGE_RETRY": "1",
        "SQS_DELAY_RECENTLY_DELETED": "1",
    }
    aws = LocalAws(f"http://127.0.0.1:{port}")
    server = Service(
        name="LocalStack",
        command=[python, "-m", "localstack.runtime.main"],
        environment=variables,
        log=home / "localstack.log",
        ready=lambda: is_answering(f"{aws.endpoint_url}/_localstack/health"),
        start_seconds=START_SECONDS,
        remove=[home],
    )
    with run_service(server):
        yield aws

"""AWS as found at one local endpoint: a boto3 session that can reach nothing else."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import boto3
import botocore.session
from botocore.config import Config

REGION = "us-east-1"
# Emulators take this key as the account's root, which every policy lets through.
ROOT_KEY = "test"

CLIENT_CONFIG = Config(
    connect_timeout=5,
    read_timeout=60,
    retries={"mode": "standard", "total_max_attempts": 3},
    # An address on this machine is never behind a proxy.
    proxies={},
    s3={"addressing_style": "path"},
)


class LocalAws(boto3.Session):
    """A boto3 session whose clients and resources all talk to one endpoint.

    `endpoint_url` is where it answers; `ca_bundle` the certificate file to trust there, None for
    plain HTTP or for one that the system trusts.
    """

    def __init__(
        self,
        endpoint_url: str,
        *,
        ca_bundle: Path | None = None,
        region: str = REGION,
        access_key: str = ROOT_KEY,
        secret_key: str = ROOT_KEY,
        session_token: str | None = None,
    ) -> None:
        core = botocore.session.Session()
        core.set_default_client_config(CLIENT_CONFIG)
        super().__init__(
            aws_access_key_id=access_key,
            aws_secret_access_key=secret_key,
            aws_session_token=session_token,
            region_name=region,
            botocore_session=core,
        )
        self.endpoint_url = endpoint_url.rstrip("/")
        self.ca_bundle = ca_bundle

    if not TYPE_CHECKING:  # boto3's own signatures, one for each service, stay visible.

        def client(self, service_name: str, **options: Any) -> Any:
            return super().client(service_name, **self._build_options(), **options)

        def resource(self, service_name: str, **options: Any) -> Any:
            return super().resource(service_name, **self._build_options(), **options)

    def _build_options(self) -> dict[str, str]:
        here = {"endpoint_url": self.endpoint_url}
        return here | ({"verify": str(self.ca_bundle)} if self.ca_bundle else {})

    def build_environment(self) -> dict[str, str]:
        """The AWS_* variables with which a child process, or plain boto3, lands here too."""
        credentials = self.get_credentials()
        if credentials is None:
            raise ValueError("a local session always has credentials")
        variables = {
            "AWS_ENDPOINT_URL": self.endpoint_url,
            "AWS_DEFAULT_REGION": self.region_name,
            "AWS_REGION": self.region_name,
            "AWS_ACCESS_KEY_ID": credentials.access_key,
            "AWS_SECRET_ACCESS_KEY": credentials.secret_key,
            "AWS_EC2_METADATA_DISABLED": "true",
            "NO_PROXY": "localhost,127.0.0.1",
        }
        if credentials.token:
            variables["AWS_SESSION_TOKEN"] = credentials.token
        if self.ca_bundle:
            variables["AWS_CA_BUNDLE"] = str(self.ca_bundle)
        return variables


def find_user_aws() -> LocalAws | None:
    """The emulator that the user already runs: where AWS_ENDPOINT_URL points; None if unset."""
    endpoint = os.environ.get("AWS_ENDPOINT_URL")
    if not endpoint:
        return None
    bundle = os.environ.get("AWS_CA_BUNDLE")
    return LocalAws(
        endpoint,
        ca_bundle=Path(bundle) if bundle else None,
        region=os.environ.get("AWS_REGION") or os.environ.get("AWS_DEFAULT_REGION") or REGION,
        access_key=os.environ.get("AWS_ACCESS_KEY_ID") or ROOT_KEY,
        secret_key=os.environ.get("AWS_SECRET_ACCESS_KEY") or ROOT_KEY,
        session_token=os.environ.get("AWS_SESSION_TOKEN"),
    )

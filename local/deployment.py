"""One deployed Switchyard, local or on AWS: where its channels are, and how to sign in."""

import ssl
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Self

import boto3
import httpx

from switchyard.usecases.triage.classifier import Classifier

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp import CognitoIdentityProviderClient

API_SECONDS = 30


@dataclass(frozen=True)
class Deployment:
    """`outputs` are the main stack's; `ca_bundle` is the certificate to trust, "" for none."""

    session: boto3.Session
    outputs: Mapping[str, str]
    api_url: str
    ca_bundle: str = ""

    @classmethod
    def find_on_aws(cls, session: boto3.Session, stack_name: str) -> Self:
        """Reads the outputs of a stack that is there."""
        stacks = session.client("cloudformation").describe_stacks(StackName=stack_name)["Stacks"]
        outputs = {
            output["OutputKey"]: output["OutputValue"]
            for output in stacks[0].get("Outputs", [])
            if "OutputKey" in output and "OutputValue" in output
        }
        return cls(session, outputs, outputs["ApiUrl"].rstrip("/"))

    @cached_property
    def bucket(self) -> str:
        return self.outputs["BucketName"]

    @cached_property
    def submissions_url(self) -> str:
        return self.outputs["SubmissionsQueueUrl"]

    @cached_property
    def _cognito(self) -> "CognitoIdentityProviderClient":
        return self.session.client("cognito-idp")

    def read_learnt_until(self) -> int:
        """Up to when the classifier in force knows precedents, in ms since 1970; 0 without a
        classifier.
        """
        answer = self.session.client("dynamodb").get_item(
            TableName=self.outputs["DeskTableName"],
            Key={"pk": {"S": "DESK"}, "sk": {"S": "POINTER"}},
            ConsistentRead=True,
        )
        classifier = answer.get("Item", {}).get("classifier", {}).get("S", "")
        if not classifier:
            return 0
        stored = self.session.client("s3").get_object(
            Bucket=self.bucket, Key=f"classifiers/{classifier}.npz"
        )
        return Classifier.decode_from_bytes(stored["Body"].read()).card.data_until

    def is_quiet(self, queue: str) -> bool:
        """Whether no message of that queue waits or is being worked on."""
        sqs = self.session.client("sqs")
        url = sqs.get_queue_url(QueueName=f"switchyard-{self.outputs['Stage']}-{queue}")["QueueUrl"]
        counts = sqs.get_queue_attributes(
            QueueUrl=url,
            AttributeNames=[
                "ApproximateNumberOfMessages",
                "ApproximateNumberOfMessagesNotVisible",
            ],
        )["Attributes"]
        return all(count == "0" for count in counts.values())

    def open_http(self, token: str = "") -> httpx.Client:
        """A client of the HTTPS channel, signed in with an ID token."""
        verify: ssl.SSLContext | bool = True
        if self.ca_bundle:
            verify = ssl.create_default_context(cafile=self.ca_bundle)
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        return httpx.Client(
            base_url=self.api_url,
            headers=headers,
            verify=verify,
            timeout=API_SECONDS,
            trust_env=False,
        )

    def create_user(self, email: str, group: str, password: str) -> None:
        """A user who can sign in at once; one that is there gets this password and group too."""
        pool = self.outputs["UserPoolId"]
        with suppress(self._cognito.exceptions.UsernameExistsException):
            self._cognito.admin_create_user(
                UserPoolId=pool,
                Username=email,
                MessageAction="SUPPRESS",
                UserAttributes=[
                    {"Name": "email", "Value": email},
                    {"Name": "email_verified", "Value": "true"},
                ],
            )
        self._cognito.admin_set_user_password(
            UserPoolId=pool, Username=email, Password=password, Permanent=True
        )
        self._cognito.admin_add_user_to_group(UserPoolId=pool, Username=email, GroupName=group)

    def delete_user(self, email: str) -> None:
        self._cognito.admin_delete_user(UserPoolId=self.outputs["UserPoolId"], Username=email)

    def sign_in(self, email: str, password: str) -> str:
        """An ID token, good for an hour."""
        answer = self._cognito.initiate_auth(
            ClientId=self.outputs["UserPoolClientId"],
            AuthFlow="USER_PASSWORD_AUTH",
            AuthParameters={"USERNAME": email, "PASSWORD": password},
        )
        return answer["AuthenticationResult"]["IdToken"]

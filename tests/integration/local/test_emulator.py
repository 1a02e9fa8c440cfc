"""The secure emulator judges as AWS does, over HTTPS."""

import io
import json
import zipfile
from collections.abc import Iterator
from typing import Any

import pytest
import urllib3

from local.aws import LocalAws, find_user_aws

ACCOUNT = "000000000000"
REGION = "us-east-1"
HANDLER = """
import json, boto3

def handler(event, context):
    if "rawPath" in event:
        claims = event["requestContext"]["authorizer"]["jwt"]["claims"]
        return {"statusCode": 200, "body": claims["email"]}
    try:
        getattr(boto3.client(event["service"]), event["call"])(**event["arguments"])
    except Exception as error:
        return str(error)
    return "done"
"""
TRUST = {
    "Effect": "Allow",
    "Principal": {"Service": "lambda.amazonaws.com"},
    "Action": "sts:AssumeRole",
}


@pytest.fixture(scope="module")
def function(secure_emulator: LocalAws) -> Iterator[str]:
    """A function that makes the AWS call it is asked for, under a role of the same name."""
    role = secure_emulator.client("iam").create_role(
        RoleName="caller", AssumeRolePolicyDocument=_build_policy(TRUST)
    )
    code = io.BytesIO()
    with zipfile.ZipFile(code, "w") as archive:
        archive.writestr("index.py", HANDLER)
    client = secure_emulator.client("lambda")
    client.create_function(
        FunctionName="caller",
        Runtime="python3.13",
        Handler="index.handler",
        Role=role["Role"]["Arn"],
        Code={"ZipFile": code.getvalue()},
    )
    client.get_waiter("function_active_v2").wait(FunctionName="caller")
    yield "caller"
    client.delete_function(FunctionName="caller")


def grant(aws: LocalAws, action: str, resource: str) -> None:
    statement = {"Effect": "Allow", "Action": action, "Resource": resource}
    aws.client("iam").put_role_policy(
        RoleName="caller", PolicyName="own", PolicyDocument=_build_policy(statement)
    )


def _build_policy(statement: dict[str, Any]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def call(aws: LocalAws, service: str, name: str, **arguments: Any) -> str:
    payload = json.dumps({"service": service, "call": name, "arguments": arguments})
    answer = aws.client("lambda").invoke(FunctionName="caller", Payload=payload)
    response_text: str = json.loads(answer["Payload"].read())
    return response_text


def test_who_may_send_a_message_may_send_a_batch(secure_emulator: LocalAws, function: str) -> None:
    aws = secure_emulator
    queue = aws.client("sqs").create_queue(QueueName=f"{function}-batch")["QueueUrl"]
    entries = [{"Id": "1", "MessageBody": "hello"}]

    grant(aws, "sqs:SendMessage", f"arn:aws:sqs:{REGION}:{ACCOUNT}:another")
    assert "AccessDenied" in call(aws, "sqs", "send_message_batch", QueueUrl=queue, Entries=entries)

    grant(aws, "sqs:SendMessage", f"arn:aws:sqs:{REGION}:{ACCOUNT}:{function}-batch")
    assert call(aws, "sqs", "send_message_batch", QueueUrl=queue, Entries=entries) == "done"


@pytest.mark.usefixtures("function")
@pytest.mark.parametrize("identity", ["desk@one.test", "two.test"])
def test_e_mail_goes_out_only_as_the_identity_that_the_role_names(
    secure_emulator: LocalAws, identity: str
) -> None:
    aws = secure_emulator
    aws.client("sesv2").create_email_identity(EmailIdentity=identity)
    sender = f"Desk <desk@{identity.rpartition('@')[2]}>"
    e_mail = {
        "FromEmailAddress": sender,
        "Destination": {"ToAddresses": ["person@else.test"]},
        "Content": {"Simple": {"Subject": {"Data": "s"}, "Body": {"Text": {"Data": "b"}}}},
    }

    grant(aws, "ses:SendEmail", f"arn:aws:ses:{REGION}:{ACCOUNT}:identity/other.test")
    assert "AccessDenied" in call(aws, "sesv2", "send_email", **e_mail)

    grant(aws, "ses:SendEmail", f"arn:aws:ses:{REGION}:{ACCOUNT}:identity/{identity}")
    assert call(aws, "sesv2", "send_email", **e_mail) == "done"


def test_the_https_channel_opens_for_a_token_of_its_user_pool_alone(
    secure_emulator: LocalAws, function: str
) -> None:
    token, issuer, client_id = _sign_in(secure_emulator, "person@desk.test")
    url = _create_api(secure_emulator, function, issuer, client_id)
    pool = urllib3.PoolManager(ca_certs=str(secure_emulator.ca_bundle))

    answer = pool.request("GET", url, headers={"Authorization": f"Bearer {token}"})
    forged = pool.request("GET", url, headers={"Authorization": f"Bearer {token[:-8]}AAAAAAAA"})

    assert (answer.status, answer.data) == (200, b"person@desk.test")
    assert forged.status == 401
    assert pool.request("GET", url).status == 401


def _sign_in(aws: LocalAws, email: str) -> tuple[str, str, str]:
    client = aws.client("cognito-idp")
    pool = client.create_user_pool(PoolName="people", UsernameAttributes=["email"])["UserPool"][
        "Id"
    ]
    client_id = client.create_user_pool_client(
        UserPoolId=pool, ClientName="desk", ExplicitAuthFlows=["ALLOW_USER_PASSWORD_AUTH"]
    )["UserPoolClient"]["ClientId"]
    client.admin_create_user(
        UserPoolId=pool, Username=email, UserAttributes=[{"Name": "email", "Value": email}]
    )
    client.admin_set_user_password(
        UserPoolId=pool, Username=email, Password="Passw0rd!", Permanent=True
    )
    answer = client.initiate_auth(
        ClientId=client_id,
        AuthFlow="USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": email, "PASSWORD": "Passw0rd!"},
    )
    issuer = f"https://cognito-idp.{REGION}.amazonaws.com/{pool}"
    return answer["AuthenticationResult"]["IdToken"], issuer, client_id


def _create_api(aws: LocalAws, function: str, issuer: str, client_id: str) -> str:
    client = aws.client("apigatewayv2")
    api = client.create_api(Name="desk", ProtocolType="HTTP")["ApiId"]
    integration = client.create_integration(
        ApiId=api,
        IntegrationType="AWS_PROXY",
        IntegrationUri=f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:{function}",
        PayloadFormatVersion="2.0",
    )["IntegrationId"]
    authorizer = client.create_authorizer(
        ApiId=api,
        Name="jwt",
        AuthorizerType="JWT",
        IdentitySource=["$request.header.Authorization"],
        JwtConfiguration={"Issuer": issuer, "Audience": [client_id]},
    )["AuthorizerId"]
    client.create_route(
        ApiId=api,
        RouteKey="GET /me",
        Target=f"integrations/{integration}",
        AuthorizationType="JWT",
        AuthorizerId=authorizer,
    )
    client.create_stage(ApiId=api, StageName="$default", AutoDeploy=True)
    return f"{aws.endpoint_url}/_aws/execute-api/{api}/$default/me"


def test_an_emulator_that_the_user_runs_is_reached_by_its_variables(
    secure_emulator: LocalAws, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert find_user_aws() is None

    for name, value in secure_emulator.build_environment().items():
        monkeypatch.setenv(name, value)
    aws = find_user_aws()

    assert aws is not None
    assert aws.build_environment() == secure_emulator.build_environment()
    assert aws.client("sts").get_caller_identity()["Account"] == ACCOUNT

"""A cloud assembly small enough to write by hand: queue → function → table."""

import hashlib
import json
from pathlib import Path
from typing import Any

BUCKET = "cdk-hnb659fds-assets-${AWS::AccountId}-${AWS::Region}"
DESTINATION = "current_account-current_region"
ORIGIN = "https://desk.test"
HANDLER = """
import os
import boto3

table = boto3.resource("dynamodb").Table(os.environ["TABLE"])

def handler(event, context):
    for record in event["Records"]:
        table.put_item(Item={"pk": record["body"], "said": os.environ["SAYING"]})
"""


def write_assembly(
    folder: Path, name: str, *, saying: str, grants: list[str], rest: str = "AWS::SQS::Queue"
) -> Path:
    """A stack `name` whose function writes each message and `saying`, with `grants` on the table.
    `rest` is the resource type of its dead-letter queue.

    Outputs: Inbox, Rest (queue URLs: what comes in, what failed), Table, and Channel (an HTTP API
    that browsers at ORIGIN may call).
    """
    code = folder / "asset.code"
    code.mkdir(parents=True)
    (code / "index.py").write_text(HANDLER)
    code_key = hashlib.sha256(HANDLER.encode()).hexdigest() + ".zip"
    template = _build_template(code_key, saying, grants)
    template["Resources"]["Rest"]["Type"] = rest
    body = json.dumps(template)
    template_key = hashlib.sha256(body.encode()).hexdigest() + ".json"
    (folder / f"{name}.template.json").write_text(body)
    (folder / f"{name}.assets.json").write_text(
        json.dumps(
            {
                "files": {
                    "code": _build_asset("asset.code", "zip", code_key),
                    "template": _build_asset(f"{name}.template.json", "file", template_key),
                }
            }
        )
    )
    (folder / "manifest.json").write_text(json.dumps(_build_manifest(name, template_key)))
    return folder


def _build_asset(path: str, packaging: str, key: str) -> dict[str, Any]:
    return {
        "source": {"path": path, "packaging": packaging},
        "destinations": {DESTINATION: {"bucketName": BUCKET, "objectKey": key}},
    }


def _build_manifest(name: str, template_key: str) -> dict[str, Any]:
    return {
        "artifacts": {
            name: {
                "type": "aws:cloudformation:stack",
                "properties": {
                    "templateFile": f"{name}.template.json",
                    "stackTemplateAssetObjectUrl": f"s3://{BUCKET}/{template_key}",
                },
                "dependencies": [f"{name}.assets"],
            },
            f"{name}.assets": {
                "type": "cdk:asset-manifest",
                "properties": {"file": f"{name}.assets.json"},
            },
        }
    }


def _build_template(code_key: str, saying: str, grants: list[str]) -> dict[str, Any]:
    return {
        "Parameters": {
            "BootstrapVersion": {
                "Type": "AWS::SSM::Parameter::Value<String>",
                "Default": "/cdk-bootstrap/hnb659fds/version",
            },
            "Saying": {"Type": "String", "Default": saying},
        },
        "Resources": {
            "Rest": {},
            "Inbox": {
                "Type": "AWS::SQS::Queue",
                "Properties": {
                    "VisibilityTimeout": 1,
                    "RedrivePolicy": {
                        "deadLetterTargetArn": _build_arn("Rest"),
                        "maxReceiveCount": 1,
                    },
                },
            },
            "Table": {
                "Type": "AWS::DynamoDB::Table",
                "Properties": {
                    "BillingMode": "PAY_PER_REQUEST",
                    "AttributeDefinitions": [{"AttributeName": "pk", "AttributeType": "S"}],
                    "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}],
                },
            },
            "Channel": {
                "Type": "AWS::ApiGatewayV2::Api",
                "Properties": {
                    "Name": "channel",
                    "ProtocolType": "HTTP",
                    "CorsConfiguration": {"AllowOrigins": [ORIGIN], "AllowMethods": ["GET"]},
                },
            },
            "Role": _build_role(grants),
            "Function": {
                "Type": "AWS::Lambda::Function",
                "Properties": {
                    "Runtime": "python3.13",
                    "Handler": "index.handler",
                    "Timeout": 10,
                    "Code": {"S3Bucket": {"Fn::Sub": BUCKET}, "S3Key": code_key},
                    "Role": _build_arn("Role"),
                    "Environment": {
                        "Variables": {"TABLE": {"Ref": "Table"}, "SAYING": {"Ref": "Saying"}}
                    },
                },
            },
            "Consumer": {
                "Type": "AWS::Lambda::EventSourceMapping",
                "Properties": {
                    "EventSourceArn": _build_arn("Inbox"),
                    "FunctionName": {"Ref": "Function"},
                },
            },
        },
        "Outputs": {
            name: {"Value": {"Ref": name}} for name in ("Inbox", "Rest", "Table", "Channel")
        },
    }


def _build_role(grants: list[str]) -> dict[str, Any]:
    receive = ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"]
    statements = [{"Effect": "Allow", "Action": receive, "Resource": _build_arn("Inbox")}]
    if grants:
        statements.append({"Effect": "Allow", "Action": grants, "Resource": _build_arn("Table")})
    trust = {
        "Effect": "Allow",
        "Principal": {"Service": "lambda.amazonaws.com"},
        "Action": "sts:AssumeRole",
    }
    return {
        "Type": "AWS::IAM::Role",
        "Properties": {
            "AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": [trust]},
            "Policies": [
                {
                    "PolicyName": "own",
                    "PolicyDocument": {"Version": "2012-10-17", "Statement": statements},
                }
            ],
        },
    }


def _build_arn(logical_id: str) -> dict[str, list[str]]:
    return {"Fn::GetAtt": [logical_id, "Arn"]}

"""The DynamoDB tables of a synthesized CloudFormation template, created without CloudFormation."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

TABLE_TYPES = ("AWS::DynamoDB::Table", "AWS::DynamoDB::GlobalTable")
INDEX_PROPERTIES = ("IndexName", "KeySchema", "Projection")

type Template = Mapping[str, Any]


def create_tables(
    client: "DynamoDBClient", template: Template, rename: Callable[[str], str]
) -> dict[str, str]:
    """Create every table of `template`, with its keys, indexes, stream and time to live.

    `rename` turns a table's logical id into the name to create it under. Billing is on demand;
    what needs other resources (encryption keys, alarms, policies, replicas) is left out.

    Returns the table names by logical id, once all of them are active.
    """
    resources: Mapping[str, Template] = template["Resources"]
    names = {
        logical_id: rename(logical_id)
        for logical_id, resource in resources.items()
        if resource["Type"] in TABLE_TYPES
    }
    for logical_id, name in names.items():
        properties = resources[logical_id]["Properties"]
        client.create_table(**_build_request(name, properties))
    for logical_id, name in names.items():
        client.get_waiter("table_exists").wait(TableName=name, WaiterConfig={"Delay": 1})
        expiry = resources[logical_id]["Properties"].get("TimeToLiveSpecification")
        if expiry:
            client.update_time_to_live(TableName=name, TimeToLiveSpecification=expiry)
    return names


def _build_request(name: str, properties: Template) -> dict[str, Any]:
    request: dict[str, Any] = {
        "TableName": name,
        "KeySchema": properties["KeySchema"],
        "AttributeDefinitions": properties["AttributeDefinitions"],
        "BillingMode": "PAY_PER_REQUEST",
    }
    for kind in ("GlobalSecondaryIndexes", "LocalSecondaryIndexes"):
        if properties.get(kind):
            request[kind] = [
                {name: index[name] for name in INDEX_PROPERTIES} for index in properties[kind]
            ]
    if stream := properties.get("StreamSpecification"):
        request["StreamSpecification"] = {
            "StreamEnabled": True,
            "StreamViewType": stream["StreamViewType"],
        }
    return request

"""What people and scripts need to know of a deployed stage."""

from aws_cdk import CfnOutput, Stack

from infra_cdk.naming import make_title


def state_outputs(stack: Stack, values: dict[str, str]) -> None:
    """One output for each value."""
    for name, value in values.items():
        CfnOutput(stack, f"{name}Output", value=value).override_logical_id(name)


def list_queue_outputs(dead_letters: dict[str, str]) -> dict[str, str]:
    """`<Queue>DeadLetters`: the name of each dead-letter queue."""
    return {f"{make_title(name)}DeadLettersName": value for name, value in dead_letters.items()}

"""What happens by the clock."""

from aws_cdk import Duration
from aws_cdk import aws_events as events
from aws_cdk import aws_events_targets as targets
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from infra_cdk.naming import set_logical_id


class Schedules(Construct):
    """The sweep every minute; a training every night."""

    def __init__(self, scope: Construct, *, sweep: lambda_.Function, learning: sqs.Queue) -> None:
        super().__init__(scope, "Schedules")
        every_minute = events.Rule(
            self,
            "Sweep",
            description="Puts every step that got stuck back in.",
            schedule=events.Schedule.rate(Duration.minutes(1)),
            # A sweep that failed is made up for by the next one.
            targets=[targets.LambdaFunction(sweep, retry_attempts=0)],
        )
        set_logical_id(every_minute, "SweepSchedule")
        every_night = events.Rule(
            self,
            "Learn",
            description="Trains the classifier from what was confirmed during the day.",
            schedule=events.Schedule.cron(hour="3", minute="0"),
            targets=[
                targets.SqsQueue(
                    learning,
                    message=events.RuleTargetInput.from_object(
                        {"kind": "learn", "reason": "daily"}
                    ),
                )
            ],
        )
        set_logical_id(every_night, "LearnSchedule")

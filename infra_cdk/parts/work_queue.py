"""A queue with all that every queue has: dead letters, a bound on attempts, alarms, a consumer."""

from aws_cdk import Duration, Fn
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from infra_cdk.functions import get_function_spec
from infra_cdk.naming import get_element, make_title, set_logical_id
from infra_cdk.parameters import Parameters
from infra_cdk.parts.alarms import OnCall
from infra_cdk.queues import RECEIVES, QueueSpec
from infra_cdk.stage import Stage

# A batch may be retried while it is still being handled unless the queue hides it this long:
# what AWS asks for between a queue and a function.
VISIBILITY_FACTOR = 6
SMALLEST_CONCURRENCY = 2
CONSUME = ("sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes")


def create_dead_letter_queue(
    scope: Construct, *, stage: Stage, name: str, on_call: OnCall
) -> sqs.Queue:
    """`<name>-dlq`: keeps for two weeks what failed, and rings as soon as it holds anything."""
    queue = sqs.Queue(
        scope,
        f"{make_title(name)}DeadLetters",
        queue_name=stage.format_physical_name(f"{name}-dlq"),
        encryption=sqs.QueueEncryption.SQS_MANAGED,
        enforce_ssl=True,
        retention_period=Duration.days(14),
    )
    set_logical_id(queue, f"{make_title(name)}DeadLetters")
    on_call.ring_if(
        f"{make_title(name)}Failed",
        queue.metric_approximate_number_of_messages_visible(
            period=Duration.minutes(1), statistic="Maximum"
        ),
        above=0,
        means=f"Something in {name} failed for good: see its dead-letter queue.",
    )
    return queue


class WorkQueue(Construct):
    """One queue of work and its dead letters."""

    def __init__(self, scope: Construct, spec: QueueSpec, *, stage: Stage, on_call: OnCall) -> None:
        super().__init__(scope, f"{make_title(spec.name)}Work")
        self.spec = spec
        self.dead_letters = create_dead_letter_queue(
            self, stage=stage, name=spec.name, on_call=on_call
        )
        timeout = get_function_spec(spec.consumer).timeout
        queue = sqs.Queue(
            self,
            f"{make_title(spec.name)}Queue",
            queue_name=stage.format_physical_name(spec.name),
            # S3 cannot write to a queue under the AWS-managed KMS key.
            encryption=sqs.QueueEncryption.SQS_MANAGED,
            enforce_ssl=True,
            visibility_timeout=Duration.seconds(VISIBILITY_FACTOR * timeout + spec.window),
            receive_message_wait_time=Duration.seconds(20),
            dead_letter_queue=sqs.DeadLetterQueue(
                queue=self.dead_letters, max_receive_count=RECEIVES
            ),
        )
        self.queue = set_logical_id(queue, f"{make_title(spec.name)}Queue")
        on_call.ring_if(
            f"{make_title(spec.name)}Late",
            queue.metric_approximate_age_of_oldest_message(
                period=Duration.minutes(1), statistic="Maximum"
            ),
            above=spec.oldest * 60,
            periods=3,
            means=f"A message waits in {spec.name} for more than {spec.oldest} minutes.",
        )

    def feed_function(self, consumer: lambda_.Function, parameters: Parameters) -> None:
        """Hands the queue's messages to the function in batches, of which each may fail alone."""
        consumer.add_to_role_policy(
            iam.PolicyStatement(actions=list(CONSUME), resources=[self.queue.queue_arn])
        )
        mapping = lambda_.EventSourceMapping(
            self,
            "Consumer",
            target=consumer,
            event_source_arn=self.queue.queue_arn,
            batch_size=self.spec.batch,
            max_batching_window=Duration.seconds(self.spec.window),
            max_concurrency=self.spec.concurrency,
            report_batch_item_failures=True,
        )
        set_logical_id(mapping, f"{make_title(self.spec.name)}Consumer")
        resource = get_element(mapping, lambda_.CfnEventSourceMapping)
        resource.add_property_override(
            "ScalingConfig.MaximumConcurrency",
            Fn.condition_if(
                parameters.small.logical_id, SMALLEST_CONCURRENCY, self.spec.concurrency
            ),
        )
        if self.spec.only_with_opensearch:
            resource.add_property_override(
                "Enabled",
                Fn.condition_if(
                    parameters.with_opensearch.logical_id, value_if_true=True, value_if_false=False
                ),
            )

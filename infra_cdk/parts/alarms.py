"""Who is on call, and what makes their phone ring."""

from collections.abc import Mapping

from aws_cdk import Aws, CfnCondition, Duration
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_cloudwatch_actions as actions
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_sns as sns
from constructs import Construct

from infra_cdk import metrics
from infra_cdk.naming import make_title, set_logical_id
from infra_cdk.stage import Stage

# The queues in front of the others wait and try again by themselves.
THROTTLES_HURT = ("api", "publish")
ALARM_TOPIC = "alarms"
# A tenth of a category's tickets that went right before, or of its confidence.
DRIFT = 0.1
LONGEST_WAIT = Duration.hours(4)
ABOVE = cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD
BELOW = cloudwatch.ComparisonOperator.LESS_THAN_THRESHOLD


def create_alarm_topic(scope: Construct, logical_id: str, name: str) -> sns.Topic:
    """A topic, TLS only, that alarms of this account may publish to."""
    topic = sns.Topic(scope, logical_id, topic_name=name, enforce_ssl=True)
    set_logical_id(topic, logical_id)
    # A topic with a policy of its own no longer lets CloudWatch in by itself.
    _allow_to_publish(topic, "cloudwatch.amazonaws.com")
    return topic


def _allow_to_publish(topic: sns.Topic, service: str) -> None:
    topic.add_to_resource_policy(
        iam.PolicyStatement(
            actions=["sns:Publish"],
            principals=[iam.ServicePrincipal(service)],
            resources=[topic.topic_arn],
            conditions={"StringEquals": {"aws:SourceAccount": Aws.ACCOUNT_ID}},
        )
    )


class OnCall(Construct):
    """The topic of alarms. What is missing is no alarm, except where silence is the failure."""

    def __init__(
        self, scope: Construct, *, stage: Stage, email: str, with_email: CfnCondition
    ) -> None:
        super().__init__(scope, "OnCall")
        self._stage = stage
        self.topic = create_alarm_topic(self, "AlarmTopic", stage.format_physical_name(ALARM_TOPIC))
        # The budget of the AWS-only stack rings here, too.
        _allow_to_publish(self.topic, "budgets.amazonaws.com")
        subscription = sns.CfnSubscription(
            self,
            "AlarmEmailSubscription",
            topic_arn=self.topic.topic_arn,
            protocol="email",
            endpoint=email,
        )
        subscription.cfn_options.condition = with_email
        set_logical_id(subscription, "AlarmEmailSubscription")

    def ring_if(
        self,
        name: str,
        metric: cloudwatch.IMetric,
        *,
        above: float,
        means: str,
        periods: int = 1,
    ) -> None:
        """An alarm for `metric` above a threshold for that many periods in a row."""
        self._create_alarm(name, metric, ABOVE, above, means, periods, silence_rings=False)

    def ring_if_silent(
        self, name: str, metric: cloudwatch.IMetric, *, means: str, periods: int
    ) -> None:
        """An alarm for what should be counted in every period, and was not."""
        self._create_alarm(name, metric, BELOW, 1, means, periods, silence_rings=True)

    def _create_alarm(
        self,
        name: str,
        metric: cloudwatch.IMetric,
        comparison: cloudwatch.ComparisonOperator,
        threshold: float,
        means: str,
        periods: int,
        *,
        silence_rings: bool,
    ) -> None:
        missing = cloudwatch.TreatMissingData
        alarm = cloudwatch.Alarm(
            self,
            name,
            alarm_name=self._stage.format_alarm_name(name),
            metric=metric,
            comparison_operator=comparison,
            threshold=threshold,
            evaluation_periods=periods,
            alarm_description=means,
            treat_missing_data=missing.BREACHING if silence_rings else missing.NOT_BREACHING,
        )
        alarm.add_alarm_action(actions.SnsAction(self.topic))
        set_logical_id(alarm, f"{name}Alarm")


def ring_for_functions(on_call: OnCall, functions: Mapping[str, lambda_.Function]) -> None:
    """Functions that raise, that Lambda refuses to run, and a sweep that stands still."""
    for name, function in functions.items():
        on_call.ring_if(
            f"{make_title(name)}Errors",
            function.metric_errors(period=Duration.minutes(5), statistic="Sum"),
            above=2,
            means=f"{name} raised more than twice in five minutes: see its log.",
        )
    for name in THROTTLES_HURT:
        on_call.ring_if(
            f"{make_title(name)}Throttled",
            functions[name].metric_throttles(period=Duration.minutes(1), statistic="Sum"),
            above=0,
            periods=3,
            means=f"Lambda refuses to run {name}: the account's concurrency is used up.",
        )
    on_call.ring_if_silent(
        "SweepSilent",
        functions["sweep"].metric_invocations(period=Duration.minutes(5), statistic="Sum"),
        periods=2,
        means="The sweep has not run for ten minutes: what gets stuck stays stuck.",
    )


def ring_for_people(on_call: OnCall, stage: Stage) -> None:
    """Where everything runs and people are none the better for it."""
    on_call.ring_if(
        "MailsFailed",
        metrics.create_metric(stage, metrics.MAILS_FAILED),
        above=0,
        means="An e-mail was given up: somebody does not know of their ticket.",
    )
    on_call.ring_if(
        "Drifting",
        metrics.create_metric(stage, metrics.WORST_DRIFT, "Maximum"),
        above=DRIFT,
        means="Triage of one category does worse than in the weeks before: see /triage/drift.",
    )
    on_call.ring_if(
        "NobodyFree",
        metrics.create_metric(stage, metrics.OLDEST_WAITING, "Maximum"),
        above=LONGEST_WAIT.to_seconds(),
        means="A ticket waits for more than four hours: its department has nobody free.",
    )

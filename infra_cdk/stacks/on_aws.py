"""What only AWS itself has: a pager, a budget, an archive of events, saved log queries."""

from aws_cdk import CfnOutput, CfnParameter, Duration, Stack
from aws_cdk import aws_budgets as budgets
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_cloudwatch_actions as actions
from aws_cdk import aws_events as events
from aws_cdk import aws_logs as logs
from aws_cdk import aws_sns as sns
from constructs import Construct

from infra_cdk.functions import FUNCTIONS
from infra_cdk.naming import set_logical_id
from infra_cdk.parts.alarms import ALARM_TOPIC, create_alarm_topic
from infra_cdk.stacks.switchyard import EVENT_BUS
from infra_cdk.stage import Stage

EVENT_SOURCE = "switchyard"
ARCHIVE_KEPT = Duration.days(30)
# SES puts an account under review above these.
MOST_BOUNCES = 0.05
MOST_COMPLAINTS = 0.001
STANDSTILL = ("PublishLate", "SweepSilent", "TriageLate", "AssignmentLate", "ApiFailing")


class SwitchyardOnAws(Stack):
    """Beside the main stack. Switchyard works without it."""

    def __init__(self, scope: Construct, *, stage: Stage) -> None:
        super().__init__(
            scope,
            "SwitchyardOnAws",
            stack_name=stage.format_stack_name("SwitchyardOnAws"),
            description="Switchyard: pager, budget, archive, log queries.",
        )
        # By name: an export of the main stack would keep that stack from changing.
        alarms = sns.Topic.from_topic_arn(
            self,
            "Alarms",
            self.format_arn(service="sns", resource=stage.format_physical_name(ALARM_TOPIC)),
        )
        bus = events.EventBus.from_event_bus_name(
            self, "Bus", stage.format_physical_name(EVENT_BUS)
        )
        self._create_alarm_page(stage)
        self._watch_reputation(alarms)
        self._create_budget(alarms)
        self._archive_events(bus, stage)
        self._save_log_queries(stage)

    def _create_alarm_page(self, stage: Stage) -> None:
        """Alarms are mail; a standstill, in which tickets reach nobody, wakes somebody."""
        pager = create_alarm_topic(self, "PagerTopic", stage.format_physical_name("pager"))
        alarms = [
            cloudwatch.Alarm.from_alarm_name(self, name, stage.format_alarm_name(name))
            for name in STANDSTILL
        ]
        standstill = cloudwatch.CompositeAlarm(
            self,
            "Standstill",
            composite_alarm_name=stage.format_alarm_name("Standstill"),
            alarm_description="Tickets reach nobody: see which of the alarms below rings.",
            alarm_rule=cloudwatch.AlarmRule.any_of(*alarms),
        )
        standstill.add_alarm_action(actions.SnsAction(pager))
        set_logical_id(standstill, "StandstillAlarm")
        output = CfnOutput(self, "PagerOutput", value=pager.topic_arn)
        output.override_logical_id("PagerTopicArn")

    def _watch_reputation(self, alarms: sns.ITopic) -> None:
        for name, metric, most in (
            ("MailBounces", "Reputation.BounceRate", MOST_BOUNCES),
            ("MailComplaints", "Reputation.ComplaintRate", MOST_COMPLAINTS),
        ):
            alarm = cloudwatch.Alarm(
                self,
                name,
                metric=cloudwatch.Metric(
                    namespace="AWS/SES",
                    metric_name=metric,
                    statistic="Maximum",
                    period=Duration.hours(1),
                ),
                threshold=most,
                evaluation_periods=1,
                treat_missing_data=cloudwatch.TreatMissingData.NOT_BREACHING,
                alarm_description="SES will stop this account's mail if it stays like this.",
            )
            alarm.add_alarm_action(actions.SnsAction(alarms))
            set_logical_id(alarm, f"{name}Alarm")

    def _create_budget(self, alarms: sns.ITopic) -> None:
        amount = CfnParameter(
            self,
            "MonthlyBudget",
            type="Number",
            default=50,
            min_value=1,
            description="US dollars a month for the whole account; alarms at 80 % of it forecast.",
        )
        subscriber = budgets.CfnBudget.SubscriberProperty(
            address=alarms.topic_arn, subscription_type="SNS"
        )
        budget = budgets.CfnBudget(
            self,
            "Budget",
            budget=budgets.CfnBudget.BudgetDataProperty(
                budget_type="COST",
                time_unit="MONTHLY",
                budget_limit=budgets.CfnBudget.SpendProperty(
                    amount=amount.value_as_number, unit="USD"
                ),
            ),
            notifications_with_subscribers=[
                budgets.CfnBudget.NotificationWithSubscribersProperty(
                    notification=budgets.CfnBudget.NotificationProperty(
                        comparison_operator="GREATER_THAN",
                        notification_type="FORECASTED",
                        threshold=80,
                        threshold_type="PERCENTAGE",
                    ),
                    subscribers=[subscriber],
                )
            ],
        )
        set_logical_id(budget, "Budget")

    def _archive_events(self, bus: events.IEventBus, stage: Stage) -> None:
        """A help desk that was down can have its outcomes sent again."""
        archive = bus.archive(
            "Archive",
            archive_name=stage.format_physical_name("outcomes"),
            description="Every outcome, to be sent again.",
            event_pattern=events.EventPattern(source=[EVENT_SOURCE]),
            retention=ARCHIVE_KEPT,
        )
        set_logical_id(archive, "OutcomeArchive")

    def _save_log_queries(self, stage: Stage) -> None:
        groups = [stage.format_log_name(spec.name) for spec in FUNCTIONS]
        for name, query in (
            (
                "One ticket's way",
                "fields @timestamp, service, message | filter ticket_id = 'T-…' "
                "| sort @timestamp asc",
            ),
            (
                "Errors of the last hour",
                "fields @timestamp, service, message, ticket_id | filter level = 'ERROR' "
                "| sort @timestamp desc | limit 100",
            ),
        ):
            saved = logs.CfnQueryDefinition(
                self,
                name.title().replace(" ", "").replace("'", ""),
                name=f"{stage.format_stack_name('Switchyard')}/{name}",
                log_group_names=groups,
                query_string=query,
            )
            set_logical_id(saved, f"{saved.node.id}Query")

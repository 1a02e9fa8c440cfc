"""The main stack: everything a desk needs, on AWS and on one machine alike."""

from aws_cdk import Aws, Stack
from aws_cdk import aws_events as events
from aws_cdk import aws_lambda as lambda_
from constructs import Construct

from infra_cdk.functions import list_functions
from infra_cdk.naming import set_logical_id
from infra_cdk.outputs import list_queue_outputs, state_outputs
from infra_cdk.parameters import Parameters
from infra_cdk.parts.alarms import OnCall, ring_for_functions, ring_for_people
from infra_cdk.parts.dashboard import Dashboard
from infra_cdk.parts.drop_bucket import DropBucket
from infra_cdk.parts.environment import (
    build_environment,
    build_mail_settings,
    build_search_settings,
)
from infra_cdk.parts.https_channel import HttpsChannel
from infra_cdk.parts.language_model import NONE
from infra_cdk.parts.layers import Layers
from infra_cdk.parts.mail import Mail, format_secret_arn
from infra_cdk.parts.outbox import Outbox
from infra_cdk.parts.schedules import Schedules
from infra_cdk.parts.switchyard_function import SwitchyardFunction
from infra_cdk.parts.tables import Tables
from infra_cdk.parts.targets import Targets
from infra_cdk.parts.users import Users
from infra_cdk.parts.work_queue import WorkQueue
from infra_cdk.queues import DROPS_QUEUE, FED_BY_PUBLISH, QUEUES, SUBMISSIONS_QUEUE
from infra_cdk.stacks.search import format_domain_arn
from infra_cdk.stage import Stage
from switchyard import __version__

EVENT_BUS = "events"


class Switchyard(Stack):
    """One stage of Switchyard. `target` says for which platform its layers were built."""

    def __init__(
        self, scope: Construct, *, stage: Stage, target: str, language_model: str = NONE
    ) -> None:
        super().__init__(
            scope,
            "Switchyard",
            stack_name=stage.format_stack_name("Switchyard"),
            description="Sorts support tickets and hands each to the right person.",
        )
        self.stage = stage
        self.parameters = Parameters(self, language_model)
        self.specs = list_functions(language_model=language_model != NONE)
        self._create_queues()
        self._create_stores()
        self._create_functions(Layers(self, target=target, functions=self.specs))
        self._connect_functions()
        state_outputs(self, self._list_outputs())

    def _create_queues(self) -> None:
        parameters = self.parameters
        self.on_call = OnCall(
            self,
            stage=self.stage,
            email=parameters.alarm_email,
            with_email=parameters.with_alarm_email,
        )
        self.work = {
            spec.name: WorkQueue(self, spec, stage=self.stage, on_call=self.on_call)
            for spec in QUEUES
        }
        self.outbox = Outbox(self, stage=self.stage, on_call=self.on_call)
        bus = events.EventBus(
            self, "Bus", event_bus_name=self.stage.format_physical_name(EVENT_BUS)
        )
        self.bus = set_logical_id(bus, "EventBus")
        self.mail = Mail(self, parameters)
        self.channel = HttpsChannel(self, stage=self.stage, on_call=self.on_call)

    def _create_stores(self) -> None:
        self.tables = Tables(self, stage=self.stage)
        self.users = Users(self, stage=self.stage)
        self.drops = DropBucket(
            self,
            stage=self.stage,
            files=self.work[DROPS_QUEUE].queue,
        )

    def _create_functions(self, layers: Layers) -> None:
        common = self._build_common_environment()
        special = {
            "mail": build_mail_settings(self.parameters, self.channel.url),
            "language-model": self._build_language_model_settings(),
            "queues": {
                "SWITCHYARD_QUEUE_URLS": self._write_queue_urls(),
                "SWITCHYARD_DEAD_LETTERS": self.outbox.dead_letters.queue_url,
            },
        }
        made = [
            SwitchyardFunction(
                self,
                spec,
                stage=self.stage,
                layers=layers.get_layers(spec.layers),
                environment=build_environment(spec, common, special),
            )
            for spec in self.specs
        ]
        targets = self._build_targets()
        for function in made:
            function.grant_permissions(targets, self.parameters)
        self.functions: dict[str, lambda_.Function] = {
            switchyard_function.spec.name: switchyard_function.function
            for switchyard_function in made
        }

    def _connect_functions(self) -> None:
        functions = self.functions
        for work in self.work.values():
            work.feed_function(functions[work.spec.consumer], self.parameters)
        self.outbox.connect_stream(self.tables.desk, functions["publish"])
        self.channel.add_routes(functions["api"], self.users)
        Schedules(self, sweep=functions["sweep"], learning=self.work["learning"].queue)
        ring_for_functions(self.on_call, functions)
        ring_for_people(self.on_call, self.stage)
        Dashboard(
            self,
            stage=self.stage,
            work=self.work,
            functions=functions,
            http_api=self.channel.api,
        )

    def _build_language_model_settings(self) -> dict[str, str]:
        model = self.parameters.language_model
        return model.build_settings() if model else {}

    def _build_common_environment(self) -> dict[str, str]:
        tables = self.tables
        return {
            "SWITCHYARD_STAGE": self.stage.name,
            "SWITCHYARD_DESK_TABLE": tables.desk.table_name,
            "SWITCHYARD_CONTENT_TABLE": tables.content.table_name,
            "SWITCHYARD_OPS_TABLE": tables.ops.table_name,
            "SWITCHYARD_BUCKET": self.drops.bucket.bucket_name,
            "SWITCHYARD_EVENT_BUS": self.bus.event_bus_name,
            **build_search_settings(self.parameters),
        }

    def _write_queue_urls(self) -> str:
        return self.to_json_string(
            {name: self.work[name].queue.queue_url for name in FED_BY_PUBLISH}
        )

    def _build_targets(self) -> Targets:
        tables, parameters = self.tables, self.parameters
        queues = {f"queue/{name}": work.queue.queue_arn for name, work in self.work.items()}
        return Targets(
            queues
            | self.mail.arns
            | {
                "desk": tables.desk.table_arn,
                "desk-stream": tables.desk.table_stream_arn or "",
                "content": tables.content.table_arn,
                "ops": tables.ops.table_arn,
                "bucket": self.drops.bucket.bucket_arn,
                "bus": self.bus.event_bus_arn,
                "queue/publish-dlq": self.outbox.dead_letters.queue_arn,
                "smtp-secret": format_secret_arn(parameters.smtp_secret),
                **self._build_language_model_targets(),
                "search": format_domain_arn(self.stage),
                "anything": "*",
            }
        )

    def _build_language_model_targets(self) -> dict[str, str]:
        model = self.parameters.language_model
        return {"language-model-secret": format_secret_arn(model.secret)} if model else {}

    def _list_outputs(self) -> dict[str, str]:
        tables = self.tables
        dead_letters = {name: work.dead_letters.queue_name for name, work in self.work.items()}
        return {
            "ApiUrl": self.channel.url,
            "ApiId": self.channel.api.api_id,
            "UserPoolId": self.users.pool.user_pool_id,
            "UserPoolClientId": self.users.client.user_pool_client_id,
            "BucketName": self.drops.bucket.bucket_name,
            "SubmissionsQueueUrl": self.work[SUBMISSIONS_QUEUE].queue.queue_url,
            "EventBusName": self.bus.event_bus_name,
            "DeskTableName": tables.desk.table_name,
            "ContentTableName": tables.content.table_name,
            "OpsTableName": tables.ops.table_name,
            "AlarmTopicArn": self.on_call.topic.topic_arn,
            "LogGroupPrefix": self.stage.format_log_name(""),
            "Stage": self.stage.name,
            "Version": __version__,
            "Search": self.parameters.search,
            "Region": Aws.REGION,
            **list_queue_outputs(dead_letters | {"publish": self.outbox.dead_letters.queue_name}),
        }

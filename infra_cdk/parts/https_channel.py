"""The HTTPS channel: an HTTP API whose every route asks for a sign-in, but for those named here."""

import json

from aws_cdk import Aws, Duration
from aws_cdk import aws_apigatewayv2 as api
from aws_cdk import aws_apigatewayv2_authorizers as authorizers
from aws_cdk import aws_apigatewayv2_integrations as integrations
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_logs as logs
from constructs import Construct

from infra_cdk.nag import acknowledge_finding
from infra_cdk.naming import set_logical_id
from infra_cdk.parts.alarms import OnCall
from infra_cdk.parts.users import Users
from infra_cdk.stage import Stage

OPEN_PATHS = ("/health", "/docs", "/redoc", "/openapi.json", "/static/{proxy+}")
LINKS = "/links"
GET, POST = api.HttpMethod.GET, api.HttpMethod.POST
ANY, OPTIONS = api.HttpMethod.ANY, api.HttpMethod.OPTIONS
REQUESTS_A_SECOND = 100
SLOW_MS = 3000
# No token, no address beyond the caller's, no query: a ticket's text can never be in this log.
LOGGED = {
    "requestId": "$context.requestId",
    "time": "$context.requestTime",
    "ip": "$context.identity.sourceIp",
    "method": "$context.httpMethod",
    "route": "$context.routeKey",
    "status": "$context.status",
    "latency": "$context.responseLatency",
    "user": "$context.authorizer.claims.sub",
    "error": "$context.error.message",
}

# Any page may call: what counts is the token it sends, and no browser sends one by itself.
CORS = api.CorsPreflightOptions(
    allow_origins=["*"],
    allow_methods=[api.CorsHttpMethod.GET, api.CorsHttpMethod.POST, api.CorsHttpMethod.PATCH],
    allow_headers=["authorization", "content-type", "idempotency-key", "if-match"],
    expose_headers=["etag", "link", "location"],
    max_age=Duration.hours(1),
)


class HttpsChannel(Construct):
    """The API and its stage; `add_routes` connects it to the function behind it."""

    def __init__(self, scope: Construct, *, stage: Stage, on_call: OnCall) -> None:
        super().__init__(scope, "HttpsChannel")
        self._on_call = on_call
        http_api = api.HttpApi(
            self,
            "Api",
            api_name=stage.format_physical_name("api"),
            create_default_stage=False,
            cors_preflight=CORS,
        )
        self.api = set_logical_id(http_api, "Api")
        self._create_stage(stage)
        self._watch_errors()

    @property
    def url(self) -> str:
        """Without a slash at its end."""
        return self.api.api_endpoint

    def add_routes(self, function: lambda_.Function, users: Users) -> None:
        """Sends requests to the function: to most paths only those of people who signed in."""
        integration = integrations.HttpLambdaIntegration(
            "Integration", function, scope_permission_to_route=False
        )
        authorizer = authorizers.HttpJwtAuthorizer(
            "Authorizer",
            f"https://cognito-idp.{Aws.REGION}.{Aws.URL_SUFFIX}/{users.pool.user_pool_id}",
            jwt_audience=[users.client.user_pool_client_id],
        )
        self.api.add_routes(
            path="/{proxy+}", methods=[ANY], integration=integration, authorizer=authorizer
        )
        self._leave_open("/{proxy+}", OPTIONS, "A browser asks before it signs in.", integration)
        for path in OPEN_PATHS:
            self._leave_open(path, GET, "Tells nothing of any ticket or person.", integration)
        for method in (GET, POST):
            self._leave_open(LINKS, method, "Its signed token says whose it is.", integration)

    def _leave_open(
        self,
        path: str,
        method: api.HttpMethod,
        reason: str,
        integration: integrations.HttpLambdaIntegration,
    ) -> None:
        for route in self.api.add_routes(path=path, methods=[method], integration=integration):
            acknowledge_finding(route, "APIG4", reason)

    def _create_stage(self, stage: Stage) -> None:
        log = logs.LogGroup(
            self,
            "Log",
            log_group_name=stage.format_log_name("https"),
            retention=stage.log_retention,
            removal_policy=stage.removal,
        )
        served = api.CfnStage(
            self,
            "Stage",
            api_id=self.api.api_id,
            stage_name="$default",
            auto_deploy=True,
            access_log_settings=api.CfnStage.AccessLogSettingsProperty(
                destination_arn=set_logical_id(log, "HttpsLog").log_group_arn,
                format=json.dumps(LOGGED, separators=(",", ":")),
            ),
            default_route_settings=api.CfnStage.RouteSettingsProperty(
                throttling_rate_limit=REQUESTS_A_SECOND,
                throttling_burst_limit=2 * REQUESTS_A_SECOND,
            ),
        )
        set_logical_id(served, "ApiStage")

    def _watch_errors(self) -> None:
        five_minutes = Duration.minutes(5)
        self._on_call.ring_if(
            "ApiFailing",
            self.api.metric_server_error(period=five_minutes, statistic="Sum"),
            above=2,
            means="The API answered 5xx more than twice in five minutes.",
        )
        self._on_call.ring_if(
            "ApiSlow",
            self.api.metric_latency(period=five_minutes, statistic="p95"),
            above=SLOW_MS,
            periods=3,
            means=f"One answer of the API in twenty takes longer than {SLOW_MS} ms.",
        )

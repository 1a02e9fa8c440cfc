"""The HTTPS channel: closed to who did not sign in, but for what tells nothing."""

import json

from tests.fixtures.template import Template, render_text, select_resources

ROUTE = "AWS::ApiGatewayV2::Route"


def test_every_route_asks_for_a_sign_in_but_these(template: Template) -> None:
    request = {
        route["RouteKey"]: route.get("AuthorizationType", "NONE")
        for route in select_resources(template, ROUTE).values()
    }

    assert request.pop("ANY /{proxy+}") == "JWT"
    assert set(request.values()) == {"NONE"}
    assert set(request) == {
        "OPTIONS /{proxy+}",
        "GET /health",
        "GET /docs",
        "GET /redoc",
        "GET /openapi.json",
        "GET /static/{proxy+}",
        "GET /links",
        "POST /links",
    }


def test_a_token_must_come_from_our_user_pool_and_be_meant_for_our_client(
    template: Template,
) -> None:
    (authorizer,) = select_resources(template, "AWS::ApiGatewayV2::Authorizer").values()

    expected = authorizer["JwtConfiguration"]
    assert render_text(expected["Audience"]) == "UserPoolClient"
    assert render_text(expected["Issuer"]).startswith("https://cognito-idp.AWS::Region.")
    assert render_text(expected["Issuer"]).endswith("/UserPool")


def test_the_api_is_throttled_and_logs_each_request_without_its_token(template: Template) -> None:
    stage = select_resources(template, "AWS::ApiGatewayV2::Stage")["ApiStage"]
    line = json.loads(stage["AccessLogSettings"]["Format"])

    assert stage["DefaultRouteSettings"]["ThrottlingRateLimit"] == 100
    assert {"requestId", "route", "status", "latency"} <= set(line)
    assert "querystring" not in stage["AccessLogSettings"]["Format"].lower()
    assert "authorization" not in stage["AccessLogSettings"]["Format"].lower().replace(
        "authorizer", ""
    )


def test_a_browser_may_send_what_writes_ask_for_and_read_what_they_answer(
    template: Template,
) -> None:
    cors = select_resources(template, "AWS::ApiGatewayV2::Api")["Api"]["CorsConfiguration"]

    assert {"authorization", "idempotency-key", "if-match"} <= set(cors["AllowHeaders"])
    assert {"etag", "location"} <= set(cors["ExposeHeaders"])
    assert "AllowCredentials" not in cors


def test_nobody_signs_up_by_themselves_and_passwords_are_strong(template: Template) -> None:
    pool = select_resources(template, "AWS::Cognito::UserPool")["UserPool"]
    password = pool["Policies"]["PasswordPolicy"]

    assert pool["AdminCreateUserConfig"]["AllowAdminCreateUserOnly"] is True
    assert password["MinimumLength"] == 12
    assert all(password[f"Require{kind}"] for kind in ("Numbers", "Symbols", "Uppercase"))
    assert (pool["MfaConfiguration"], pool["EnabledMfas"]) == ("OPTIONAL", ["SOFTWARE_TOKEN_MFA"])


def test_people_and_scripts_sign_in_with_a_password_or_without_sending_it(
    template: Template,
) -> None:
    client = select_resources(template, "AWS::Cognito::UserPoolClient")["UserPoolClient"]

    flows = set(client["ExplicitAuthFlows"])
    assert {"ALLOW_USER_PASSWORD_AUTH", "ALLOW_USER_SRP_AUTH"} <= flows
    assert client["GenerateSecret"] is False
    assert client["PreventUserExistenceErrors"] == "ENABLED"


def test_the_four_roles_are_groups(template: Template) -> None:
    groups = select_resources(template, "AWS::Cognito::UserPoolGroup").values()

    by_weight = sorted(groups, key=lambda group: int(group["Precedence"]))
    assert [group["GroupName"] for group in by_weight] == ["admin", "lead", "agent", "requester"]

"""What is chosen at deployment, and which choices need each other."""

from collections.abc import Mapping

from aws_cdk import (
    Aws,
    CfnCondition,
    CfnParameter,
    CfnRule,
    CfnRuleAssertion,
    Fn,
    ICfnConditionExpression,
    ICfnRuleConditionExpression,
    Stack,
    Token,
)

from infra_cdk.functions import When
from infra_cdk.parts.language_model import NONE, LanguageModelParameters

ADDRESS = r"^[^@\s]+@[^@\s]+\.[^@\s]+$"
ADDRESS_OR_EMPTY = rf"^$|{ADDRESS}"


class Parameters:
    """The template parameters of the main stack, its conditions and its rules."""

    def __init__(self, stack: Stack, language_model: str = NONE) -> None:
        self._stack = stack
        self.language_model = (
            None if language_model == NONE else LanguageModelParameters(stack, language_model)
        )
        self.search = self._add_choice(
            "Search", ("exact", "opensearch"), "Where vectors are searched: exact needs no server."
        )
        self.opensearch_endpoint = self._add_text(
            "OpenSearchEndpoint", "https://… of the domain. Needed where Search is opensearch."
        )
        self.mail = self._add_choice("Mail", ("ses", "smtp"), "How e-mail leaves.")
        self.mail_from = self._add_address("MailFrom", "The sender of every e-mail.", ADDRESS)
        self.mail_identity = self._add_text(
            "MailIdentity",
            "An SES identity that is verified already, such as your domain. Where empty, the "
            "stack makes one for MailFrom, and SES asks that address to confirm.",
        )
        self.redirect_all_mail_to = self._add_address(
            "RedirectAllMailTo",
            "Where given, every e-mail goes to this address instead: for stages that must not "
            "write to people, and for the SES sandbox.",
            ADDRESS_OR_EMPTY,
        )
        self.smtp_host = self._add_text("SmtpHost", "Needed where Mail is smtp.")
        self.smtp_port = self._add_number("SmtpPort", 587, "A port that speaks STARTTLS.")
        self.smtp_secret = self._add_text(
            "SmtpCredentials",
            "Name of the Secrets Manager secret with username and password, as JSON. Needed where "
            "Mail is smtp.",
        )
        self.public_url = self._add_text(
            "PublicUrl", "Where links in e-mails lead. Where empty, the API's own URL."
        )
        self.scale = self._add_choice(
            "Scale",
            ("normal", "small"),
            "small runs two of each consumer at most: for one machine, or for a new account "
            "that may run only ten functions at once.",
        )
        self.alarm_email = self._add_address(
            "AlarmEmail", "Who hears of alarms. Empty: nobody, until subscribed.", ADDRESS_OR_EMPTY
        )
        self._state_conditions()
        self._state_rules()

    def _state_conditions(self) -> None:
        both = Fn.condition_and
        ses = _is_equal(self.mail, "ses")
        redirected, own_identity = (
            _is_given(self.redirect_all_mail_to),
            _is_given(self.mail_identity),
        )
        self.with_opensearch = self._add_condition(
            "WithOpenSearch", _is_equal(self.search, "opensearch")
        )
        self.with_ses = self._add_condition("WithSes", ses)
        self.with_smtp = self._add_condition("WithSmtp", _is_equal(self.mail, "smtp"))
        self.small = self._add_condition("SmallScale", _is_equal(self.scale, "small"))
        self.redirected = self._add_condition("WithRedirect", redirected)
        self.redirected_by_ses = self._add_condition("WithRedirectBySes", both(ses, redirected))
        self.own_identity = self._add_condition("WithOwnIdentity", own_identity)
        self.new_identity = self._add_condition(
            "WithNewIdentity", both(ses, _is_equal(self.mail_identity, ""))
        )
        self.with_public_url = self._add_condition("WithPublicUrl", _is_given(self.public_url))
        self.with_alarm_email = self._add_condition("WithAlarmEmail", _is_given(self.alarm_email))

    def _state_rules(self) -> None:
        self._add_rule(
            "OpenSearchNeedsAnEndpoint",
            _is_equal(self.search, "opensearch"),
            {"OpenSearchEndpoint": self.opensearch_endpoint},
        )
        self._add_rule(
            "SmtpNeedsHostAndSecret",
            _is_equal(self.mail, "smtp"),
            {"SmtpHost": self.smtp_host, "SmtpCredentials": self.smtp_secret},
        )

    def get_condition(self, when: When) -> CfnCondition | None:
        """The condition under which a grant holds; None where it always does."""
        conditions: Mapping[When, CfnCondition | None] = {
            "always": None,
            "opensearch": self.with_opensearch,
            "ses": self.with_ses,
            "ses-redirected": self.redirected_by_ses,
            "smtp": self.with_smtp,
            "language-model-key": self.language_model.with_key if self.language_model else None,
        }
        return conditions[when]

    @staticmethod
    def choose_if(condition: CfnCondition, value: str, otherwise: str = Aws.NO_VALUE) -> str:
        """`value` where the condition holds."""
        return Token.as_string(Fn.condition_if(condition.logical_id, value, otherwise))

    def _add_choice(self, name: str, choices: tuple[str, ...], description: str) -> str:
        return CfnParameter(
            self._stack,
            name,
            allowed_values=list(choices),
            default=choices[0],
            description=description,
        ).value_as_string

    def _add_text(self, name: str, description: str) -> str:
        return CfnParameter(self._stack, name, default="", description=description).value_as_string

    def _add_address(self, name: str, description: str, pattern: str) -> str:
        return CfnParameter(
            self._stack,
            name,
            default="" if pattern == ADDRESS_OR_EMPTY else "desk@example.com",
            allowed_pattern=pattern,
            constraint_description="must be one e-mail address, such as desk@example.com",
            description=description,
        ).value_as_string

    def _add_number(self, name: str, default: int, description: str) -> str:
        return CfnParameter(
            self._stack,
            name,
            type="Number",
            default=default,
            min_value=1,
            max_value=65535,
            description=description,
        ).value_as_string

    def _add_condition(self, name: str, expression: ICfnConditionExpression) -> CfnCondition:
        return CfnCondition(self._stack, name, expression=expression)

    def _add_rule(
        self, name: str, condition: ICfnConditionExpression, needed: Mapping[str, str]
    ) -> None:
        CfnRule(
            self._stack,
            name,
            rule_condition=condition,
            assertions=[
                CfnRuleAssertion(
                    assert_=_is_given(value),
                    assert_description=f"{parameter} must be given.",
                )
                for parameter, value in needed.items()
            ],
        )


def _is_equal(value: str, other: str) -> ICfnRuleConditionExpression:
    return Fn.condition_equals(value, other)


def _is_given(value: str) -> ICfnRuleConditionExpression:
    return Fn.condition_not(_is_equal(value, ""))

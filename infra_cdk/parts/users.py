"""Who may sign in, and as what."""

from aws_cdk import Duration
from aws_cdk import aws_cognito as cognito
from constructs import Construct

from infra_cdk.nag import acknowledge_finding
from infra_cdk.naming import make_title, set_logical_id
from infra_cdk.stage import Stage

GROUPS: dict[str, str] = {
    "requester": "Asks for help and sees their own tickets.",
    "agent": "Works on tickets of their departments.",
    "lead": "Answers for departments: reviews, corrects, sees why.",
    "admin": "Drops desks and rosters, sees everything.",
}


class Users(Construct):
    """A user pool without self sign-up, one client for people and scripts, four groups."""

    def __init__(self, scope: Construct, *, stage: Stage) -> None:
        super().__init__(scope, "Users")
        pool = cognito.UserPool(
            self,
            "Pool",
            self_sign_up_enabled=False,
            sign_in_aliases=cognito.SignInAliases(email=True),
            sign_in_case_sensitive=False,
            password_policy=cognito.PasswordPolicy(
                min_length=12,
                require_digits=True,
                require_lowercase=True,
                require_uppercase=True,
                require_symbols=True,
                temp_password_validity=Duration.days(7),
            ),
            mfa=cognito.Mfa.OPTIONAL,
            mfa_second_factor=cognito.MfaSecondFactor(otp=True, sms=False),
            account_recovery=cognito.AccountRecovery.EMAIL_ONLY,
            deletion_protection=stage.keep,
            removal_policy=stage.removal,
        )
        self.pool = set_logical_id(pool, "UserPool")
        acknowledge_finding(
            pool, "COG2", "MFA is offered; a company's own sign-in usually asks for it."
        )
        acknowledge_finding(
            pool, "COG8", "The Plus plan costs per user, and nobody can sign up here."
        )
        self.client = set_logical_id(self._create_client(), "UserPoolClient")
        for precedence, (name, description) in enumerate(reversed(GROUPS.items())):
            group = cognito.CfnUserPoolGroup(
                self,
                make_title(name),
                group_name=name,
                description=description,
                precedence=precedence,
                user_pool_id=pool.user_pool_id,
            )
            set_logical_id(group, f"{make_title(name)}Group")

    def _create_client(self) -> cognito.UserPoolClient:
        return self.pool.add_client(
            "Client",
            auth_flows=cognito.AuthFlow(user_password=True, user_srp=True),
            generate_secret=False,
            disable_o_auth=True,
            prevent_user_existence_errors=True,
            id_token_validity=Duration.hours(1),
            access_token_validity=Duration.hours(1),
            refresh_token_validity=Duration.days(1),
        )

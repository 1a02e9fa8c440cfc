"""The sender of e-mail: an SES identity and a configuration set that insists on TLS."""

from aws_cdk import Aws
from aws_cdk import aws_ses as ses
from constructs import Construct

from infra_cdk.naming import set_logical_id
from infra_cdk.parameters import Parameters


class Mail(Construct):
    """What `notify` sends with, and the ARNs that it may send as."""

    def __init__(self, scope: Construct, parameters: Parameters) -> None:
        super().__init__(scope, "Sending")
        configuration = ses.ConfigurationSet(
            self,
            "Configuration",
            reputation_metrics=True,
            tls_policy=ses.ConfigurationSetTlsPolicy.REQUIRE,
        )
        set_logical_id(configuration, "MailConfiguration")
        identity = ses.CfnEmailIdentity(
            self,
            "Sender",
            email_identity=parameters.mail_from,
            configuration_set_attributes=ses.CfnEmailIdentity.ConfigurationSetAttributesProperty(
                configuration_set_name=configuration.configuration_set_name
            ),
        )
        identity.cfn_options.condition = parameters.new_identity
        set_logical_id(identity, "MailSender")
        sender = parameters.choose_if(
            parameters.own_identity, parameters.mail_identity, parameters.mail_from
        )
        self.arns = {
            "mail": _format_ses_arn(f"identity/{sender}"),
            "mail-configuration": _format_ses_arn(
                f"configuration-set/{configuration.configuration_set_name}"
            ),
            # In the SES sandbox the recipient, too, is an identity that must be allowed.
            "mail-redirect": _format_ses_arn(f"identity/{parameters.redirect_all_mail_to}"),
        }


def _format_ses_arn(resource: str) -> str:
    return f"arn:{Aws.PARTITION}:ses:{Aws.REGION}:{Aws.ACCOUNT_ID}:{resource}"


def format_secret_arn(name: str) -> str:
    """A secret's ARN by its name; Secrets Manager adds six characters of its own."""
    return f"arn:{Aws.PARTITION}:secretsmanager:{Aws.REGION}:{Aws.ACCOUNT_ID}:secret:{name}-??????"

"""Mail nudges from SQS: the e-mails they name are sent."""

from switchyard.entrypoints.mail_nudges import create_mail_handler

# Powertools imports its parsers too where pydantic comes before it; `bootstrap` brings pydantic.
# isort: split
from switchyard import bootstrap

handler = create_mail_handler(bootstrap.make_notifications)

"""The HTTPS channel: requests of the HTTP API become calls of the web app."""

from switchyard import bootstrap
from switchyard.entrypoints.http_requests import create_http_handler

# Built while the function starts, when Lambda lends it more of a processor than later.
handler = create_http_handler(bootstrap.make_web_app())

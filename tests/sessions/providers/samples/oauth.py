"""Requests to token endpoints, as RFC 6749 and the libraries of clients write them."""

from tests.sessions.providers.sample import Sample, form, json_body

_URL = "https://login.example.com/oauth2/token"

SAMPLES = (
    Sample(
        "oauth",
        form("POST", "https://login.example.com/token", {"grant_type": "client_credentials"}),
        says='"access_token"',
        errs_within_200=True,
        id="client",
    ),
    Sample(
        "oauth",
        form("POST", _URL, {"grant_type": "refresh_token", "refresh_token": "r"}),
        says='"refresh_token"',
        errs_within_200=True,
        id="refresh",
    ),
    Sample(
        "oauth",
        json_body("POST", _URL, {"grant_type": "client_credentials", "scope": "sms"}),
        says='"scope": "sms"',
        errs_within_200=True,
        id="json",
    ),
    Sample(
        "oauth",
        form("POST", _URL, {"grant_type": "authorization_code"}),
        status=400,
        says='"invalid_request"',
        id="no-code",
    ),
)

"""Requests to AWS STS, as its SDKs send them."""

from tests.sessions.providers.sample import Sample, form

_URL = "https://sts.eu-west-1.amazonaws.com/"
_SIGNED = {"authorization": "AWS4-HMAC-SHA256 Credential=AKIA/20261127/eu-west-1/sts/aws4_request"}
_ROLE = {"RoleArn": "arn:aws:iam::123456789012:role/path/sms", "RoleSessionName": "hook"}
_VERSION = {"Version": "2011-06-15"}

SAMPLES = (
    Sample(
        "sts",
        form("POST", _URL, {"Action": "AssumeRole", **_VERSION, **_ROLE}, headers=_SIGNED),
        says="<Arn>arn:aws:sts::123456789012:assumed-role/sms/hook</Arn>",
        id="role",
    ),
    Sample(
        "sts",
        form(
            "POST",
            "https://sts.amazonaws.com/",
            {"Action": "AssumeRoleWithWebIdentity", **_VERSION, **_ROLE, "WebIdentityToken": "t"},
        ),
        says="<SessionToken>",
        id="web identity",
    ),
    Sample(
        "sts",
        form("POST", _URL, {"Action": "GetCallerIdentity", **_VERSION}, headers=_SIGNED),
        says="<Account>000000000000</Account>",
        id="identity",
    ),
    Sample(
        "sts",
        form("POST", _URL, {"Action": "GetCallerIdentity", **_VERSION}),
        status=403,
        says="<Code>MissingAuthenticationToken</Code>",
        id="unsigned",
    ),
    Sample(
        "sts",
        form("POST", _URL, {"Action": "AssumeRole", **_VERSION}, headers=_SIGNED),
        status=400,
        says="<Code>ValidationError</Code>",
        id="no role",
    ),
)

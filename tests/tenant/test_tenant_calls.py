"""What is asked of each call of the stand-in: a token, scopes, a shape; and faults on demand."""

from __future__ import annotations

import base64
import json
import ssl
import subprocess
import sys
import threading
import time
import uuid
from pathlib import Path
from typing import Any

import httpx
import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from .assertions import TYPE
from .caller import Caller
from .server import Server, serving
from .tokens import DEVICE
from .wire import Answer


def test_a_token_needs_secret_audience_and_grant(tenant: Server, api: Caller):
    given = api.token().json()
    assert (given["token_type"], given["expires_in"]) == ("Bearer", 86_400)
    assert api.token(scope="read:logs nonsense").json()["scope"] == "read:logs"
    assert api.token(client_secret="wrong").json()["error"] == "access_denied"
    assert api.token(client_id="nobody").status_code == 401
    assert "Service not enabled" in api.token(audience="https://elsewhere/").text
    assert "client-grant" in api.token(tenant.clients.add(granted=False)).text
    assert api.token(grant_type="password").json()["error"] == "unsupported_grant_type"
    assert api.http.post("/oauth/token", json=["no", "form"]).status_code == 400


def signed(key: rsa.RSAPrivateKey, claims: dict[str, Any]) -> str:
    """A JWT by RS256."""
    parts = [{"alg": "RS256", "typ": "JWT"}, claims]
    text = ".".join(encoded(json.dumps(part).encode()) for part in parts)
    signature = key.sign(text.encode(), padding.PKCS1v15(), hashes.SHA256())
    return f"{text}.{encoded(signature)}"


def encoded(data: bytes) -> str:
    """As JWTs have it."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def test_a_private_key_proves_a_client_once(tenant: Server, api: Caller):
    key, other = (rsa.generate_private_key(public_exponent=65537, key_size=1024) for _ in "ab")
    pem = key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    client = tenant.clients.add(public_key=pem)

    def status(by: rsa.RSAPrivateKey = key, **changed: Any) -> int:
        claims = {
            "iss": client.client_id,
            "sub": client.client_id,
            "aud": f"https://{tenant.domain}/",
            "jti": str(uuid.uuid4()),
            "exp": time.time() + 60,
        }
        form = {"client_assertion_type": TYPE, "client_assertion": signed(by, claims | changed)}
        return api.token(client, **form).status_code

    assert status() == 200
    assert status(by=other) == status(aud="https://elsewhere/") == status(sub="x") == 401
    assert status(exp=time.time() - 1) == status(exp=time.time() + 3600) == 401
    assert (status(jti="same"), status(jti="same")) == (200, 401)


def test_a_device_waits_for_a_person(tenant: Server, api: Caller):
    tenant.tokens.polls_until_approved = None
    public = tenant.clients.add(("read:actions",), public=True)
    asked = {"client_id": public.client_id, "scope": "read:actions"}
    shown = api.http.post("/oauth/device/code", data=asked).json()
    poll = {"grant_type": DEVICE, "device_code": shown["device_code"]}

    def polled() -> dict[str, Any]:
        return api.token(public, **poll).json()

    assert polled()["error"] == "authorization_pending"
    tenant.tokens.slow_down_next = True
    assert polled()["error"] == "slow_down"
    tenant.tokens.decide(shown["user_code"], "denied")
    assert polled()["error"] == "access_denied"
    tenant.tokens.decide(shown["user_code"], "approved")
    assert polled()["scope"] == "read:actions"


def test_scopes_are_asked_for_by_each_call(tenant: Server, api: Caller):
    api.login(tenant.clients.add(("read:actions",)))
    api("GET", "/actions/actions")
    refused = api("GET", "/hooks", status=403)
    assert refused["errorCode"] == "insufficient_scope"
    assert refused["message"] == "Insufficient scope, expected any of: read:hooks"
    tenant.clients.expire_all()
    assert "Expired" in api.refused("GET", "/actions/actions", status=401)
    del api.http.headers["authorization"]
    assert api.refused("GET", "/actions/actions", status=401) == "Missing authentication"
    assert api.refused("GET", "/nothing", status=404)


@pytest.mark.parametrize("query", ["include_totals=true", "page=-1", "per_page=101", "deployed=1"])
def test_parameters_that_are_not_documented_are_refused(api: Caller, query: str):
    refused = api("GET", f"/actions/actions?{query}", status=400)
    assert refused["errorCode"] == "invalid_query_string"


def hook(name: str) -> dict[str, str]:
    """What creates a hook."""
    return {"name": name, "script": "1", "triggerId": "send-phone-message"}


@pytest.mark.parametrize("done", [False, True])
@pytest.mark.parametrize("dropped", [False, True])
def test_faults_before_and_after_the_call_is_done(
    tenant: Server, api: Caller, done: bool, dropped: bool
):
    tenant.hooks.end = "open"
    moment = "after" if done else "before"
    tenant.faults.add("drop-" + moment if dropped else "error-" + moment, "POST", "/hooks", skip=1)  # pyright: ignore[reportArgumentType]
    api("POST", "/hooks", hook("first"), status=201)
    if dropped:
        with pytest.raises(httpx.RemoteProtocolError):
            api.raw("POST", "/hooks", hook("second"))
    else:
        api.refused("POST", "/hooks", hook("second"), status=500)
    assert len(api("GET", "/hooks")) == 1 + done
    assert [seen.status for seen in tenant.calls("POST", "/hooks")] == [
        201, None if dropped else 500,
    ]  # fmt: skip


def test_the_rate_is_limited_on_demand(tenant: Server, api: Caller):
    tenant.faults.add("rate-limited", "GET", "/hooks", headers={"retry-after": "7"})
    once = api.raw("GET", "/hooks")
    assert (once.status_code, once.headers["retry-after"]) == (429, "7")
    tenant.rate.bounded, tenant.rate.left = True, 2
    before, answers = time.time(), [api.raw("GET", "/hooks") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    left = [answer.headers["x-ratelimit-remaining"] for answer in answers]
    assert left == ["1", "0", "0"]
    assert int(answers[0].headers["x-ratelimit-reset"]) > before


@pytest.mark.parametrize(("moment", "done"), [("before", False), ("after", True)])
def test_a_call_is_held_until_it_is_released(tenant: Server, api: Caller, moment: Any, done: bool):
    tenant.hooks.end = "open"
    held = tenant.faults.hold("POST", "/hooks", moment=moment)
    calling = threading.Thread(target=api.raw, args=("POST", "/hooks", hook("slow")))
    calling.start()
    assert held.reached.wait(30)
    assert bool(tenant.hooks.all) == done
    held.release()
    calling.join()
    assert tenant.calls("POST", "/hooks")[0].status == 201


def test_on_its_own_it_says_where_it_is():
    root = Path(__file__).parents[2]
    command = [sys.executable, "-m", "tests.tenant", "--hooks", "open"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=root) as served:
        assert served.stdout is not None
        facts = json.loads(served.stdout.readline())
        verify, form = facts["ca_file"], {"grant_type": "client_credentials"}
        form |= {key: facts[key] for key in ("client_id", "client_secret")}
        form |= {"audience": f"https://{facts['domain']}/api/v2/"}
        with httpx.Client(verify=ssl.create_default_context(cafile=verify)) as http:
            given = http.post(f"https://{facts['domain']}/oauth/token", json=form)
        served.terminate()
        assert served.wait(30) == 0
    assert given.json()["access_token"]


def test_a_bug_of_the_stand_in_is_not_taken_for_the_client():
    with pytest.raises(ZeroDivisionError), serving() as tenant:
        tenant.answer = lambda seen: Answer(1 // 0)
        trusted = ssl.create_default_context(cafile=str(tenant.ca_file))
        assert httpx.get(f"https://{tenant.domain}/", verify=trusted).status_code == 500

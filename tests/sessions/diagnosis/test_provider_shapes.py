"""Errors of the shapes that HTTP clients and SDKs make: what an outcome tells of the provider."""

from __future__ import annotations

import json
import textwrap
from dataclasses import replace

import pytest

BODY = {"code": 21211, "message": "not a valid phone number", "more_info": "https://h.test/21211"}
ANSWER = {
    "status": 400,
    "reason": "Bad Request",
    "code": 21211,
    "message": "not a valid phone number",
    "request": "POST https://api.test/Messages.json?api_key=‹hidden›",
    "request_id": "r-1",
    "more_info": "https://h.test/21211",
    "body": BODY,
}

DATA = f"const data = {json.dumps(BODY)};"
AXIOS = (
    DATA
    + """
const config = {
  method: 'post',
  url: '/Messages.json?api_key=k-1234567',
  baseURL: 'https://api.test',
  headers: { Authorization: 'Basic c29tZXRoaW5nOmVsc2U=', toString() { return 'x'; } },
  auth: { username: 'AC0123', password: 'hunter2-hunter2' },
  data: 'To=1',
};
const error = new Error('Request failed with status code 400');
const request = { method: 'POST', _header: 'Authorization: Basic c29tZXRoaW5n' };
request.self = request;
const headers = { 'x-request-id': 'r-1', 'set-cookie': ['sid=topsecret'] };
const response = { status: 400, statusText: 'Bad Request', headers, data, config, request };
Object.assign(error, { name: 'AxiosError', code: 'ERR_BAD_REQUEST', status: 400 });
Object.assign(error, { config, request, response });
"""
)

GOT = (
    DATA
    + """
const error = new Error('Response code 400 (Bad Request)');
const url = new URL('https://u:hunter2-hunter2@api.test/Messages.json?api_key=k-1234567');
const body = JSON.stringify(data);
const headers = { 'x-request-id': 'r-1', 'set-cookie': ['sid=topsecret'] };
const response = { statusCode: 400, statusMessage: 'Bad Request', headers, body };
error.message += ` from ${url}`;
const options = { method: 'POST', url, password: 'hunter2-hunter2' };
Object.assign(error, { code: 'ERR_NON_2XX_3XX_RESPONSE', options, response });
"""
)

TWILIO = """
class RestException extends Error {}
const error = new RestException('not a valid phone number');
Object.assign(error, { status: 400, code: 21211, moreInfo: 'https://h.test/21211' });
"""

AWS_2 = """
const error = new Error('Invalid parameter: PhoneNumber');
error.name = error.code = 'InvalidParameter';
Object.assign(error, { time: new Date(0), requestId: 'r-1', statusCode: 400, retryable: false });
"""

AWS_3 = """
const error = new Error('Invalid parameter: PhoneNumber');
const body = { pipe() {} }; body.req = { res: body };
const headers = { 'x-amzn-requestid': 'r-1' };
const $response = { statusCode: 400, reason: 'Bad Request', headers, body };
error.name = 'InvalidParameterException';
const $metadata = { httpStatusCode: 400, requestId: 'r-1', attempts: 1 };
Object.assign(error, { $fault: 'client', $response, $metadata, Code: 'InvalidParameter' });
"""

HOSTILE = """
class Odd extends Error {}
const bomb = { get() { throw new Error('boom'); } };
for (const key of ['config', 'request', '$metadata']) {
  Object.defineProperty(Odd.prototype, key, bomb);
}
const error = new Odd('odd');
error.response = new Proxy({}, { get() { throw new Error('boom'); } });
error.status = 500;
"""


@pytest.fixture
def told(run, write):
    """Calls back with the error of a shape; its properties and the whole outcome."""

    async def _told(shape: str, **settings):
        write("hook.js", f"module.exports = (r, t, c, cb) => {{ {shape} cb(error); }};")
        outcome = await run("hook.js", **settings)
        assert outcome.kind == "callback_error"
        for credential in ("hunter2", "k-1234567", "c29tZXRoaW5n", "topsecret"):
            assert credential not in str(replace(outcome, where=None))  # there is its source
        return outcome

    return _told


async def test_an_error_of_axios_tells_the_answer_and_that_the_platform_loses_it(node, told):
    outcome = await told(AXIOS, node=node)
    error = outcome.error
    assert (error.name, error.message) == ("AxiosError", "Request failed with status code 400")
    assert error.properties == {"provider": ANSWER}
    assert any("The platform would lose this error" in text for text in outcome.warnings)
    assert any("with what the provider said" in text for text in outcome.warnings)
    assert outcome.wire["data"]["message"].startswith("Error serializing error: ")


async def test_an_error_of_got_tells_the_answer(told):
    outcome = await told(GOT)
    request = "POST https://‹hidden›@api.test/Messages.json?api_key=‹hidden›"
    assert outcome.error.properties == {"provider": {**ANSWER, "request": request}}
    assert outcome.error.message.endswith(
        " from https://‹hidden›@api.test/Messages.json?api_key=‹hidden›"
    )
    assert outcome.error.stack.startswith(f"Error: {outcome.error.message[:31]}")
    assert outcome.wire["data"]["options"]["password"] == "‹hidden›"


async def test_an_error_of_twilio_says_all_itself_and_is_not_lost(told):
    outcome = await told(TWILIO)
    assert outcome.error.code == 21211
    answer = outcome.error.properties["provider"]
    assert list(answer.items()) == [
        ("status", 400),
        ("code", 21211),
        ("message", "not a valid phone number"),
        ("more_info", "https://h.test/21211"),
    ]
    assert outcome.warnings == ()
    assert outcome.wire["data"]["status"] == 400


async def test_an_error_of_aws_sdk_2(told):
    outcome = await told(AWS_2)
    assert outcome.error.properties["provider"] == {
        "status": 400,
        "code": "InvalidParameter",
        "message": "Invalid parameter: PhoneNumber",
        "request_id": "r-1",
    }
    assert "statusCode" not in outcome.error.properties


async def test_an_error_of_aws_sdk_3(told):
    outcome = await told(AWS_3)
    assert outcome.error.properties["provider"] == {
        "status": 400,
        "reason": "Bad Request",
        "code": "InvalidParameter",
        "message": "Invalid parameter: PhoneNumber",
        "request_id": "r-1",
    }
    assert any("The platform would lose this error" in text for text in outcome.warnings)


async def test_the_cause_of_an_error_tells_its_answer_too(told):
    wrapped = (
        f"const inner = (() => {{ {AXIOS} return error; }})();"
        "const error = new Error('sending failed', { cause: inner });"
    )
    outcome = await told(wrapped)
    assert outcome.error.properties == {}
    assert outcome.error.cause.properties == {"provider": ANSWER}


async def test_an_error_whose_members_throw_is_told_all_the_same(node, told):
    outcome = await told(HOSTILE, node=node)
    assert outcome.error.properties["provider"] == {"status": 500, "message": "odd"}


async def test_an_error_that_is_rejected_tells_its_answer(run, write):
    write("hook.js", f"module.exports = async () => {{ {AXIOS} throw error; }};")
    outcome = await run("hook.js")
    assert outcome.kind == "rejected"
    assert outcome.error.properties == {"provider": ANSWER}


PYTHON = {
    "requests": """
        class Request:
            method, url = "POST", "https://api.test/Messages.json?api_key=k-1234567"
            headers = {"Authorization": "Basic c29tZXRoaW5n"}
        class Response:
            status_code, reason, request = 400, "Bad Request", Request()
            headers = {"x-request-id": "r-1"}
            text = json.dumps(BODY)
            def __bool__(self): return False
        error = IOError("400 Client Error")
        error.response, error.request = Response(), Request()
        """,
    "httpx": """
        class Url:
            def __str__(self): return "https://api.test/Messages.json?api_key=k-1234567"
        class Request:
            method, url = "POST", Url()
        class Response:
            status_code, reason_phrase, headers = 400, "Bad Request", {"x-request-id": "r-1"}
            text = json.dumps(BODY)
        class HTTPStatusError(Exception):
            request, response = Request(), Response()
        error = HTTPStatusError("Client error '400 Bad Request'")
        """,
}


@pytest.mark.parametrize("client", PYTHON)
async def test_an_error_of_a_python_client_tells_the_answer(client, run, write):
    shape = textwrap.indent(textwrap.dedent(PYTHON[client]), "    ")
    write(
        "hook.py",
        f"import json\nBODY = {BODY!r}\n"
        f"def send(recipient, text, context):\n{shape}\n    raise error\n",
    )
    outcome = await run("hook.py:send")
    assert outcome.error.properties["provider"] == ANSWER
    assert "k-1234567" not in str(outcome)
    assert "c29tZXRoaW5n" not in str(outcome)


@pytest.mark.parametrize(
    ("shape", "answer"),
    [
        (
            "error.response = {'Error': {'Code': 'Throttling', 'Message': 'Rate exceeded'},"
            " 'ResponseMetadata': {'HTTPStatusCode': 400, 'RequestId': 'r-1'}}",
            {"status": 400, "code": "Throttling", "message": "Rate exceeded", "request_id": "r-1"},
        ),
        (
            "error.status, error.code, error.msg = 400, 21211, 'not a number';"
            " error.uri, error.method = '/Messages.json', 'POST'",
            {
                "status": 400,
                "code": 21211,
                "message": "not a number",
                "request": "POST /Messages.json",
            },
        ),
    ],
    ids=["botocore", "twilio"],
)
async def test_an_error_of_a_python_sdk_tells_the_answer(shape, answer, run, write):
    write(
        "hook.py",
        f"def send(recipient, text, context):\n    error = Exception('failed')\n"
        f"    {shape}\n    raise error\n",
    )
    outcome = await run("hook.py:send")
    assert outcome.error.properties["provider"] == answer


async def test_an_error_of_python_whose_members_raise_is_told_all_the_same(run, write):
    write(
        "hook.py",
        "class Odd(Exception):\n"
        "    status = 500\n"
        "    request = property(lambda self: 1 / 0)\n"
        "    response = property(lambda self: 1 / 0)\n"
        "def send(recipient, text, context):\n"
        "    raise Odd('odd')\n",
    )
    outcome = await run("hook.py:send")
    assert outcome.error.properties["provider"] == {"status": 500, "message": "odd"}

"""Python functions: how they are found, what they are given, and how they are called."""

from __future__ import annotations

import ast
import json
import venv

import pytest

from sessions.contract.kinds import Kind
from sessions.targets.local import target

PAYLOAD = {
    "recipient": "+18085555555",
    "text": "Your code is 123456",
    "context": {"message_type": "sms", "user": {}},
}


async def test_a_function_is_given_the_payload_and_the_request(run, write, tmp_path):
    write(
        "hook.py",
        "import os, sys\n"
        "def handler(recipient, text, context):\n"
        "    webtask = dict(context['webtask'])\n"
        "    body = webtask.pop('body')\n"
        "    circular = body['context'] is context\n"
        "    values = [recipient, text, context['message_type'], type(context).__name__]\n"
        "    return {'values': values,\n"
        "            'webtask': webtask, 'circular': circular, 'cwd': os.getcwd(),\n"
        "            'name': __name__, 'argv': sys.argv, 'path': sys.path[0]}\n",
    )
    outcome = await run("hook.py", PAYLOAD, secrets={"KEY": "k1"})
    seen = outcome.response
    assert json.loads(seen["webtask"].pop("body_raw")) == PAYLOAD
    assert seen["webtask"].pop("id")
    assert seen["webtask"].pop("secrets") == {"KEY": "k1"}
    assert seen == {
        "values": ["+18085555555", "Your code is 123456", "sms", "dict"],
        "webtask": {
            "data": {"KEY": "k1"},
            "headers": {"content-type": "application/json"},
            **{"params": {}, "query": {}, "meta": {}},
        },
        "circular": True,
        "cwd": str(tmp_path),
        "name": "hook",
        "argv": [str(tmp_path / "hook.py")],
        "path": str(tmp_path),
    }


@pytest.mark.parametrize(
    "function",
    [
        "def handler(recipient, text, context, cb): cb(None, recipient)",
        "def handler(recipient, text, context, done): done(None, recipient)",
        "def handler(recipient, text, context, cb=None): cb(None, recipient)",
        "def handler(recipient, *, cb): cb(None, recipient)",
        "def handler(recipient, cb): cb(None, recipient)",
        "def handler(recipient, text, context): return recipient",
        "def handler(recipient, text, context, tries=3): return recipient",
        "def handler(recipient): return recipient",
        "def handler(*values): return values[0] if len(values) == 3 else values",
        "async def handler(recipient, text, context): return recipient",
        "async def handler(recipient, text, context, cb): cb(None, recipient)",
        "handler = lambda recipient, text, context: recipient",
        "class Sender:\n    def __call__(self, r, t, c): return r\nhandler = Sender()",
        "async def send(r): return r\ndef handler(r, t, c): return send(r)",
    ],
)
async def test_a_function_is_called_as_it_wants_to_be(function, run, write):
    write("hook.py", function)
    outcome = await run("hook.py", PAYLOAD)
    assert outcome.error is None
    assert outcome.response == PAYLOAD["recipient"]


async def test_a_function_may_be_named_with_its_file(run, write):
    write("hook.py", "class Sms:\n    @staticmethod\n    def send(r, t, c): return 'sms'\n")
    outcome = await run("hook.py:Sms.send")
    assert outcome.response == "sms"
    assert outcome.target.location == "hook.py:Sms.send"


async def test_a_function_may_be_named_with_its_module(run, write):
    write("texts/__init__.py", "")
    write("texts/greeting.py", "HELLO = 'hello'")
    write("texts/send.py", "from .greeting import HELLO\ndef sms(r, t, c): return HELLO")
    outcome = await run("texts.send:sms")
    assert outcome.response == "hello"
    assert outcome.target.kind == "python"


async def test_a_file_may_import_what_lies_beside_it(run, write):
    write("app/helper.py", "ID = 'SM1'")
    write("app/hook.py", "import helper\ndef handler(r, t, c): return {'MessageID': helper.ID}")
    outcome = await run("app/hook.py")
    assert outcome.message_id == "SM1"


async def test_a_module_that_is_not_there_is_no_target(run, tmp_path):
    outcome = await run("texts.send:sms")
    assert outcome.kind == Kind.TARGET_NOT_FOUND
    assert outcome.error.message.startswith(f"There is no module 'texts.send' in {tmp_path}, nor ")


async def test_a_module_that_lacks_another_is_a_target(run, write):
    write("texts.py", "import nobody_has_this\n")
    outcome = await run("texts:sms")
    assert outcome.kind == Kind.MISSING_MODULE
    assert outcome.where.line == 1


async def test_a_syntax_error_is_told_with_its_place(run, write):
    path = write("hook.py", "import os\ndef handler(recipient, text:\n    return None\n")
    outcome = await run("hook.py")
    assert outcome.kind == Kind.SYNTAX_ERROR
    assert outcome.where.file == str(path)
    assert outcome.where.line == 2
    assert outcome.where.column


async def test_a_syntax_error_of_what_a_hook_reads_is_no_syntax_error_of_the_hook(run, write):
    write("hook.py", "import ast\ndef handler(r, t, c):\n    return ast.literal_eval('1 +')")
    outcome = await run("hook.py")
    assert outcome.kind == Kind.SYNC_THROW
    assert outcome.where.line == 3


async def test_an_error_is_told_with_its_properties_and_its_causes(run, write):
    write(
        "hook.py",
        "class TwilioError(Exception):\n"
        "    def __init__(self, message, code):\n"
        "        super().__init__(message)\n"
        "        self.code, self.status, self.reply = code, 400, object\n"
        "def handler(recipient, text, context, cb):\n"
        "    try:\n"
        "        try:\n"
        "            raise OSError(111, 'refused')\n"
        "        except OSError as root:\n"
        "            raise TwilioError('not a valid number', 21211) from root\n"
        "    except TwilioError as error:\n"
        "        cb(error)\n",
    )
    outcome = await run("hook.py")
    error = outcome.error
    assert (error.name, error.message, error.code) == ("TwilioError", "not a valid number", 21211)
    answer = {"status": 400, "code": 21211, "message": "not a valid number"}
    assert error.properties == {"provider": answer, "reply": "<class 'object'>"}
    assert (error.cause.name, error.cause.code) == ("ConnectionRefusedError", "ECONNREFUSED")
    assert outcome.where.line == 10
    assert "runner.py" not in error.stack
    assert error.stack.startswith("Traceback")
    assert outcome.wire["data"]["message"] == "not a valid number"
    assert outcome.wire["data"]["status"] == 400


async def test_the_console_has_level_text_place_and_time(run, write):
    path = write(
        "hook.py",
        "import logging, sys\n"
        "print('loading')\n"
        "log = logging.getLogger('sms')\n"
        "logging.basicConfig(level='DEBUG', format='%(message)s')\n"
        "def handler(recipient, text, context):\n"
        "    print('to', recipient, 'in\\nparts')\n"
        "    print('gathered', end=' ')\n"
        "    print('line')\n"
        "    print('err', file=sys.stderr)\n"
        "    log.debug('d')\n"
        "    log.info('i')\n"
        "    log.warning('w')\n"
        "    log.error('e')\n"
        "    log.critical('c')\n"
        "    sys.stdout.buffer.write(b'bytes\\n')\n"
        "    sys.stdout.buffer.flush()\n"
        "    print('no end', end='')\n",
    )
    outcome = await run("hook.py", PAYLOAD)
    assert [(line.level, line.text, line.line) for line in outcome.console] == [
        ("stdout", "loading", 2),
        ("stdout", "to +18085555555 in\nparts", 6),
        ("stdout", "gathered line", 7),
        ("stderr", "err", 9),
        ("debug", "d", 10),
        ("info", "i", 11),
        ("warn", "w", 12),
        ("error", "e", 13),
        ("error", "c", 14),
        ("stdout", "no end", 17),
        ("stdout", "bytes", None),
    ]
    assert {line.file for line in outcome.console[:-1]} == {str(path)}
    assert outcome.console[0].t_ms < 0 <= outcome.console[1].t_ms


async def test_a_hook_may_start_processes_of_its_own(run, write):
    write(
        "hook.py",
        "import multiprocessing, os\n"
        "def double(n): return 2 * n\n"
        "def handler(recipient, text, context):\n"
        "    if os.fork() == 0:\n"
        "        raise SystemExit(7)\n"
        "    os.wait()\n"
        "    with multiprocessing.get_context('spawn').Pool(1) as pool:\n"
        "        return pool.map(double, [1, 2])\n",
    )
    outcome = await run("hook.py", live=True)
    assert outcome.error is None
    assert outcome.response == [2, 4]
    assert outcome.warnings == ()


async def test_a_function_runs_under_the_environment_nearest_to_it(run, write, tmp_path):
    venv.create(tmp_path / "app" / ".venv", symlinks=True)
    write("app/hooks/hook.py", "import sys\ndef handler(r, t, c): return sys.prefix")
    outcome = await run("app/hooks/hook.py")
    assert outcome.response == str(tmp_path / "app/.venv")
    assert outcome.target.runtime.endswith(" (.venv)")


@pytest.mark.parametrize(
    "path", sorted((target.RUNNER / "python").glob("*.py")), ids=lambda path: path.name
)
def test_the_runner_is_written_for_old_pythons(path):
    tree = ast.parse(path.read_text(), feature_version=(3, 9))
    futures = [n for n in tree.body if isinstance(n, ast.ImportFrom) and n.module == "__future__"]
    assert [alias.name for node in futures for alias in node.names] == ["annotations"]

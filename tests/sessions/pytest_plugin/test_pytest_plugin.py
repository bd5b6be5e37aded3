"""Session files and the fixture `offhook` in pytest: each test a run of pytest of its own."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from collections.abc import Callable

import pytest

pytest_plugins = ["pytester"]

HOOK = """
def send(recipient, text, context):
    print("asked for", context["code"])
    if context["code"] == "000000":
        raise ValueError("the number is invalid: " + context["webtask"]["secrets"]["TOKEN"])
    return {"MessageID": "SM" + context["code"]}
"""
INVOCATION = """
[invocation."{name}"]
{head}
[invocation."{name}".payload]
recipient = "+18085555555"
text = "Your code"
[invocation."{name}".payload.context]
message_type = "sms"
action = "enrollment"
language = "en"
code = "{code}"
ip = "127.0.0.1"
user_agent = "x"
user = {{ user_id = "auth0|1" }}
"""
BROKEN = 'format = 1\n[invocation.x]\npayload = {}\nexpect = { outcome = "fine" }\n'


def invocation(name: str, code: str = "123456", head: str = "") -> str:
    return INVOCATION.format(name=name, code=code, head=head)


Run = Callable[..., pytest.RunResult]


@pytest.fixture
def run(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs pytest, with offhook's plugin and no other but those named, in a folder with a hook."""
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    pytester.makepyfile(hook=HOOK)

    def run(*arguments: str, plugins: tuple[str, ...] = ()) -> pytest.RunResult:
        loaded = [word for each in ("offhook_pytest", *plugins) for word in ("-p", each)]
        result = pytester.runpytest_subprocess(*loaded, *arguments, timeout=60)
        assert "Traceback" not in result.stdout.str() + result.stderr.str()
        return result

    return run


def write(pytester: pytest.Pytester, name: str, text: str) -> None:
    path = pytester.path / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")


def test_each_invocation_is_a_test_that_says_what_is_not_as_expected(
    run: Run, pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TOKEN", "f00tok3n")
    expect = 'expect = { response = { "MessageID" = "SM1" }, outcome = "delivered" }'
    away = 'target = "away"'
    said = invocation("first", head='tags = ["smoke-test", "skip", "a b"]')
    said += invocation("wrong", "000000", expect) + invocation("away", head=away)
    write(
        pytester,
        "sessions/enroll.toml",
        'format = 1\ntags = ["enroll"]\nsecrets = ["TOKEN"]\ntarget = "../hook.py:send"\n'
        f'[targets.away]\nurl = "http://127.0.0.1:1"\nheaders = {{ A = "${{env:TOKEN}}" }}\n{said}',
    )
    lacking = f'format = 1\nsecrets = ["NOWHERE"]\n{invocation("lacking")}'
    write(pytester, "sessions/lacking.toml", lacking)
    write(pytester, "sessions/other.toml", "[tool]\nname = 'x'\n")
    write(pytester, "tests/fixture.toml", f"format = 1\n{invocation('not-asked-for')}")
    pytester.makeini("[pytest]\noffhook_sessions = sessions/\n")
    result = run("-v", "--strict-markers", "--junitxml=report.xml", "-rA")
    result.assert_outcomes(passed=1, failed=3)
    result.stdout.fnmatch_lines(
        [
            "sessions/enroll.toml::first PASSED*",
            "outcome: expected delivered, found failed (*: the number is invalid: ‹TOKEN›)",
            'response.MessageID: expected "SM1", found nothing',
            "at *hook.py:4:9",
            "*console of the hook*",
            "*asked for 000000",
            "*enroll.toml would send *TOKEN to http://127.0.0.1:1: *add --offhook-allow-env TOKEN",
            "*lacking.toml: no value for NOWHERE; *(--offhook-env-file)",
        ]
    )
    assert "f00tok3n" not in result.stdout.str()
    cases = ElementTree.parse(pytester.path / "report.xml").iter("testcase")
    assert [(case.get("name"), case.find("failure") is None) for case in cases] == [
        *(("first", True), ("wrong", False), ("away", False), ("lacking", False))
    ]


def test_pytest_selects_by_tag_and_name_and_a_broken_file_is_an_error(
    run: Run, pytester: pytest.Pytester
) -> None:
    write(pytester, "a.toml", f"format = 1\n{invocation('one')}{invocation('two')}")
    tagged = invocation("three", head='tags = ["smoke-test"]') + invocation("four")
    write(pytester, "b.toml", f"format = 1\n{tagged}")
    write(pytester, "broken.toml", BROKEN)
    write(pytester, "no.toml", "format = 1\n[invocation.x\n")
    write(pytester, "other.toml", "format = 'x'\n[tool]\n")
    write(pytester, "template.toml", "{% if %}")
    pytester.makepyfile(test_it="def test_it(): pass\n")

    def collected(*arguments: str) -> list[str]:
        shown = ("-p", "offhook_pytest", "--collect-only", "-q", "--strict-markers")
        lines = pytester.runpytest_inprocess(*shown, *arguments).outlines
        return [line for line in lines if "::" in line or line.startswith(str(pytester.path))]

    found = collected("--offhook")
    *tests, broken, no_toml = found
    sessions = ["a.toml::one", "a.toml::two", "b.toml::three", "b.toml::four"]
    assert tests == [*sessions, "test_it.py::test_it"]
    assert f"{pytester.path}/broken.toml:4: invocation.x.expect.outcome: " in broken
    assert f"{pytester.path}/no.toml:2: not TOML" in no_toml
    sound = ("--offhook", "--ignore=broken.toml", "--ignore=no.toml")
    assert collected(*sound, "-m", "smoke-test") == ["b.toml::three"]
    assert collected("a.toml::two") == ["a.toml::two"]


def test_the_fixture_sends_also_from_a_test_that_is_async_and_in_a_worker(
    run: Run, pytester: pytest.Pytester
) -> None:
    write(pytester, ".env", "TOKEN=f00tok3n\n")
    write(pytester, "a.toml", f'format = 1\ntarget = "hook.py:send"\n{invocation("one")}')
    pytester.makepyfile(
        test_hook="""
        import asyncio
        import pytest
        from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
        from threading import Thread

        def test_values(offhook):
            outcome = offhook.send("hook.py:send", context={"code": "7"}, secrets={"TOKEN": "abcd"})
            assert outcome.delivered and outcome.message_id == "SM7"

        def test_names(offhook):
            outcome = offhook.send("hook.py:send", context={"code": "000000"}, secrets=["TOKEN"])
            assert outcome.error.message == "the number is invalid: ‹TOKEN›"

        def test_async(offhook):
            async def sent():
                return offhook.send("hook.py:send", recipient="+1", faults=["429"])
            assert asyncio.run(sent()).faults[0].fault == "429"

        def test_wrong(offhook):
            with pytest.raises(ValueError, match="--offhook-target"):
                offhook.send()
            with pytest.raises(ValueError, match="nothing-such"):
                offhook.send("hook.py:send", faults=["nothing-such"])
            with pytest.raises(Exception, match="no value for NOWHERE.*--offhook-env-file"):
                offhook.send("hook.py:send", secrets=["NOWHERE"])

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            peers = set()

            def do_POST(self):
                self.peers.add(self.client_address)
                self.rfile.read(int(self.headers["Content-Length"]))
                body = b'{"MessageID": "1"}'
                self.send_response(200)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

        def test_a_target_is_opened_once(offhook):
            server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
            Thread(target=server.serve_forever, daemon=True).start()
            for _ in range(3):
                assert offhook.send(f"http://127.0.0.1:{server.server_port}/").message_id == "1"
            assert len(Handler.peers) == 1
        """
    )
    result = run("--offhook", "-n", "1", plugins=("xdist",))
    result.assert_outcomes(passed=6)


def test_a_project_that_does_not_ask_for_it_loads_nothing(
    run: Run, pytester: pytest.Pytester
) -> None:
    """Not even the package `sessions`: it may have one of its own."""
    write(pytester, "sessions/__init__.py", "MINE = True\n")
    write(pytester, "a.toml", f"format = 1\n{invocation('one')}")
    pytester.makepyfile("import sessions\n\ndef test_it(): assert sessions.MINE\n")
    run().assert_outcomes(passed=1)

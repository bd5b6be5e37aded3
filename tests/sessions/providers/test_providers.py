"""Every provider there is, against its own sample requests and against any others."""

from __future__ import annotations

import json
import pkgutil
import xml.etree.ElementTree as ET
from dataclasses import replace
from http import HTTPStatus
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions import providers
from sessions.contract.outcome import OutboundMessage
from sessions.providers import registry
from sessions.providers.provider import Answer, Provider, Request

from .sample import Sample

MODULES = sorted(
    module.name
    for module in pkgutil.iter_modules(providers.__path__)
    if hasattr(import_module(f"{providers.__name__}.{module.name}"), "PROVIDERS")
)
SAMPLED = sorted(path.stem for path in Path(__file__).with_name("samples").glob("*.py"))


def _samples_of(name: str) -> tuple[Sample, ...]:
    return import_module(f"{__package__}.samples.{name}").SAMPLES


SAMPLES = tuple(sample for name in SAMPLED for sample in _samples_of(name))
REFUSALS = ("400", "401", "429", "500")

texts = st.text(max_size=20)
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=8,
)
each_sample = pytest.mark.parametrize(
    "sample", [pytest.param(one, id=f"{one.provider} {one.id}".strip()) for one in SAMPLES]
)


def _mutated(value: Any, names: list[str], other: Any) -> Any:
    """JSON with what stands under some of its names, at any depth, replaced."""
    if isinstance(value, dict):
        return {
            name: other if name in names else _mutated(item, names, other)
            for name, item in value.items()
        }
    return [_mutated(item, names, other) for item in value] if isinstance(value, list) else value


def _names(value: Any) -> set[str]:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    own = set(value) if isinstance(value, dict) else set()
    return own.union(*map(_names, inner))


@st.composite
def requests(draw: st.DrawFn) -> Request:
    """Samples with a part or all of them replaced."""
    request = draw(st.sampled_from(SAMPLES)).request
    method = draw(st.sampled_from((request.method, "GET", "POST", "PUT", "DELETE", "HEAD")))
    bodies = st.just(request.body) | st.binary(max_size=60) | values.map(_encoded)
    if isinstance(request.json, dict | list):
        names = draw(st.lists(st.sampled_from(sorted(_names(request.json)) or [""]), max_size=2))
        bodies |= values.map(lambda other: _encoded(_mutated(request.json, names, other)))
    if request.form:
        name = draw(st.sampled_from(sorted(request.form)))
        bodies |= texts.map(lambda text: request.body.replace(name.encode(), text.encode()))
    headers = draw(st.sampled_from((request.headers, request.headers[:1], ())))
    path = draw(st.just(request.path) | texts.map(lambda text: f"{request.path}/{text}"))
    query = draw(st.just(request.query) | texts)
    return replace(
        request, method=method, body=draw(bodies), headers=headers, path=path, query=query
    )


def _encoded(value: Any) -> bytes:
    return json.dumps(value).encode()  # with halves of surrogate pairs, where a text has them


def _parsed(answer: Answer) -> Any:
    """The body by its content-type; fails where it is not what it says, or cannot be sent."""
    assert HTTPStatus(answer.status) not in (204, 304) or not answer.body
    answer.body.decode()
    "".join(answer.headers.values()).encode("latin-1")
    kind = {name.lower(): text for name, text in answer.headers.items()}.get("content-type", "")
    if "json" in kind:
        return json.loads(answer.body)
    if "xml" in kind:
        return ET.fromstring(answer.body)
    return answer.body.decode()


def _provider(name: str) -> Provider:
    provider = registry.named(name)
    assert provider is not None
    return provider


def test_every_module_has_samples_of_each_of_its_providers() -> None:
    assert SAMPLED == MODULES
    for module in MODULES:
        every = import_module(f"{providers.__name__}.{module}").PROVIDERS
        own = {one.name for one in every}
        silent = {one.name for one in every if not one.takes_numbers}
        sampled = _samples_of(module)
        assert {one.provider for one in sampled if one.message} | silent == own, module
        assert {one.provider for one in sampled} == own, module


def test_names_are_unique_and_the_generic_one_is_last() -> None:
    names = registry.names()
    assert len(set(names)) == len(names)
    assert names[-1] == "generic"


@each_sample
def test_a_sample_is_recognized_and_read(sample: Sample) -> None:
    provider = registry.recognize(sample.request)
    assert provider.name == sample.provider
    assert provider.read(sample.request) == sample.message


@each_sample
def test_a_sample_is_answered(sample: Sample) -> None:
    answer = _provider(sample.provider).accept(sample.request)
    assert answer.status == sample.status
    assert sample.says in answer.body.decode()
    _parsed(answer)


@each_sample
def test_a_sample_is_refused(sample: Sample) -> None:
    provider = _provider(sample.provider)
    accepted = provider.accept(sample.request)
    for refusal in REFUSALS:
        answer = provider.refuse(sample.request, refusal)
        _parsed(answer)
        assert answer.status >= 400 or sample.errs_within_200, refusal
        assert answer.body, refusal
        assert answer != accepted or sample.status >= 400, refusal


@pytest.mark.parametrize("name", registry.names())
def test_each_refusal_of_a_provider_is_another(name: str) -> None:
    own = [one for one in SAMPLES if one.provider == name]
    sample = next((one for one in own if one.message), own[0])
    refused = [_provider(name).refuse(sample.request, refusal) for refusal in REFUSALS]
    assert len({(answer.status, answer.body) for answer in refused}) == len(REFUSALS)


@given(requests())
def test_any_request_is_read_and_answered(request: Request) -> None:
    provider = registry.recognize(request)
    message = provider.read(request)
    assert message is None or isinstance(message, OutboundMessage)
    if message:
        for text in (message.to, message.sender, message.text):
            assert text is None or text.encode().decode() == text
    _parsed(provider.accept(request))
    for refusal in REFUSALS:
        _parsed(provider.refuse(request, refusal))

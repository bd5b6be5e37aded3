"""Templates: the variables of the contract, the wordings of all languages, limits, one message."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sessions.platforms.auth0.message_templates import LANGUAGES, Template, TemplateError, Templates
from sessions.platforms.auth0.mfa.model import State
from sessions.platforms.auth0.mfa.payload import sample_setup, template_values

SAMPLE = (
    "123456 is your verification code for Acme. Please enter this code to verify your enrollment."
)


def values(language: str = "en", *, voice: bool = False) -> dict[str, object]:
    state = State(sample_setup("Acme", language), method="voice" if voice else "sms")
    return dict(template_values(state, "123456"))


def template(source: str) -> Template:
    return Template(source, "the template")


def test_the_sample_of_the_contract_is_the_default() -> None:
    assert Templates().render("enrollment", values()) == SAMPLE
    text = Templates().render("second-factor-authentication", values())
    assert text == "123456 is your verification code for Acme"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("action", ["enrollment", "second-factor-authentication"])
def test_every_language_has_code_and_tenant(language: str, action: str) -> None:
    text = Templates().render(action, values(language))
    assert text.count("123456") == 1
    assert text.count("Acme") == 1
    assert "{" not in text
    said = Templates().render(action, values(language, voice=True))
    assert said.count("1.2.3.4.5.6") == 2
    assert said != text


def test_the_languages_differ() -> None:
    texts = {Templates().render("enrollment", values(language)) for language in LANGUAGES}
    assert len(texts) == len(LANGUAGES)


@pytest.mark.parametrize(
    ("locale", "like"), [("fr-CA", "fr"), ("zh_TW", "zh"), ("N/A", "en"), ("xx", "en"), ("", "en")]
)
def test_a_locale_has_the_wording_of_its_language(locale: str, like: str) -> None:
    render = Templates().render
    assert render("enrollment", values(locale)) == render("enrollment", values(like))


def test_all_variables_are_there() -> None:
    source = (
        "{{code}}|{{locale}}|{{message_type}}|{{tenant.friendly_name}}|{{tenant.friendlyName}}"
        "|{{pause}}|{{requestInfo.lang}}|{{missing}}"
    )
    assert template(source).render(values("de")) == "123456|de|sms|Acme|Acme||de|"
    said = template(source).render(values("de", voice=True))
    assert said == "1.2.3.4.5.6|de|voice|Acme|Acme|...|de|"


def test_a_tenants_own_is_used_for_its_action_only() -> None:
    own = Templates(enrollment=template("\n{% if locale == 'en' %}\n{{code}}!\n{% endif %}\n"))
    assert own.render("enrollment", values()) == "123456!"
    assert "Acme" in own.render("second-factor-authentication", values())


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("a\n{{ code", "the template, line 2: expected '}}', found end of file"),
        ("a\n\n{% for %}", "the template, line 3: missing expression"),
        ("{% if code %}\n\nx\n", "the template, line 3: expected tag endif"),
        ("{{ code }}\n{{ code | shout }}", "the template, line 2: unknown filter 'shout'"),
        ("\n{% include 'x' %}", "line 2: there is no template 'x' to include"),
        ("{{ code | divided_by: 0 }}", "line 1: divided_by: can't divide by 0"),
        ("{% if a %}" * 5_000, "it runs away: block nesting limit"),
        ("x" * 70_000, "the template: longer than 65,536 characters"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(source: str, message: str) -> None:
    with pytest.raises(TemplateError) as raised:
        template(source).render(values())
    assert message in str(raised.value)
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize(
    "source",
    [
        "{% for i in (1..100000) %}x{% endfor %}",
        "{% for i in (1..900) %}" + "x" * 60 + "{% endfor %}",
        "{% for i in (1..999) %}{% for j in (1..999) %}{% endfor %}{% endfor %}",
        "{% assign a = 'xx' %}{% for i in (1..90) %}{% assign a = a | append: a %}{% endfor %}",
        "{% assign a = 9 %}{% for i in (1..90) %}{% assign a = a | times: a %}{% endfor %}",
        "{{ (1..9999999999) | join: ',' }}",
        "{{ 'a' | append: (1..9999999999) }}",
        "{% assign a = (1..9999999999) | reverse %}",
        "{% tablerow i in (1..9999999999) %}x{% endtablerow %}",
    ],
)
def test_nothing_runs_away(source: str) -> None:
    with pytest.raises(TemplateError, match="it runs away"):
        template(source).render(values())


@given(st.text(alphabet="{}%|.: \n'\"()1codeifnxrs", max_size=60))
@settings(max_examples=200)
def test_any_text_renders_or_is_told_in_one_line(source: str) -> None:
    try:
        template(source).render(values())
    except TemplateError as error:
        assert "\n" not in str(error)

"""How sessions are replayed elsewhere: files to copy into a project, as `offhook help ci` shows
them. `URL_OF_OFFHOOK` stands for where it comes from, as pip and git have it: a clone, a wheel, a
repository."""

from __future__ import annotations

from typing import Final

GITHUB: Final = """\
# .github/workflows/hooks.yml
name: hooks
on: [push, pull_request]
permissions:
  contents: read
jobs:
  hooks:
    runs-on: ubuntu-latest
    timeout-minutes: 10
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-node@v4
        with:
          node-version: 22
      - run: pipx install 'offhook @ URL_OF_OFFHOOK'
      - run: offhook replay tests/sessions --format github
        env:
          TWILIO_AUTH_TOKEN: any-value
"""
GITLAB: Final = """\
# .gitlab-ci.yml
hooks:
  image: python:3.13
  variables:
    TWILIO_AUTH_TOKEN: any-value
  script:
    - pip install 'offhook[node] @ URL_OF_OFFHOOK'
    - offhook replay tests/sessions --format junit --output report.xml
  artifacts:
    when: always
    reports:
      junit: report.xml
"""
PRE_COMMIT: Final = """\
# .pre-commit-config.yaml
repos:
  - repo: URL_OF_OFFHOOK
    rev: COMMIT_OR_TAG
    hooks:
      - id: offhook-check
        files: ^tests/sessions/.*\\.toml$
"""
DOCKER: Final = """\
# Dockerfile
FROM python:3.13
RUN pip install --no-cache-dir 'offhook[node] @ URL_OF_OFFHOOK'
ENV HOME=/tmp
WORKDIR /work
USER 1000
ENTRYPOINT ["offhook"]
"""
INBOX: Final = """\
# compose.yaml; other services reach it by http://inbox:8026/TOKEN/twilio
services:
  inbox:
    image: offhook
    command: inbox --headless --host inbox
    environment:
      OFFHOOK_INBOX_TOKEN: ${OFFHOOK_INBOX_TOKEN}
    ports: ["127.0.0.1:8026:8026"]
"""
DOCKER_RUN: Final = """\
docker build -t offhook .
docker run --rm -v "$PWD:/work" -e TWILIO_AUTH_TOKEN=any-value \\
  offhook replay tests/sessions
"""

"""Folders of auth0-deploy-cli, made in both layouts with the same content."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final, Literal, TypeAlias

Layout: TypeAlias = Literal["directory", "yaml"]

HOOK_CODE: Final = """\
// sent for ##COMPANY##, not for ##NOBODY##
const BASE = @@BASE@@;
module.exports = function (recipient, text, context, cb) {
  const { TOKEN, SID } = context.webtask.secrets;
  console.log(BASE, TOKEN, SID);
  cb(null, { MessageID: '##COMPANY##-1' });
};
"""
ACTION_CODE: Final = """\
const { label } = require('actions:labels');
exports.onExecuteCustomPhoneProvider = async (event, api) => {
  console.log(label(event.notification.recipient), event.secrets.KEY);
  throw new Error('##COMPANY## refuses');
};
"""
MODULE_CODE: Final = """\
exports.label = (to) => `##COMPANY## ${actions.secrets.LABEL_KEY} ${to}`;
"""
CONFIG: Final = {
    "AUTH0_DOMAIN": "example.auth0.com",
    "AUTH0_KEYWORD_REPLACE_MAPPINGS": {"COMPANY": "Acme", "BASE": "https://sms.example"},
}
TRIGGERS: Final = """\
{
  "post-login": [ ],
  "send-phone-message": [],
  "custom-phone-provider": [
    {
      "action_name": "Phone Action",
      "display_name": "Phone Action"
    }
  ]
}
"""
YAML: Final = """\
# The whole tenant; ##COMPANY##
tenant:
  friendly_name: "##COMPANY##"
hooks:
  - name: SMS Hook   # the old one
    triggerId: send-phone-message
    script: ./hooks/sms.js
    enabled: true
    secrets:
      TOKEN: _VALUE_NOT_SHOWN_
      SID: "##SMS_SID##"
      CLEAR: cl3arv4lue
    dependencies:
      twilio: "3.10"
  - name: greet
    triggerId: credentials-exchange
    script: ./hooks/greet.js
actions:
  - name: Phone Action
    code: ./actions/Phone Action/code.js
    dependencies:
      - name: axios
        version: 1.6.0
    secrets:
      - name: KEY
    supported_triggers: &phone
      - id: custom-phone-provider
        version: v1
    deployed: true
    modules:
      - module_name: labels
        module_version_number: 1

actionModules:
  - {name: labels, code: ./action-modules/labels/code.js, secrets: &labels
      [{name: LABEL_KEY, value: '##LABEL_KEY##'}], all_changes_published: true}

triggers:
  custom-phone-provider:
    - action_name: Phone Action
      display_name: Phone Action
  send-phone-message: []
"""


def made(folder: Path, layout: Layout) -> Path:
    """The folder, or its YAML file, with a hook, an Action, a module, and a hook of no messages."""
    for name, text in _CODE.items():
        _write(folder / name, text)
    _write(folder / "config.json", json.dumps(CONFIG))
    if layout == "yaml":
        return _write(folder / "tenant.yaml", YAML)
    for name, value in _ENTRIES.items():
        _write(folder / name, json.dumps(value, indent=2) + "\n")
    _write(folder / "triggers" / "triggers.json", TRIGGERS)
    return folder


def _write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode())
    return path


_CODE: Final = {
    "hooks/sms.js": HOOK_CODE,
    "hooks/greet.js": "module.exports = (client, scope, audience, context, cb) => cb();\n",
    "actions/Phone Action/code.js": ACTION_CODE,
    "action-modules/labels/code.js": MODULE_CODE,
}
_ENTRIES: Final = {
    "hooks/sms.json": {
        "triggerId": "send-phone-message",
        "name": "SMS Hook",
        "script": "./sms.js",
        "enabled": True,
        "secrets": {
            "TOKEN": "_VALUE_NOT_SHOWN_",
            "SID": "##SMS_SID##",
            "CLEAR": "cl3arv4lue",
        },
        "dependencies": {"twilio": "3.10"},
    },
    "hooks/greet.json": {
        "triggerId": "credentials-exchange",
        "name": "greet",
        "script": "./greet.js",
    },
    "actions/Phone Action.json": {
        "name": "Phone Action",
        "code": "./actions/Phone Action/code.js",
        "dependencies": [{"name": "axios", "version": "1.6.0"}],
        "secrets": [{"name": "KEY"}],
        "supported_triggers": [{"id": "custom-phone-provider", "version": "v1"}],
        "deployed": True,
        "modules": [{"module_name": "labels", "module_version_number": 1}],
    },
    "action-modules/labels.json": {
        "name": "labels",
        "code": "./action-modules/labels/code.js",
        "secrets": [{"name": "LABEL_KEY", "value": "##LABEL_KEY##"}],
        "all_changes_published": True,
    },
}

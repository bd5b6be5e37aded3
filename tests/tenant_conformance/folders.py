"""A tenant's configuration as auth0-deploy-cli keeps it, in its layout of folders."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

CODE: Final = "exports.onExecuteSendPhoneMessage = async (event, api) => {};\n"
SCRIPT: Final = "module.exports = function (recipient, text, context, cb) { cb(null, {}); };\n"
SECRET: Final = "hush"

MAPPINGS: Final = {"KEY": SECRET, "TOKEN": SECRET, "TWILIO_AUTH_TOKEN": "token"}
KINDS: Final = (
    "actions", "actionModules", "hooks", "triggers", "phoneProviders", "phoneTemplates",
    "guardianFactors", "guardianFactorTemplates", "guardianPhoneFactorMessageTypes",
    "guardianPhoneFactorSelectedProvider", "tenant",
)  # fmt: skip
"""All that the stand-in has, of what auth0-deploy-cli knows."""

_SEND: Final = {
    "name": "Send",
    "code": "./actions/Send/code.js",
    "runtime": "node22",
    "status": "built",
    "dependencies": [{"name": "axios", "version": "1.7.2"}],
    "secrets": [{"name": "KEY", "value": "##KEY##"}],
    "supported_triggers": [{"id": "send-phone-message", "version": "v2"}],
    "deployed": True,
    "modules": [{"module_name": "helper", "module_version_number": 1}],
}
_DRAFT: Final = {
    "name": "Draft",
    "code": "./actions/Draft/code.js",
    "runtime": "node18-actions",
    "dependencies": [],
    "secrets": [],
    "supported_triggers": [{"id": "custom-phone-provider", "version": "v1"}],
    "deployed": False,
}
_HOOK: Final = {
    "name": "phone",
    "triggerId": "send-phone-message",
    "script": "./phone.js",
    "enabled": True,
    "secrets": {"SID": SECRET},
    "dependencies": {"twilio": "5.0.0"},
}
_MODULE: Final = {
    "name": "helper",
    "code": "./action-modules/helper/code.js",
    "dependencies": [],
    "secrets": [],
    "all_changes_published": True,
}
_PROVIDER: Final = {
    "name": "twilio",
    "disabled": False,
    "configuration": {"sid": "AC1", "delivery_methods": ["text"]},
    "credentials": {"auth_token": "##TWILIO_AUTH_TOKEN##"},
}
_TEMPLATE: Final = {
    "type": "otp_verify",
    "disabled": False,
    "content": {"syntax": "liquid", "body": {"text": "{{ code }}", "voice": "{{ code }}"}},
}
FILES: Final[dict[str, Any]] = {
    "actions/Send.json": _SEND,
    "actions/Send/code.js": CODE,
    "actions/Draft.json": _DRAFT,
    "actions/Draft/code.js": CODE,
    "hooks/phone.json": _HOOK,
    "hooks/phone.js": SCRIPT,
    "triggers/triggers.json": {
        "send-phone-message": [{"action_name": "Send", "display_name": "Send"}]
    },
    "action-modules/helper.json": _MODULE,
    "action-modules/helper/code.js": "exports.one = 1;\n",
    "phone-providers/provider.json": [_PROVIDER],
    "phone-templates/otp_verify.json": _TEMPLATE,
}


def write(folder: Path) -> Path:
    """Write them all, and return the folder."""
    for name, content in FILES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content if isinstance(content, str) else json.dumps(content, indent=2))
    return folder

// Auth0's own Node SDK against the stand-in tenant. It prints a JSON line for each step, as
// python_sdk.py does: {"step": …, "found": [problems]}.
"use strict";

const assert = require("node:assert");
const fs = require("node:fs");
const { ManagementClient } = require("auth0");

const TRIGGER = { id: "send-phone-message", version: "v2" };
const CODE = "exports.onExecuteSendPhoneMessage = async (event, api) => {};";

async function refused(status, call) {
  try {
    await call();
  } catch (error) {
    assert.strictEqual(error.statusCode, status, String(error));
    assert.strictEqual(error.body.statusCode, status);
    return error.body;
  }
  throw new Error(`was not refused with ${status}`);
}

async function everything(page) {
  const found = [];
  for await (const one of page) found.push(one);
  return found;
}

const steps = {
  async actions(api) {
    const secrets = [{ name: "KEY", value: "hush" }];
    const draft = { name: "js", supported_triggers: [TRIGGER], code: CODE, secrets };
    const made = await api.actions.create(draft);
    assert.strictEqual(made.status, "pending");
    await refused(409, () => api.actions.create(draft));
    let status = "";
    for (let n = 0; n < 5 && status !== "built"; n++) ({ status } = await api.actions.get(made.id));
    const deployed = await api.actions.deploy(made.id);
    const bindings = [{ ref: { type: "action_name", value: "js" }, display_name: "js" }];
    await api.actions.triggers.bindings.updateMany(TRIGGER.id, { bindings });
    const bound = await everything(await api.actions.triggers.bindings.list(TRIGGER.id));
    assert.deepStrictEqual(bound.map((one) => one.action.name), ["js"]);
    await api.actions.update(made.id, { code: `${CODE}\n` });
    await api.actions.versions.deploy(made.id, deployed.id);
    const versions = await everything(await api.actions.versions.list(made.id));
    assert.deepStrictEqual(versions.map((one) => one.number), [2, 1]);
    await api.actions.test(made.id, { payload: { event: {} } });
    await api.actions.delete(made.id, { force: true });
    await refused(404, () => api.actions.get(made.id));
    const execution = await api.actions.executions.get(process.env.EXECUTION);
    assert.strictEqual(execution.results[0].error.msg, "no such number");
  },

  async paging(api) {
    const names = ["p0", "p1", "p2", "p3", "p4"];
    for (const name of names) await api.actions.create({ name, supported_triggers: [TRIGGER] });
    const found = await everything(await api.actions.list({ per_page: 2 }));
    assert.deepStrictEqual(found.map((one) => one.name).sort(), names);
    for (const one of found) await api.actions.delete(one.id);
    assert.strictEqual((await everything(await api.logs.list({ per_page: 50 }))).length, 120);
    const after = { queryParams: { from: process.env.FIRST_LOG, take: 100 } };
    const page = await api.logs.list({}, after);
    // The SDK's pager knows pages with totals only; a checkpoint is answered with a bare array.
    assert.strictEqual(page.response.length, 100);
  },

  async modules(api) {
    const module = await api.actions.modules.create({ name: "shared", code: "exports.one = 1;" });
    const version = await api.actions.modules.versions.create(module.id);
    const modules = [{ module_id: module.id, module_version_id: version.id }];
    const action = { name: "uses", supported_triggers: [TRIGGER], modules };
    const made = await api.actions.create(action);
    assert.strictEqual(made.modules[0].module_name, "shared");
    await refused(412, () => api.actions.modules.delete(module.id));
    await api.actions.delete(made.id);
    await api.actions.modules.delete(module.id);
  },

  async hooks(api) {
    const draft = { name: "h", script: "1", triggerId: TRIGGER.id };
    const hook = await api.hooks.create(draft);
    await refused(409, () => api.hooks.create(draft));
    await api.hooks.secrets.create(hook.id, { A: "1", B: "2" });
    await api.hooks.secrets.update(hook.id, { A: "3" });
    await api.hooks.secrets.delete(hook.id, ["B"]);
    assert.deepStrictEqual(Object.keys(await api.hooks.secrets.get(hook.id)), ["A"]);
    await api.hooks.update(hook.id, { enabled: true });
    assert.strictEqual((await api.hooks.get(hook.id)).enabled, true);
    assert.strictEqual((await everything(await api.hooks.list())).length, 1);
    await api.hooks.delete(hook.id);
  },

  async phone(api) {
    const { providers, templates } = api.branding.phone;
    const draft = { name: "twilio", credentials: { auth_token: "hush" } };
    draft.configuration = { sid: "AC1", delivery_methods: ["text", "voice"] };
    const made = await providers.create(draft);
    await refused(409, () => providers.create(draft));
    await providers.update(made.id, { disabled: true });
    assert.strictEqual((await providers.list()).providers[0].disabled, true);
    await providers.test(made.id, { to: "+15005550006", delivery_method: "voice" });
    await providers.delete(made.id);
    const template = await templates.create({ type: "otp_enroll" });
    await templates.update(template.id, { content: { body: { text: "{{ code }}" } } });
    await templates.reset(template.id, {});
    assert.strictEqual((await templates.list()).templates.length, 1);
    await templates.delete(template.id);
  },

  async guardian(api) {
    const { factors } = api.guardian;
    const error = await refused(403, () => factors.phone.getSelectedProvider());
    assert.strictEqual(error.errorCode, "legacy_mfa_phone_provider_not_allowed");
    await api.tenants.settings.update({ phone_consolidated_experience: false });
    await factors.phone.setProvider({ provider: "twilio" });
    assert.strictEqual((await factors.phone.getSelectedProvider()).provider, "twilio");
    await factors.phone.setMessageTypes({ message_types: ["sms", "voice"] });
    await factors.set("sms", { enabled: true });
    assert.strictEqual((await factors.list()).find((one) => one.name === "sms").enabled, true);
    await api.tenants.settings.update({ phone_consolidated_experience: true });
  },

  async refusals(api) {
    const { DOMAIN, LITTLE_ID, LITTLE_SECRET } = process.env;
    const little = { domain: DOMAIN, clientId: LITTLE_ID, clientSecret: LITTLE_SECRET };
    const error = await refused(403, async () => new ManagementClient(little).hooks.list());
    assert.strictEqual(error.errorCode, "insufficient_scope");
    // The server answers this call with 429 and Retry-After once: the SDK comes again by itself.
    await api.tenants.settings.get({ fields: "friendly_name" });
  },

  async signed() {
    const { DOMAIN, SIGNING_ID, SIGNING_KEY } = process.env;
    for (const clientAssertionSigningAlg of ["RS256", "RS384", "PS256"]) {
      const signing = { domain: DOMAIN, clientId: SIGNING_ID, clientAssertionSigningAlg };
      signing.clientAssertionSigningKey = fs.readFileSync(SIGNING_KEY, "utf8");
      await new ManagementClient(signing).hooks.list();
    }
  },
};

async function main() {
  const { DOMAIN, CLIENT_ID, CLIENT_SECRET } = process.env;
  const all = { domain: DOMAIN, clientId: CLIENT_ID, clientSecret: CLIENT_SECRET };
  const api = new ManagementClient(all);
  for (const [step, take] of Object.entries(steps)) {
    const found = await take(api).then(() => [], (error) => [error.stack]);
    process.stdout.write(`${JSON.stringify({ step, found })}\n`);
  }
}

main();

import { createHmac } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { app, rehearse } from "./rehearsal.ts";
import { startSimulator } from "./start.ts";

// Declared before the simulator that writes into it, so it is removed after that has closed.
async function temporaryFolder(): Promise<AsyncDisposable & { path: string }> {
  const path = await mkdtemp(join(tmpdir(), "simulator-"));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true }) };
}

test("everything survives a restart: people, passwords, tokens, Pages, faults, clock, browsers", async () => {
  await using folder = await temporaryFolder();
  const stateFile = join(folder.path, "state", "simulator.json");
  let token = "";
  {
    await using before = await rehearse({ stateFile });
    token = await before.connect({ handle: "anna" });
    await before.control.changePassword("ben", "better");
    await before.control.renamePage("northwind-berlin", "Northwind Mitte");
    await before.control.addFault("outage", { path: "/never" });
    await before.control.leapClock(3 * 24 * 3600);
  }
  expect(statSync(stateFile).mode & 0o777).toBe(0o600);
  await using after = await rehearse({ stateFile });
  const view = await after.control.state();
  expect(view.clockOffsetSeconds).toBe(3 * 24 * 3600);
  const facebook = view.networks.facebook;
  expect(facebook?.people.find((one) => one.handle === "ben")?.password).toBe("better");
  expect(facebook?.faults).toMatchObject([{ kind: "outage", path: "/never" }]);
  const { body } = await after.graph("/me/accounts", { access_token: token, fields: "name" });
  expect(body.data?.map((one) => one.name)).toEqual(["Northwind Mitte", "Northwind Hamburg"]);
  const again = await after.connect({ handle: "anna" });
  expect(again).not.toBe(token);
});

test("the state reaches the file while the simulator runs, and a file of others is refused", async () => {
  await using folder = await temporaryFolder();
  const stateFile = join(folder.path, "simulator.json");
  await using stage = await rehearse({ stateFile });
  await stage.control.renamePerson("anna", "Anna Sommer");
  await expect.poll(() => readFileSync(stateFile, "utf8"), { timeout: 20_000 }).toContain("Anna Sommer");
  await expect(startSimulator({ port: 0, stateFile: "package.json" })).rejects.toThrow("package.json does not hold");
});

test("removing the app and asking for deletion call the app with a signed_request", async () => {
  await using stage = await rehearse();
  const received: { path: string; form: URLSearchParams }[] = [];
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk) => (body += String(chunk)));
    request.on("end", () => {
      received.push({ path: request.url ?? "", form: new URLSearchParams(body) });
      response.end(JSON.stringify({ url: "https://app.example/status", confirmation_code: "c1" }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const callback = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  await stage.control.updateApp({
    deauthorizeUrl: `${callback}/deauthorize`,
    dataDeletionUrl: `${callback}/deletion`,
  });
  await stage.connect({ handle: "anna" });
  const removed = await stage.control.removeApp({ person: "anna" });
  expect(removed.callback?.status).toBe(200);
  const deletion = await stage.control.requestDataDeletion({ person: "anna" });
  expect(JSON.parse(deletion.callback?.body ?? "")).toMatchObject({ confirmation_code: "c1" });
  expect(received.map((one) => one.path)).toEqual(["/deauthorize", "/deletion"]);
  const [signature = "", payload = ""] = received[0]?.form.get("signed_request")?.split(".") ?? [];
  const expected = createHmac("sha256", app.secret).update(payload).digest("base64url");
  expect(signature).toBe(expected);
  const { idsForApps } = await stage.control.findPerson("anna");
  expect(JSON.parse(Buffer.from(payload, "base64url").toString())).toMatchObject({
    algorithm: "HMAC-SHA256",
    user_id: idsForApps[app.id],
  });
  server.close();
});

test("a callback that cannot be reached is a result, and the app is removed all the same", async () => {
  await using stage = await rehearse();
  const access_token = await stage.connect({ handle: "anna" });
  await stage.control.updateApp({ deauthorizeUrl: "http://127.0.0.1:9/none" });
  expect((await stage.control.removeApp({ person: "anna" })).callback?.status).toBeNull();
  expect((await stage.graph("/me", { access_token })).body.error?.error_subcode).toBe(458);
});

test("a person can remove the app on the network's own settings page, and the app is told", async () => {
  await using stage = await rehearse();
  const visitor = stage.visitor();
  const login = { email: "anna@people.example", password: "password" };
  await visitor.consent(stage.dialogUrl(), login);
  expect((await visitor.open("https://www.facebook.com/settings")).text).toContain("Northwind Tool");
  const remove = new URLSearchParams({ step: "remove", app: app.id });
  await visitor.open("https://www.facebook.com/settings", remove);
  expect((await stage.control.networkState()).authorizations).toEqual([]);
});

test.each<[string, string, unknown, string]>([
  ["an unknown person", "facebook/change-password", { person: "zoe" }, 'No person "zoe"'],
  ["a missing field", "facebook/change-password", {}, '"person" is missing'],
  ["an unknown field", "facebook/outage", { on: true, colour: "red" }, '"colour" is not known'],
  ["a wrong kind of value", "facebook/outage", { on: "yes" }, '"on" must be true or false'],
  ["an unknown fault", "facebook/fault", { kind: "plague" }, '"kind" must be one of'],
  ["a bad count", "facebook/fault", { kind: "html", times: 0 }, '"times" must be'],
  ["an unknown block", "facebook/block-person", { person: "anna", block: "x" }, '"block" must be'],
  ["an unknown role", "facebook/set-role", { page: "store-1", person: "anna", role: "king" }, "role"],
  ["no consent yet", "facebook/untick-page", { person: "anna", page: "store-1" }, "not authorised"],
  ["a clock without a leap", "clock", {}, '"leapSeconds" is missing'],
  ["a list instead of an object", "facebook/reset", [], "JSON object"],
  ["a scenario with a stranger", "facebook/add", { scenario: { dogs: [] } }, '"dogs" is not known'],
])("%s is 400 with a sentence, and nothing changes", async (_what, path, body, words) => {
  await using stage = await rehearse();
  const before = await stage.control.networkState();
  const answer = await fetch(`${stage.url}/control/${path}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  expect(answer.status).toBe(400);
  expect(((await answer.json()) as { error: string }).error).toContain(words);
  expect(await stage.control.networkState()).toEqual(before);
});

test("a scenario that breaks half way leaves no half behind", async () => {
  await using stage = await rehearse();
  const before = await stage.control.networkState();
  const bad = { people: [{ name: "Zoe" }], pages: [{ name: "Zoo", people: { nobody: "analyst" } }] };
  await expect(stage.control.add(bad)).rejects.toThrow('No person "nobody"');
  await expect(stage.control.load(bad)).rejects.toThrow('No person "nobody"');
  expect(await stage.control.networkState()).toEqual(before);
});

test("a plain form, broken JSON and a huge body are refused; a path that does not exist is 404", async () => {
  await using stage = await rehearse();
  const post = async (path: string, type: string, body: string): Promise<number> =>
    (
      await fetch(`${stage.url}/control/${path}`, {
        method: "POST",
        headers: { "content-type": type },
        body,
      })
    ).status;
  const jsonType = "application/json";
  expect(await post("facebook/reset", "application/x-www-form-urlencoded", "a=b")).toBe(400);
  expect(await post("facebook/reset", jsonType, "{")).toBe(400);
  expect(await post("facebook/reset", jsonType, `"${"x".repeat(2_100_000)}"`)).toBe(400);
  expect(await post("facebook/constructor", jsonType, "{}")).toBe(404);
  expect(await post("myspace/reset", jsonType, "{}")).toBe(404);
  expect((await fetch(`${stage.url}/www.myspace.com/`)).status).toBe(404);
});

test("the control API describes itself, to programs and to people", async () => {
  await using stage = await rehearse();
  const about = (await (await fetch(`${stage.url}/control`)).json()) as {
    perNetwork: Record<string, { about: string }>;
  };
  expect(about.perNetwork["POST /control/{network}/change-password"]?.about).toContain("password");
  const page = await (await fetch(`${stage.url}/`)).text();
  expect(page).toContain("Anna Berg");
  expect(page).toContain("60 days");
});

test("the state shows people and tokens, but never a token's value", async () => {
  await using stage = await rehearse();
  const token = await stage.connect({ handle: "anna" });
  const text = JSON.stringify(await stage.control.state());
  expect(text).not.toContain(token.slice(0, 30));
  expect((await stage.control.networkState()).tokens).toHaveLength(2);
  expect(JSON.stringify(await stage.control.log())).not.toContain(token.slice(0, 30));
});

test("the log says who called what, with which outcome", async () => {
  await using stage = await rehearse();
  const access_token = await stage.connect({ handle: "anna" });
  await stage.control.clearLog();
  await stage.graph("/v26.0/me", { access_token, fields: "id" });
  const [first] = await stage.control.log({ person: "anna" });
  expect(first).toMatchObject({
    host: "graph.facebook.com",
    method: "GET",
    path: "/v26.0/me",
    params: { fields: "id", access_token: "[redacted]" },
    app: app.id,
    status: 200,
    code: null,
  });
  await stage.graph("/v26.0/me", { access_token: "nonsense" });
  const later = await stage.control.log({ after: first?.number ?? 0 });
  expect(later).toMatchObject([{ status: 400, code: "190", person: null }]);
  expect(await stage.control.countCalls({ params: { fields: "id" } })).toBe(1);
});

test("a clock handed in rules together with the leaps", async () => {
  let now = Date.parse("2027-01-01T00:00:00Z");
  await using stage = await rehearse({ now: () => now });
  const access_token = await stage.connect({ handle: "anna" });
  now += 61 * 24 * 3600 * 1000;
  const { body } = await stage.graph("/me", { access_token });
  expect(body.error?.error_subcode).toBe(463);
  expect(body.error?.message).toMatch(
    /^Error validating access token: Session has expired on Monday, 01-Mar-27 \d\d:\d\d:\d\d PST\. The current time is Tuesday, 02-Mar-27 16:00:00 PST\.$/,
  );
  await stage.control.leapClock(3600);
  expect((await stage.control.state()).now).toBe(new Date(now + 3_600_000).toISOString());
});

test("reset forgets a network, resetAll the clock and the log as well", async () => {
  await using stage = await rehearse();
  await stage.control.leapClock(60);
  await stage.control.reset();
  expect((await stage.control.networkState()).people).toEqual([]);
  await stage.control.resetAll();
  expect((await stage.control.state()).clockOffsetSeconds).toBe(0);
  expect(await stage.control.log()).toEqual([]);
  await stage.control.loadSample();
  expect((await stage.control.networkState()).pages.length).toBeGreaterThan(30);
});

import { createHmac } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, onTestFinished, test } from "vitest";
import { Secret } from "#core/secret.ts";
import { redirectUri, rehearseNetwork } from "#test/network-rehearsal.ts";
import type { HookRequest } from "../network.ts";
import { hooks } from "./hooks.ts";
import { recorded } from "./recorded.ts";
import { anna, annasHamburg, client, smallWorld } from "./simulated/small-world.ts";
import { tiktok } from "./tiktok.ts";

const app = { clientId: client.clientId, clientSecret: Secret.of(client.clientSecret), settings: {} };
const now = new Date("2026-11-22T09:00:00Z");
const removed = { ...recorded.removed, user_openid: "723f24d7-e717-40f8-a2b6-cb8464cd23b4" };

const secondsOf = (at: Date) => Math.floor(at.getTime() / 1000);

function signed(body: string, at: Date = now, key: string = client.clientSecret): HookRequest {
  const t = secondsOf(at);
  const s = createHmac("sha256", key).update(`${t}.${body}`).digest("hex");
  return {
    headers: { "tiktok-signature": `t=${t},s=${s}` },
    query: new URLSearchParams(),
    body,
    now,
    statusUrl: String,
  };
}

const receive = (request: HookRequest) => hooks["events"]?.(app, request);
const told = (changes: object) => receive(signed(JSON.stringify({ ...removed, ...changes })));

describe("authorization.removed", () => {
  test("a person who removed the app is named by the account", () => {
    expect(told({})).toEqual({
      accepted: true,
      facts: [{ fact: "person_removed_app", setterRemoteId: removed.user_openid }],
      answer: {},
    });
  });

  test.each([
    ["0 unknown", '{"reason":0}'],
    ["2 account deleted", '{"reason": 2}'],
    ["3 age changed", '{"reason": 3}'],
    ["4 account banned", '{"reason": 4}'],
    ["5 revoked by us", '{"reason": 5}'],
    ["a reason to come", '{"reason": 77}'],
    ["content that is no JSON", "reason: 1"],
    ["no content", undefined],
  ])("%s: somebody looks, and nobody is said to have removed it", (_what, content) => {
    expect(told({ content })).toMatchObject({
      accepted: true,
      facts: [{ fact: "look_again", setterRemoteId: removed.user_openid }],
    });
  });

  test("the content is JSON inside JSON: read once it would be a text without a reason", () => {
    expect(told({ content: { reason: 1 } })).toMatchObject({ facts: [{ fact: "look_again" }] });
  });

  test("without an account there is nobody to look at", () => {
    expect(told({ user_openid: undefined })).toEqual({ accepted: true, facts: [], answer: {} });
  });
});

test.each([
  "post.publish.complete",
  "post.publish.failed",
  "post.publish.no_longer_publicaly_available",
  "video.upload.failed",
  "portability.download.ready",
  "something.new",
])("%s is taken, or TikTok would send it for 72 hours, and tells us nothing", (event) => {
  expect(told({ event })).toEqual({ accepted: true, facts: [], answer: {} });
});

describe("what is not TikTok's, or not of now, is refused", () => {
  const body = JSON.stringify(removed);
  const good = signed(body);
  const minutes = (count: number) => new Date(now.getTime() + count * 60_000);
  const withHeader = (value: string): HookRequest => ({ ...good, headers: { "tiktok-signature": value } });
  const signature = /s=(\w+)/.exec(good.headers["tiktok-signature"] ?? "")?.[1] ?? "";

  const refused: readonly [string, HookRequest][] = [
    ["another secret", signed(body, now, "another secret")],
    ["a body that was changed", { ...good, body: body.replace("723f24d7", "00000000") }],
    ["a body with another blank", { ...good, body: `${body} ` }],
    ["a request of six minutes ago", signed(body, minutes(-6))],
    ["a request of in six minutes", signed(body, minutes(6))],
    ["an old signature under a new time", withHeader(`t=${secondsOf(now) + 1},s=${signature}`)],
    ["half a signature", withHeader(`t=${secondsOf(now)},s=${signature.slice(0, 32)}`)],
    ["no time", withHeader(`s=${signature}`)],
    ["no signature", { ...good, headers: {} }],
    ["an event of another app", signed(JSON.stringify({ ...removed, client_key: "another" }))],
    ["signed, and no JSON", signed("reason=1")],
    ["signed, and no event", signed("[]")],
  ];
  test.each(refused)("%s", (_what, request) => {
    expect(receive(request)).toEqual({ accepted: false, why: expect.stringMatching(/^[A-Z].*\.$/) });
  });

  test("without a client secret nothing can be verified, not even with an empty one", () => {
    for (const secret of [undefined, Secret.of("")])
      expect(hooks["events"]?.({ ...app, clientSecret: secret }, signed(body, now, ""))).toMatchObject({
        accepted: false,
      });
  });

  test("a clock that is a few minutes off is no reason", () => {
    for (const at of [minutes(-4), minutes(4)]) expect(receive(signed(body, at))).toMatchObject({ accepted: true });
  });
});

test("what the simulated TikTok posts, for each account of a person, is understood: by the act and by the person's own hand", async () => {
  const posted: Pick<HookRequest, "headers" | "body">[] = [];
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk) => (body += String(chunk)));
    request.on("end", () => {
      posted.push({
        headers: Object.fromEntries(Object.entries(request.headers).map(([k, v]) => [k, String(v)])),
        body,
      });
      response.end("{}");
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/events`;
  const side = await rehearseNetwork({
    network: tiktok,
    scenario: smallWorld(redirectUri, [], { deauthorizeUrl: url }),
    ...client,
  });
  const berlin = await side.connect(anna);
  const hamburg = await side.connect(annasHamburg);
  const facts = () =>
    posted.flatMap(({ headers, body }): readonly unknown[] => {
      const outcome = hooks["events"]?.(app, { ...signed(""), headers, body, now: side.call.now() });
      return outcome?.accepted ? outcome.facts : [outcome];
    });
  const removedFrom = (one: typeof berlin) => ({
    fact: "person_removed_app",
    setterRemoteId: one.setter.remoteId,
  });

  const { callback } = await side.control.removeApp({ person: "anna-berg" });
  expect(callback?.status).toBe(200);
  await expect.poll(() => posted.length).toBe(2);
  expect(facts()).toEqual(expect.arrayContaining([removedFrom(berlin), removedFrom(hamburg)]));

  posted.length = 0;
  await side.connect(annasHamburg);
  const settings = "https://www.tiktok.com/setting";
  const login = new URLSearchParams({ step: "login", email: annasHamburg.email, pass: annasHamburg.password });
  const { text } = await side.visitor.open(settings, login);
  const remove = new URLSearchParams({ step: "remove" });
  for (const name of ["app", "account"])
    remove.set(name, new RegExp(`name="${name}" value="([^"]+)"`).exec(text)?.[1] ?? "");
  await side.visitor.open(settings, remove);
  await expect.poll(() => posted.length).toBe(1);
  expect(facts()).toEqual([removedFrom(hamburg)]);
});

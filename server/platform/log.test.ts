import fc from "fast-check";
import { expect, test } from "vitest";
import { Secret } from "#core/secret.ts";
import { openLog } from "./log.ts";

const TOKEN = "EAAGm0PX4ZCpsBAtoken";

function listen() {
  const lines: string[] = [];
  const log = openLog({ level: "trace", to: { write: (line: string) => void lines.push(line) } });
  return {
    log,
    lines,
    said: () => lines.join(""),
    last: () => JSON.parse(lines.at(-1) ?? "{}") as Record<string, unknown>,
  };
}

const cases: Record<string, unknown> = {
  "a Secret": { anything: Secret.of(TOKEN) },
  "a Secret deep inside": { a: [{ b: new Map([["c", { d: Secret.of(TOKEN) }]]) }] },
  "an access token": { access_token: TOKEN },
  "a refresh token deep inside": { answer: { data: [{ refresh_token: TOKEN }] } },
  "camel case": { accessToken: TOKEN, refreshToken: TOKEN, clientSecret: TOKEN },
  "a client secret": { client_secret: TOKEN },
  "an authorization code": { query: { code: TOKEN } },
  "a header": { headers: { Authorization: `Bearer ${TOKEN}`, Cookie: `session=${TOKEN}`, "set-cookie": TOKEN } },
  "a Headers object": { headers: new Headers({ authorization: `Bearer ${TOKEN}` }) },
  "an address": { url: new URL(`https://graph.example/me?access_token=${TOKEN}&fields=id`) },
  "an address as text": { url: `https://graph.example/me?fields=id&access_token=${TOKEN}` },
  "an encoded address": { next: `/login?next=%2Fme%3Faccess_token%3D${TOKEN}` },
  "JSON in a text": { body: `{"access_token":"${TOKEN}","expires_in":3600}` },
  "a form body": { body: `grant_type=refresh_token&refresh_token=${TOKEN}&client_secret=${TOKEN}` },
  "a database address": { url: `postgres://latchkey:${TOKEN}@localhost/latchkey` },
  "an error": new Error(`GET /me?access_token=${TOKEN} failed`),
  "an error with a cause": new Error("outer", { cause: new Error(`Authorization: Bearer ${TOKEN}`) }),
  "an error with fields": { err: Object.assign(new Error("no"), { request: { refresh_token: TOKEN } }) },
  bytes: { token: Buffer.from(TOKEN) },
};

test.each(Object.keys(cases))("R2 no token is printed: %s", (name) => {
  const { log, said } = listen();
  log.error(cases[name]);
  log.error(cases[name], `with a message about code=${TOKEN}`);
  log.child({ field: cases[name], token: TOKEN }).info(`Bearer ${TOKEN}`);
  expect(said()).not.toContain(TOKEN);
  expect(said()).toContain("[secret]".slice(0, name === "bytes" ? 1 : 8));
});

test("what is no secret stays readable, error codes above all", () => {
  const { log, last } = listen();
  const cause = Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED" });
  log.warn({ status: 400, code: 190, state: "connected", err: new Error("outer", { cause }) }, "refresh failed");
  expect(last()).toMatchObject({
    level: "warn",
    msg: "refresh failed",
    status: 400,
    code: 190,
    state: "connected",
    err: { type: "Error", message: "outer", cause: { message: "connect ECONNREFUSED", code: "ECONNREFUSED" } },
  });
  log.warn({ code: "23505" });
  expect(last()).toMatchObject({ code: "23505" });
  log.warn({ code: "token_unavailable" });
  expect(last()).toMatchObject({ code: "token_unavailable" });
});

test("a bare message, a level below the chosen one, and whatever else is handed in: never throws", () => {
  const { log, last } = listen();
  log.info("started");
  expect(last()).toMatchObject({ level: "info", msg: "started" });
  const lines: string[] = [];
  openLog({ level: "error", to: { write: (line: string) => void lines.push(line) } }).info("quiet");
  expect(lines).toEqual([]);
  const circle: Record<string, unknown> = {};
  circle["self"] = circle;
  log.info(circle);
  fc.assert(fc.property(fc.anything(), (anything) => log.info({ anything }, "fine")));
});

import { resolve } from "node:path";
import { inspect } from "node:util";
import { describe, expect, test } from "vitest";
import { Secret } from "#core/secret.ts";
import { appVariable, ConfigError, describeSettings, readAppSettings, readConfig, settings } from "./config.ts";

test("with nothing set, everything has a value that works on a laptop", () => {
  const config = readConfig({});
  expect(config).toMatchObject({
    port: 4000,
    host: "127.0.0.1",
    dataFolder: resolve(".latchkey"),
    url: "http://localhost:4000",
    roles: new Set(["web", "worker"]),
    logLevel: "info",
    simulatorPort: 4001,
    probeIntervalSeconds: 3600,
    secondLookSeconds: 60,
    sweepSeconds: 5,
    warnDays: 14,
    guardMinGrants: 5,
    guardShare: 0.3,
    guardWindowSeconds: 900,
    callDeadlineSeconds: 20,
    callLogDays: 30,
    outsideHosts: {},
    warnings: [],
  });
  expect([config.databaseUrl, config.keys, config.authSecret]).toEqual([undefined, undefined, undefined]);
});

test("an empty variable counts as not set", () => {
  const empty = Object.fromEntries(Object.values(settings).map(({ env }) => [env, " "]));
  expect(readConfig(empty)).toEqual(readConfig({}));
});

test("what is set holds", () => {
  const config = readConfig({
    LATCHKEY_PORT: "8080",
    LATCHKEY_OUTSIDE: "www.a.example=http://localhost:1/a, b.example:8443=http://localhost:1/b?x=1",
    LATCHKEY_ROLES: "worker",
    LATCHKEY_GUARD_SHARE: "1",
    DATABASE_URL: "postgres://me:pw@db.example/latchkey",
  });
  expect(config).toMatchObject({
    port: 8080,
    url: "http://localhost:8080",
    roles: new Set(["worker"]),
    guardShare: 1,
    outsideHosts: { "www.a.example": "http://localhost:1/a", "b.example:8443": "http://localhost:1/b?x=1" },
  });
  expect(config.databaseUrl?.reveal()).toBe("postgres://me:pw@db.example/latchkey");
  expect(readConfig({ LATCHKEY_URL: "https://Keys.Example.com/" }).url).toBe("https://keys.example.com");
});

test("--roles goes before LATCHKEY_ROLES; any other argument is refused by name", () => {
  const args = ["--roles=web"];
  expect(readConfig({ LATCHKEY_ROLES: "worker" }, { args }).roles).toEqual(new Set(["web"]));
  expect(() => readConfig({}, { args: ["--role=web"] })).toThrow("--role");
  expect(() => readConfig({}, { args: ["--roles=wbe"] })).toThrow("LATCHKEY_ROLES must be one or both of web,worker");
});

const bad: [string, string, string][] = [
  ["LATCHKEY_PORT", "http", "a whole number from 0 to 65535"],
  ["LATCHKEY_PORT", "65536", "a whole number from 0 to 65535"],
  ["LATCHKEY_PORT", "-1", "a whole number from 0 to 65535"],
  ["LATCHKEY_PORT", "4e3", "a whole number from 0 to 65535"],
  ["LATCHKEY_URL", "latchkey.example.com", "a web address"],
  ["LATCHKEY_URL", "https://example.com/latchkey", "a web address"],
  ["LATCHKEY_URL", "https://me:pw@example.com", "a web address"],
  ["LATCHKEY_URL", "ftp://example.com", "a web address"],
  ["DATABASE_URL", "mysql://secretuser:secretpw@db/x", "an address such as postgres://"],
  ["LATCHKEY_AUTH_SECRET", "short-secret", "at least 32 characters"],
  ["LATCHKEY_ROLES", "web,cook", "one or both of web,worker"],
  ["LATCHKEY_ROLES", ",", "one or both of web,worker"],
  ["LATCHKEY_LOG", "loud", "one of trace, debug"],
  ["LATCHKEY_OUTSIDE", "www.a.example", "pairs such as"],
  ["LATCHKEY_OUTSIDE", "www.a.example=localhost", "pairs such as"],
  ["LATCHKEY_OUTSIDE", "https://www.a.example=http://localhost:1", "pairs such as"],
  ["LATCHKEY_GUARD_SHARE", "0", "a number above 0 and up to 1"],
  ["LATCHKEY_GUARD_SHARE", "1.1", "a number above 0 and up to 1"],
  ["LATCHKEY_GUARD_SHARE", "30%", "a number above 0 and up to 1"],
  ["LATCHKEY_SWEEP_SECONDS", "0", "a whole number from 1 to 3600"],
];

test.each(bad)(
  "%s=%s is refused with one sentence that names the variable and does not repeat the value",
  (env, value, must) => {
    const act = () => readConfig({ [env]: value });
    expect(act).toThrow(ConfigError);
    expect(act).toThrow(`${env} must be ${must}`);
    if (value.includes("secret")) expect(act).not.toThrow(value);
  },
);

test("a variable that nobody knows is named in a warning, one that a network declares is not", () => {
  const env = { LATCHKEY_PROT: "1", LATCHKEY_CHIRP_CLIENT_ID: "x", PATH: "/bin" };
  const { warnings } = readConfig(env, { appVariables: [appVariable("chirp", "clientId")] });
  expect(warnings).toEqual(["LATCHKEY_PROT is not a setting of Latchkey; is it spelt right?"]);
});

test("R2 the configuration prints no secret", () => {
  const config = readConfig({
    LATCHKEY_KEYS: "k1:TOPSECRET",
    LATCHKEY_AUTH_SECRET: "TOPSECRET".repeat(4),
    DATABASE_URL: "postgres://me:TOPSECRET@db/x",
  });
  expect(inspect(config, { depth: 9 }) + JSON.stringify(config)).not.toContain("TOPSECRET");
});

describe("the app at a network", () => {
  test("a variable's name follows from the network's id and the key", () => {
    expect(appVariable("facebook", "configId")).toBe("LATCHKEY_FACEBOOK_CONFIG_ID");
    expect(appVariable("google-business", "clientSecret")).toBe("LATCHKEY_GOOGLE_BUSINESS_CLIENT_SECRET");
  });

  test("what is set is read, secrets as Secret, what is not set is absent", () => {
    const fields = [{ key: "clientId" }, { key: "clientSecret", secret: true }, { key: "configId" }];
    const env = { LATCHKEY_CHIRP_CLIENT_ID: "id ", LATCHKEY_CHIRP_CLIENT_SECRET: "s", LATCHKEY_CHIRP_CONFIG_ID: "" };
    const app = readAppSettings(env, "chirp", fields);
    expect(app).toEqual({ clientId: "id", clientSecret: expect.any(Secret) });
    expect(app["clientSecret"]).toHaveProperty("reveal");
  });
});

test("every setting is explained", () => {
  const help = describeSettings();
  for (const { env, about, fallback } of Object.values(settings)) {
    expect(help).toContain(env);
    expect(about).toMatch(/\w/);
    expect(fallback).not.toBe("");
  }
});

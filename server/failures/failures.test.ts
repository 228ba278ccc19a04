import { sql } from "kysely";
import { describe, expect, test } from "vitest";
import { diagnosisKinds } from "#core/diagnosis.ts";
import * as networks from "#networks/index.ts";
import { diagnosisFrom } from "#networks/kit/answer.ts";
import type { Seen } from "#networks/network.ts";
import type * as contract from "#sdk/contract.ts";
import { connectPages } from "#test/acts.ts";
import { anna, ben, openBrowser } from "#test/browser.ts";
import { chirp } from "#test/chirp/chirp.ts";
import { chirpApp, chirpWorld } from "#test/chirp/chirp-world.ts";
import { keptTokens, ledger } from "#test/ledger.ts";
import { sharedWorld } from "#test/shared-world.ts";
import { appSecret, testPassword, testWorld, type TestWorld } from "#test/world.ts";

const berlin = "Northwind Berlin";
const hour = 3600;

const send = (t: TestWorld, path: string, body: unknown, key = t.apiKey): Promise<Response> =>
  fetch(t.url + path, {
    method: "POST",
    headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });

async function told<T>(answer: Response): Promise<T> {
  expect([answer.status, answer.headers.get("content-type")]).toEqual([200, "application/json; charset=utf-8"]);
  return (await answer.json()) as T;
}

const diagnose = async (t: TestWorld, network: string, report: contract.FailureReport) =>
  told<contract.FailureDiagnosis>(await send(t, `/v1/networks/${network}/diagnose`, report));

async function report(t: TestWorld, name: string, answer: contract.FailureReport, query = "") {
  const { id } = await t.profile(name);
  return told<contract.FailureDiagnosis>(await send(t, `/v1/profiles/${id}/failures${query}`, answer));
}

const graph = (code: number, subcode?: number, message = "No."): contract.FailureReport => ({
  call: "publish",
  status: 400,
  body: { error: { message, code, ...(subcode === undefined ? {} : { error_subcode: subcode }) } },
});

const passwordChanged = graph(190, 460);
const unknown = graph(987_654, 3, "Something odd befell this Page.");
const scopeMissing: contract.FailureReport = { ...graph(200, undefined, "(#200) Requires pages_manage_posts") };

const reported = async (t: TestWorld, name: string) => {
  const { id } = await t.profile(name);
  const { items } = await t.get<contract.Page<contract.TimelineEvent>>(`/v1/profiles/${id}/events?limit=200`);
  return items.filter((event) => event.kind === "failure_reported");
};

describe("what an answer means", () => {
  test("P9 P8 every network's answer gets its row: kind, cause, who repairs it, whether to try again", async () => {
    await using t = await chirpWorld();
    const cases: [string, contract.FailureReport, object][] = [
      [
        "facebook",
        passwordChanged,
        {
          kind: "grant-revoked",
          cause: "password_changed",
          confidence: "certain",
          retry: "never",
          repair: { who: "token_setter", how: expect.stringMatching(/\.$/) },
          rule: "facebook/190-460",
        },
      ],
      ["facebook", { ...passwordChanged, call: "analytics" }, { cause: "password_changed" }],
      ["facebook", { ...passwordChanged, status: 503 }, { kind: "unreachable", retry: "backoff", rule: "any/5xx" }],
      [
        "bluesky",
        { call: "inbox", status: 403, body: { error: "ScopeMissingError", message: 'Missing required scope "a:b"' } },
        { kind: "scope-missing", scopes: ["a:b"], rule: "bluesky/ScopeMissingError" },
      ],
      ["chirp", { call: "token-refresh", status: 400, body: { error: "invalid_grant" } }, { kind: "grant-revoked" }],
      ["chirp", { call: "publish", status: 0 }, { kind: "unreachable", rule: "any/no-answer" }],
      ["chirp", { call: "publish", status: 200, body: "<html>Busy" }, { kind: "unreachable", rule: "any/markup" }],
      ["chirp", { call: "discover", status: 418, body: {} }, { kind: "unrecognised", rule: "any/unrecognised" }],
    ];
    for (const [network, answer, meaning] of cases)
      expect([network, answer, await diagnose(t, network, answer)]).toEqual([
        network,
        answer,
        expect.objectContaining({ source: expect.stringMatching(/\S/), ...meaning }),
      ]);
  });

  test("header names count in any case, and a body that is JSON counts as JSON although it is sent as text", async () => {
    await using t = await testWorld();
    const until = new Date(t.world.clock.now().getTime() + 120_000).toISOString();
    for (const name of ["Retry-After", "retry-after", "RETRY-AFTER"])
      expect(
        await diagnose(t, "bluesky", { call: "publish", status: 429, headers: { [name]: "120" }, body: "" }),
      ).toMatchObject({ kind: "rate-limited", retry: "at-until", until });
    const asText = { ...passwordChanged, body: JSON.stringify(passwordChanged.body) };
    expect(await diagnose(t, "facebook", asText)).toEqual(await diagnose(t, "facebook", passwordChanged));
  });

  const asked = sharedWorld(() => testWorld());

  test.each(Object.values(networks).map(({ about }) => about.id))(
    "P43 P1 %s answers through the same door, whatever it is shown",
    async (network) => {
      const t = await asked();
      const bodies = [
        null,
        0,
        true,
        "",
        "null",
        "{",
        [],
        [[[]]],
        { error: null },
        { error: [] },
        { error: { code: {} } },
      ];
      for (const call of ["token-refresh", "probe", "publish", "inbox", "analytics", "discover"] as const)
        for (const [index, body] of bodies.entries()) {
          const status = [0, 200, 302, 400, 401, 403, 404, 429, 500, 599][index % 10] ?? 400;
          const { kind } = await diagnose(t, network, { call, status, headers: {}, body });
          expect(diagnosisKinds).toContain(kind);
          expect(["grant-revoked", "token-expired", "profile-lost", "scope-missing"]).not.toContain(kind);
        }
    },
  );

  test("P6 a report is judged by the age of the profile's own token", async () => {
    const network = {
      ...chirp,
      diagnose: diagnosisFrom({
        network: "chirp",
        readError: () => ({ code: 65_601 }),
        rows: [
          { when: { status: 401, youngerThan: 60 }, rule: "young", kind: "unreachable", how: "Wait.", source: "test" },
          { when: { status: 401 }, rule: "old", kind: "grant-revoked", how: "Renew.", source: "test" },
        ],
      }),
    };
    await using t = await chirpWorld(network);
    const answer: contract.FailureReport = { call: "publish", status: 401, body: {} };
    expect((await report(t, "Dora", answer, "?dry=true")).rule).toBe("chirp/young");
    await t.advance(61);
    expect((await report(t, "Dora", answer, "?dry=true")).rule).toBe("chirp/old");
    expect((await diagnose(t, "chirp", answer)).rule).toBe("chirp/old");
  });
});

describe("a report is a caller's word, never a verdict", () => {
  test.each([
    ["a certain end", passwordChanged],
    ["an answer that nobody knows", unknown],
    ["a missing permission", scopeMissing],
  ])("P7 P1 %s is looked into at once; what the look finds alive stays as it was", async (_what, answer) => {
    await using t = await testWorld();
    await connectPages(t, anna, [berlin, "Northwind Hamburg"]);
    await t.advance(300);
    const before = await t.profile(berlin);
    const hamburg = await t.profile("Northwind Hamburg");
    await t.control.clearLog();
    await report(t, berlin, answer);
    expect(await t.profile(berlin)).toEqual(before);
    await t.settle();
    const after = await t.profile(berlin);
    expect(after).toEqual({ ...before, provedAt: t.world.clock.now().toISOString() });
    const calls = await t.control.log();
    expect(calls.filter((call) => call.page === before.remoteId).length).toBeGreaterThan(0);
    expect(calls.filter((call) => call.page === hamburg.remoteId)).toEqual([]);
    expect(new Set(calls.map((call) => call.method))).toEqual(new Set(["GET"]));
  });

  test("P7 what is not known to be temporary is confirmed with a probe: the probe says what it is", async () => {
    await using t = await testWorld();
    await connectPages(t, anna, [berlin]);
    await t.control.changePassword("anna-berg");
    expect(await report(t, berlin, unknown)).toMatchObject({ kind: "unrecognised", repair: { who: "nobody" } });
    expect((await t.profile(berlin)).status).toBe("connected");
    await t.settle();
    await t.pass(61);
    expect(await t.profile(berlin)).toMatchObject({ status: "expired", cause: "password_changed" });
  });

  test("P1 unrecognised is never guessed: reported again and again, the profile stays what its looks prove", async () => {
    await using t = await testWorld();
    await connectPages(t, anna, [berlin]);
    for (let minutes = 0; minutes < 10; minutes++) {
      await report(t, berlin, unknown);
      await t.pass(60);
    }
    expect(await t.profile(berlin)).toMatchObject({ status: "connected", cause: null });
    expect((await t.get<contract.Page<contract.Incident>>("/v1/incidents")).items).toEqual([]);
  });

  test.each<[string, contract.FailureReport]>([
    ["no answer", { call: "publish", status: 0 }],
    ["a server in trouble", { call: "publish", status: 502, body: passwordChanged.body }],
    ["HTML", { call: "publish", status: 403, headers: { "Content-Type": "text/html" }, body: "<!doctype html>" }],
    ["a rate limit", { call: "publish", status: 429, headers: { "Retry-After": "3600" }, body: {} }],
    ["content that was refused", graph(100)],
  ])("P2 P4 %s is noted, and neither decided nor asked about", async (_what, answer) => {
    await using t = await testWorld();
    await connectPages(t, anna, [berlin]);
    await t.control.clearLog();
    const before = await ledger(t);
    await report(t, berlin, answer);
    await t.settle();
    expect(await ledger(t)).toEqual(before);
    expect(await t.control.log()).toEqual([]);
    expect(await reported(t, berlin)).toMatchObject([
      { tone: "neutral", text: expect.stringContaining("Nothing was") },
    ]);
  });

  test("R75 every login of the profile is looked at; one that is dead is not asked again (R4)", async () => {
    await using t = await testWorld();
    await connectPages(t, anna, [berlin]);
    await connectPages(t, ben, [berlin]);
    await t.control.changePassword("anna-berg");
    await t.pass(hour);
    await t.pass(61);
    await t.control.clearLog();
    await report(t, berlin, passwordChanged);
    await t.settle();
    expect(await t.control.countCalls({ person: "ben-okoro" })).toBeGreaterThan(0);
    expect(await t.control.countCalls({ person: "anna-berg" })).toBe(0);
  });

  test("R4 where nothing is left to look with, nobody is asked, and the timeline does not promise it", async () => {
    await using t = await testWorld();
    await connectPages(t, anna, [berlin]);
    await t.control.changePassword("anna-berg");
    await t.pass(hour);
    expect((await t.profile(berlin)).status).toBe("expired");
    await t.control.clearLog();
    const before = await ledger(t);
    await report(t, berlin, unknown);
    await t.settle();
    expect(await t.control.log()).toEqual([]);
    expect(await ledger(t)).toEqual(before);
    expect(await reported(t, berlin)).toMatchObject([{ text: expect.stringContaining("Nothing was decided") }]);
  });

  test("a storm of reports asks the network a few times and is told a few times; the rest waits for one look more", async () => {
    await using t = await testWorld();
    await connectPages(t, anna, [berlin]);
    await t.control.clearLog();
    await report(t, berlin, unknown);
    await t.settle();
    const oneLook = await t.control.countCalls();
    for (let times = 0; times < 29; times++) {
      await report(t, berlin, unknown);
      await t.settle();
    }
    const during = await t.control.countCalls();
    expect(during).toBeLessThanOrEqual(5 * oneLook);
    expect(await reported(t, berlin)).toHaveLength(5);
    await t.pass(60);
    expect(await t.control.countCalls()).toBe(during + oneLook);
    await t.pass(60);
    expect(await t.control.countCalls()).toBe(during + oneLook);
  });

  test("a report sent again with its Idempotency-Key counts once", async () => {
    await using t = await testWorld();
    await connectPages(t, anna, [berlin]);
    const { id } = await t.profile(berlin);
    const { method, headers, body } = json(unknown);
    const again = () =>
      t.mira.fetch(`/v1/profiles/${id}/failures`, {
        method,
        headers: { ...headers, "idempotency-key": "post-17" },
        body,
      });
    const [first, second] = [await told(await again()), await told(await again())];
    expect(second).toEqual(first);
    expect(await reported(t, berlin)).toHaveLength(1);
    expect(await t.mira.get("/v1/unrecognised")).toMatchObject({ items: [{ count: 1 }] });
  });

  test("R8 the timeline tells it in plain words, as a caller's word, with the redacted answer", async () => {
    await using t = await testWorld();
    await connectPages(t, anna, [berlin]);
    await report(t, berlin, passwordChanged);
    await t.settle();
    const { id } = await t.profile(berlin);
    await t.mira.post(`/v1/profiles/${id}/failures`, { ...scopeMissing, call: "inbox" });
    await t.mira.post(`/v1/profiles/${id}/failures`, { ...scopeMissing, call: "discover" });
    const [vague, byMira, byProgram] = await reported(t, berlin);
    expect(byProgram).toMatchObject({
      actor: "Tests",
      tone: "warn",
      text: "A program reported a failure of publishing, which reads: “Anna Berg changed their Facebook password.” We look ourselves before we say anything.",
      evidence: {
        act: "publish",
        address: "reported by a program",
        status: 400,
        rule: "facebook/190-460",
        body: { error: { code: 190, error_subcode: 460 } },
      },
    });
    expect(byMira).toMatchObject({ actor: "Mira Solberg", text: expect.stringMatching(/^Somebody here .*the inbox/) });
    expect(vague?.text).toContain("“A permission is missing.”");
  });
});

test("dry=true says the same and changes no table, sends no job, calls nobody", async () => {
  await using t = await testWorld();
  await connectPages(t, anna, [berlin]);
  await t.settle();
  await t.control.clearLog();
  const before = await everyTable(t);
  const dry = [passwordChanged, unknown, scopeMissing, graph(4)].map((answer) =>
    report(t, berlin, answer, "?dry=true"),
  );
  const tried = [passwordChanged, unknown, scopeMissing, graph(4)].map((answer) => diagnose(t, "facebook", answer));
  expect(await Promise.all(dry)).toEqual(await Promise.all(tried));
  expect(await everyTable(t)).toEqual(before);
  await t.settle();
  expect(await t.control.log()).toEqual([]);
  await report(t, berlin, unknown);
  expect(await everyTable(t)).not.toEqual(before);
});

/** A digest of every table of ours. When a key was last used is no change. */
async function everyTable(t: TestWorld): Promise<Record<string, string>> {
  const { db } = t.world;
  const { rows } = await sql<{ name: string }>`
    select table_name as name from information_schema.tables where table_schema = 'public' order by 1`.execute(db);
  const digests: Record<string, string> = {};
  for (const { name } of rows.filter((row) => row.name !== "apikey")) {
    const digest = await sql<{ of: string }>`
      select coalesce(md5(string_agg(line, '|' order by line)), '') as of
      from (select x::text as line from ${sql.table(name)} as x) as lines`.execute(db);
    digests[name] = digest.rows[0]?.of ?? "";
  }
  expect(Object.keys(digests)).toEqual(expect.arrayContaining(["grant", "access", "event", "unrecognised_answer"]));
  return digests;
}

test("R2 tokens and secrets in what is reported reach no table, no log, no answer", async () => {
  await using t = await testWorld();
  await connectPages(t, anna, [berlin]);
  const secrets = [...(await keptTokens(t)), appSecret, "EAAfromSomewhereElse1234567890"];
  expect(secrets.length).toBeGreaterThan(3);
  for (const secret of secrets)
    for (const answer of [
      {
        ...unknown,
        body: { error: { message: `Odd ${secret} there`, code: 987_654, [secret]: secret }, list: [secret] },
      },
      { ...unknown, body: `plain ${secret} text` },
      {
        ...unknown,
        body: `?access_token=${encodeURIComponent(secret)}&x=1`,
        headers: { Authorization: `Bearer ${secret}` },
      },
      { ...scopeMissing, headers: { "X-Echo": secret }, body: { error: { code: 200, message: `Needs "${secret}"` } } },
    ]) {
      const { id } = await t.profile(berlin);
      const told = await send(t, `/v1/profiles/${id}/failures`, answer);
      expect([told.status, (await told.text()).includes(secret)]).toEqual([200, false]);
      await t.advance(61);
    }
  await t.settle();
  const { id } = await t.profile(berlin);
  const shown = [
    t.logged(),
    JSON.stringify(await t.world.db.selectFrom("event").selectAll().execute()),
    JSON.stringify(await t.world.db.selectFrom("unrecognised_answer").selectAll().execute()),
    JSON.stringify(await t.mira.get(`/v1/profiles/${id}/events?limit=200`)),
    JSON.stringify(await t.mira.get("/v1/unrecognised")),
  ].join("\n");
  for (const secret of secrets) expect(shown).not.toContain(secret);
  expect(shown).toContain("[struck out]");
});

test("R2 what is known to be secret is struck out even where it looks like an ordinary word", async () => {
  const rows = [
    {
      when: { status: 403 },
      kind: "scope-missing",
      how: "Allow it.",
      source: "test",
      scopes: ({ body }: Seen) => [JSON.stringify(body)],
    },
  ] as const;
  await using t = await chirpWorld({
    ...chirp,
    diagnose: diagnosisFrom({ network: "chirp", rows, readError: () => undefined }),
  });
  const secrets = [...(await keptTokens(t)), chirpApp.secret];
  const answers: contract.FailureDiagnosis[] = [];
  for (const secret of secrets)
    for (const status of [403, 418])
      answers.push(await report(t, "Dora", { call: "publish", status, body: { message: `Odd: ${secret}.` } }));
  for (const shown of [answers, await reported(t, "Dora"), await t.mira.get("/v1/unrecognised")]) {
    for (const secret of secrets) expect(JSON.stringify(shown)).not.toContain(secret);
    expect(JSON.stringify(shown)).toContain("Odd: [struck out].");
  }
});

describe("what is refused", () => {
  test("nonsense is refused as a problem with a stable code, and changes nothing", async () => {
    await using t = await testWorld();
    await connectPages(t, anna, [berlin]);
    const { id } = await t.profile(berlin);
    const good = { call: "publish", status: 400, headers: {}, body: {} };
    const deep = `${"[".repeat(100_000)}${"]".repeat(100_000)}`;
    const nonsense: [string, unknown, number][] = [
      ["nothing", "", 400],
      ["no JSON", "{call:", 400],
      ["a list", [good], 400],
      ["no call", { status: 400 }, 400],
      ["no status", { call: "publish" }, 400],
      ["another call", { ...good, call: "revoke" }, 400],
      ["a member of Object", { ...good, call: "constructor" }, 400],
      ["a status as text", { ...good, status: "400" }, 400],
      ["a status of 600", { ...good, status: 600 }, 400],
      ["a status below nothing", { ...good, status: -1 }, 400],
      ["half a status", { ...good, status: 400.5 }, 400],
      ["headers as a list", { ...good, headers: [["a", "b"]] }, 400],
      ["a header as a list", { ...good, headers: { a: ["b"] } }, 400],
      [
        "300 headers",
        { ...good, headers: Object.fromEntries(Array.from({ length: 300 }, (_, n) => [`h${n}`, ""])) },
        400,
      ],
      ["a huge header", { ...good, headers: { a: "x".repeat(20_000) } }, 400],
      ["another member", { ...good, at: "2026-11-22T09:00:00Z" }, 400],
      ["a prototype", `{"call":"publish","status":400,"headers":{"__proto__":"x"}}`, 400],
      ["a prototype inside", `{"call":"publish","status":400,"body":{"__proto__":{"error":1}}}`, 400],
      ["U+0000", { ...good, body: "a\0b" }, 400],
      ["half a surrogate pair", `{"call":"publish","status":400,"body":"\\ud800"}`, 400],
      ["a body a hundred thousand deep", `{"call":"publish","status":400,"body":${deep}}`, 400],
      ["a body of two megabytes", { ...good, body: "x".repeat(2 * 1024 * 1024) }, 413],
    ];
    const before = await everyTable(t);
    for (const path of [`/v1/profiles/${id}/failures`, "/v1/networks/facebook/diagnose"])
      for (const [what, body, status] of nonsense) {
        const answer = await send(t, path, body);
        expect([what, answer.status, answer.headers.get("content-type")]).toEqual([
          what,
          status,
          "application/problem+json; charset=utf-8",
        ]);
        expect(await answer.json(), what).toMatchObject({ code: status === 413 ? "too_large" : "invalid_input" });
      }
    expect((await send(t, `/v1/profiles/${id}/failures?dry=perhaps`, good)).status).toBe(400);
    expect((await send(t, `/v1/profiles/${id}/failures?at=1`, good)).status).toBe(400);
    expect(await everyTable(t)).toEqual(before);
  });

  test("a large answer is understood and cut to a few kilobytes of evidence", async () => {
    await using t = await testWorld();
    await connectPages(t, anna, [berlin]);
    const members = Object.fromEntries(Array.from({ length: 3000 }, (_, n) => [`m${n}`, "word ".repeat(40)]));
    const { error } = passwordChanged.body as { error: object };
    expect((await report(t, berlin, { ...passwordChanged, body: { error, ...members } })).rule).toBe(
      "facebook/190-460",
    );
    const [event] = await reported(t, berlin);
    expect(JSON.stringify(event?.evidence).length).toBeLessThan(8192);
  });

  test("R39 a profile of another workspace is not there, a disconnected one is in conflict, a network has to be known", async () => {
    await using t = await testWorld();
    await connectPages(t, anna, [berlin]);
    const { id } = await t.profile(berlin);
    const olga = await t.outsider();
    const before = await everyTable(t);
    for (const query of ["", "?dry=true"]) {
      const answer = await olga.fetch(`/v1/profiles/${id}/failures${query}`, json(passwordChanged));
      expect([answer.status, await answer.json()]).toEqual([404, expect.objectContaining({ code: "not_found" })]);
    }
    for (const network of ["nowhere", "constructor", "__proto__"])
      expect((await send(t, `/v1/networks/${network}/diagnose`, passwordChanged)).status).toBe(404);
    expect((await send(t, `/v1/profiles/${id}/failures`, passwordChanged, "lk_made_up")).status).toBe(401);
    expect((await t.stranger().fetch("/v1/networks/facebook/diagnose", json(passwordChanged))).status).toBe(401);
    expect(await everyTable(t)).toEqual(before);
    await t.mira.fetch(`/v1/profiles/${id}`, { method: "DELETE" });
    const gone = await send(t, `/v1/profiles/${id}/failures`, passwordChanged);
    expect([gone.status, await gone.json()]).toEqual([409, expect.objectContaining({ code: "conflict" })]);
  });

  test("R13 a viewer may try out what an answer means, and may not report one", async () => {
    await using t = await testWorld();
    await connectPages(t, anna, [berlin]);
    const { people } = t.latchkey;
    const email = "vera@northwind.example";
    await people.seedPerson({
      workspaceName: "Northwind Coffee",
      name: "Vera Viewer",
      email,
      password: testPassword,
      role: "viewer",
    });
    const vera = await openBrowser({ url: t.url, simulatorUrl: t.simulatorUrl, people }, email);
    expect((await vera.fetch("/v1/networks/facebook/diagnose", json(passwordChanged))).status).toBe(200);
    const { id } = await t.profile(berlin);
    for (const query of ["", "?dry=true"])
      expect((await vera.fetch(`/v1/profiles/${id}/failures${query}`, json(passwordChanged))).status).toBe(403);
  });
});

const json = (body: unknown) => ({
  method: "POST",
  headers: { "content-type": "application/json" },
  body: JSON.stringify(body),
});

import { createPublicKey, verify, type JsonWebKey } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, onTestFinished, test } from "vitest";
import { createControl } from "#simulator/control.ts";
import { startSimulator } from "#simulator/start.ts";
import { createVisitor } from "#simulator/visitor.ts";
import { sample } from "./simulated/sample.ts";

const redirectUri = "https://app.example/callback";
const [app] = sample.apps ?? [];
const anna = { email: "anna@northwind.example", password: "coffee" };
const readonly = "https://www.googleapis.com/auth/youtube.readonly";

async function stage(changes: Partial<NonNullable<typeof app>> = {}) {
  const simulator = await startSimulator({ port: 0 });
  onTestFinished(() => simulator.close());
  const control = createControl(simulator.url, "youtube");
  await control.load({ ...sample, apps: [{ name: "Latchkey", ...app, redirectUris: [redirectUri], ...changes }] });
  const dialogUrl = (more: Record<string, string> = {}) =>
    `https://accounts.google.com/o/oauth2/v2/auth?${new URLSearchParams({
      client_id: app?.id ?? "",
      redirect_uri: redirectUri,
      response_type: "code",
      scope: `openid ${readonly}`,
      state: "s",
      ...more,
    }).toString()}`;
  const read = async (path: string): Promise<unknown> => (await fetch(`${simulator.url}/${path}`)).json();
  return { url: simulator.url, control, dialogUrl, read, visitor: createVisitor(simulator.url) };
}

/** A callback that keeps what it is sent. */
async function callback() {
  const sent: { type: string; body: string }[] = [];
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk: Buffer) => (body += chunk.toString()));
    request.on("end", () => {
      sent.push({ type: request.headers["content-type"] ?? "", body });
      response.writeHead(202).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  return { sent, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/risc` };
}

describe("the sign-in", () => {
  test("select_account asks whoever is signed in already, and lets them be somebody else", async () => {
    const { dialogUrl, visitor } = await stage();
    await visitor.consent(dialogUrl(), anna);
    const chooser = await visitor.open(dialogUrl({ prompt: "select_account" }));
    expect(chooser.text).toMatch(/Choose an account[\s\S]*Anna Berg[\s\S]*Use another account/);
    const login = await visitor.open(chooser.url, new URLSearchParams({ step: "other" }));
    expect(login.text).toMatch(/with your Google Account/);
  });

  test("who gave all of it before is sent straight back unless prompt=consent is there", async () => {
    const { dialogUrl, visitor } = await stage();
    await visitor.consent(dialogUrl(), {
      email: "ben@northwind.example",
      password: "coffee",
      pages: ["Northwind Roastery"],
    });
    const again = await visitor.open(dialogUrl({ channel: "UCn0rthw1ndR0asteryTv0Dd" }));
    expect(again.leaves).toMatch(/code=/);
    const asked = await visitor.open(dialogUrl({ channel: "UCn0rthw1ndR0asteryTv0Dd", prompt: "consent" }));
    expect(asked.text).toMatch(/wants access to your Google Account/);
  });

  test("prompt=none shows nothing: login_required, interaction_required, or a code", async () => {
    const { dialogUrl, visitor } = await stage();
    const errorOf = async () =>
      new URL((await visitor.open(dialogUrl({ prompt: "none" }))).leaves ?? "").searchParams.get("error");
    expect(await errorOf()).toBe("login_required");
    await visitor.consent(dialogUrl({ scope: "openid" }), anna);
    expect(await errorOf()).toBe("interaction_required");
    await visitor.consent(dialogUrl({ prompt: "consent" }), anna);
    expect(await errorOf()).toBeNull();
  });

  test.each([
    [{ redirect_uri: "https://evil.example/" }, {}, "400: redirect_uri_mismatch"],
    [{ client_id: "nobody" }, {}, "401: invalid_client"],
    [{ scope: "openid https://www.googleapis.com/auth/gmail" }, {}, "400: invalid_scope"],
    [{}, { redirectUris: [] }, "400: redirect_uri_mismatch"],
  ])("%j %j stays on Google's page with Error %s", async (query, changes, error) => {
    const { dialogUrl, visitor } = await stage(changes);
    const seen = await visitor.open(dialogUrl(query));
    expect([seen.leaves, seen.text]).toEqual([null, expect.stringContaining(`Error ${error}`)]);
  });
});

describe("Cross-Account Protection", () => {
  test("a removed app is told by an event that Google's published key has signed", async () => {
    const { control, dialogUrl, visitor, read } = await stage();
    const { sent, url } = await callback();
    await control.updateApp({ deauthorizeUrl: url });
    await visitor.consent(dialogUrl(), anna);
    await control.removeApp({ person: "anna-berg" });
    const [header = "", payload = "", signature = ""] = sent[0]?.body.split(".") ?? [];
    const decoded = (part: string): unknown => JSON.parse(Buffer.from(part, "base64url").toString("utf8"));
    expect([sent[0]?.type, decoded(header), decoded(payload)]).toMatchObject([
      "application/secevent+jwt",
      { alg: "RS256", typ: "secevent+jwt" },
      {
        iss: "https://accounts.google.com/",
        aud: app?.id,
        events: {
          "https://schemas.openid.net/secevent/oauth/event-type/tokens-revoked": {
            subject: { subject_type: "iss-sub", sub: "108246801357924680135" },
          },
        },
      },
    ]);
    expect(await read("accounts.google.com/.well-known/risc-configuration")).toMatchObject({
      issuer: "https://accounts.google.com/",
      jwks_uri: "https://www.googleapis.com/oauth2/v3/certs",
    });
    const { keys } = (await read("www.googleapis.com/oauth2/v3/certs")) as { keys: JsonWebKey[] };
    const key = createPublicKey({ key: keys[0] ?? {}, format: "jwk" });
    const isValid = (text: string) => verify("sha256", Buffer.from(text), key, Buffer.from(signature, "base64url"));
    expect([isValid(`${header}.${payload}`), isValid(`${header}.x${payload}`)]).toEqual([true, false]);
  });
});

test("whoever removes the app in their Google Account ends it for every client of the project", async () => {
  const other = { name: "Latchkey staging", id: "700246813579-staging.apps.googleusercontent.com", secret: "x" };
  const { control, dialogUrl, visitor } = await stage();
  await control.add({ apps: [{ ...other, redirectUris: [redirectUri] }] });
  await visitor.consent(dialogUrl(), anna);
  await visitor.consent(dialogUrl({ client_id: other.id }), anna);
  const permissions = await visitor.open("https://myaccount.google.com/permissions");
  const after = await visitor.open(
    permissions.url,
    new URLSearchParams({ step: "login", email: anna.email, pass: anna.password }),
  );
  const gone = await visitor.open(after.url, new URLSearchParams({ step: "remove", app: other.id }));
  expect([after.text, gone.text]).toEqual([
    expect.stringMatching(/Latchkey staging/),
    expect.stringMatching(/No app has access/),
  ]);
});

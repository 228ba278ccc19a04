import { describe, expect, onTestFinished, test } from "vitest";
import { sample as onYoutube } from "#networks/youtube/simulated/sample.ts";
import { createControl, type Scenario } from "#simulator/control.ts";
import { startSimulator } from "#simulator/start.ts";
import { createVisitor, type Visitor } from "#simulator/visitor.ts";
import { sample } from "./simulated/sample.ts";

const redirectUri = "https://app.example/callback";
const anna = { email: "anna@northwind.example", password: "coffee" };
const auth = "https://www.googleapis.com/auth";
const manage = `${auth}/business.manage`;
const readonly = `${auth}/youtube.readonly`;

interface Client {
  id: string;
  secret: string;
}
const ofProject = (scenario: Scenario, client?: Client): { client: Client; scenario: Scenario } => {
  const [app] = scenario.apps ?? [];
  const { id, secret } = client ?? { id: app?.id ?? "", secret: app?.secret ?? "" };
  return {
    client: { id, secret },
    scenario: { ...scenario, apps: [{ name: "Latchkey", id, secret, redirectUris: [redirectUri] }] },
  };
};

/** Both products on stage, each with its own sample; `client`: one OAuth client for both. */
async function stage(clients: { business?: Client; youtube?: Client } = {}) {
  const simulator = await startSimulator({ port: 0 });
  onTestFinished(() => simulator.close());
  const business = { control: createControl(simulator.url, "google-business"), ...ofProject(sample, clients.business) };
  const youtube = { control: createControl(simulator.url, "youtube"), ...ofProject(onYoutube, clients.youtube) };
  for (const { control, scenario } of [business, youtube]) await control.load(scenario);
  const dialogUrl = (client: Client, scope: string, more: Record<string, string> = {}) =>
    `https://accounts.google.com/o/oauth2/v2/auth?${new URLSearchParams({
      client_id: client.id,
      redirect_uri: redirectUri,
      response_type: "code",
      scope: `openid ${scope}`,
      access_type: "offline",
      prompt: "consent",
      state: "s",
      ...more,
    }).toString()}`;
  const post = async (path: string, form: Record<string, string>) => {
    const answer = await fetch(`${simulator.url}/oauth2.googleapis.com${path}`, {
      method: "POST",
      body: new URLSearchParams(form),
    });
    return { status: answer.status, body: (await answer.json()) as Record<string, string> };
  };
  const connect = async (client: Client, scope: string, visitor: Visitor = createVisitor(simulator.url)) => {
    const back = new URL(await visitor.consent(dialogUrl(client, scope), anna));
    const { body } = await post("/token", {
      grant_type: "authorization_code",
      code: back.searchParams.get("code") ?? "",
      redirect_uri: redirectUri,
      client_id: client.id,
      client_secret: client.secret,
    });
    return { access: body["access_token"] ?? "", refresh: body["refresh_token"] ?? "" };
  };
  const refresh = (client: Client, token: string) =>
    post("/token", {
      grant_type: "refresh_token",
      refresh_token: token,
      client_id: client.id,
      client_secret: client.secret,
    });
  const get = async (path: string, token?: string) =>
    fetch(`${simulator.url}/${path}`, token === undefined ? {} : { headers: { authorization: `Bearer ${token}` } });
  return { url: simulator.url, business, youtube, dialogUrl, connect, refresh, post, get };
}

describe("two products behind one sign-in", () => {
  test("each consent, token and refresh is for its own; each reads what is its own", async () => {
    const { business, youtube, connect, refresh, get } = await stage();
    const places = await connect(business.client, manage);
    const channel = await connect(youtube.client, readonly);
    const accounts = "mybusinessaccountmanagement.googleapis.com/v1/accounts";
    const channels = "www.googleapis.com/youtube/v3/channels?part=id&mine=true";
    expect([(await get(accounts, places.access)).status, (await get(channels, channel.access)).status]).toEqual([
      200, 200,
    ]);
    expect([(await get(accounts, channel.access)).status, (await get(channels, places.access)).status]).toEqual([
      401, 401,
    ]);
    expect((await refresh(business.client, places.refresh)).status).toBe(200);
    expect((await refresh(youtube.client, channel.refresh)).status).toBe(200);
    expect((await refresh(youtube.client, places.refresh)).body).toMatchObject({ error: "invalid_grant" });
  });

  test("one OAuth client for both is told apart by what is asked for, then by code and token", async () => {
    const shared = { id: "700999-shared.apps.googleusercontent.com", secret: "s" };
    const { business, youtube, connect, refresh, get } = await stage({ business: shared, youtube: shared });
    const places = await connect(shared, manage);
    const channel = await connect(shared, readonly);
    expect((await business.control.networkState()).authorizations).toHaveLength(1);
    expect((await youtube.control.networkState()).authorizations).toHaveLength(1);
    expect((await refresh(shared, places.refresh)).status).toBe(200);
    expect((await refresh(shared, channel.refresh)).status).toBe(200);
    const about = async (token: string) =>
      ((await (await get(`oauth2.googleapis.com/tokeninfo?access_token=${token}`)).json()) as { scope: string }).scope;
    expect([await about(places.access), await about(channel.access)]).toEqual([
      `openid ${manage}`,
      `openid ${readonly}`,
    ]);
  });

  test("a fault at one of them leaves the other alone, at the shared hosts too", async () => {
    const { business, youtube, connect, refresh } = await stage();
    const places = await connect(business.client, manage);
    const channel = await connect(youtube.client, readonly);
    await business.control.outage(true);
    expect((await refresh(business.client, places.refresh)).status).toBe(503);
    expect((await refresh(youtube.client, channel.refresh)).status).toBe(200);
  });

  test("one browser may be signed in at both; the page under way is the one that is answered", async () => {
    const { url, business, youtube, dialogUrl } = await stage();
    const visitor = createVisitor(url);
    await visitor.consent(dialogUrl(business.client, manage), anna);
    const asked = await visitor.open(dialogUrl(youtube.client, readonly));
    expect(asked.text).toMatch(/with your Google Account/);
    await visitor.consent(dialogUrl(youtube.client, readonly), anna);
    expect((await visitor.open(dialogUrl(business.client, manage))).text).toMatch(/See, edit, create, and delete/);
  });

  test("a client that nobody knows is refused on Google's page and at the token endpoint", async () => {
    const { url, dialogUrl, refresh } = await stage();
    const nobody = { id: "1-nobody.apps.googleusercontent.com", secret: "x" };
    expect((await createVisitor(url).open(dialogUrl(nobody, manage))).text).toMatch(/401: invalid_client/);
    expect((await refresh(nobody, "1//0x")).body).toMatchObject({ error: "invalid_client" });
  });
});

describe("what a person gave to a Cloud project ends together", () => {
  const inOne = {
    business: { id: "700555-places.apps.googleusercontent.com", secret: "p" },
    youtube: { id: "700555-videos.apps.googleusercontent.com", secret: "v" },
  };

  test("revoking at one product ends the other's tokens, where both clients are of one project", async () => {
    const { connect, refresh, post } = await stage(inOne);
    const places = await connect(inOne.business, manage);
    const channel = await connect(inOne.youtube, readonly);
    expect((await post("/revoke", { token: channel.refresh })).status).toBe(200);
    expect((await refresh(inOne.business, places.refresh)).body).toMatchObject({
      error: "invalid_grant",
      error_description: "Token has been expired or revoked.",
    });
  });

  test("it ends nothing of another project", async () => {
    const { business, youtube, connect, refresh, post } = await stage();
    const places = await connect(business.client, manage);
    const channel = await connect(youtube.client, readonly);
    await post("/revoke", { token: channel.refresh });
    expect((await refresh(business.client, places.refresh)).status).toBe(200);
  });

  test("myaccount.google.com lists the apps of both, and removing one ends its whole project", async () => {
    const { url, connect, refresh } = await stage(inOne);
    const visitor = createVisitor(url);
    const places = await connect(inOne.business, manage, visitor);
    await connect(inOne.youtube, readonly, visitor);
    const page = await visitor.open("https://myaccount.google.com/permissions");
    expect(page.text.match(/Has access to your Google Account/g)).toHaveLength(2);
    const gone = await visitor.open(page.url, new URLSearchParams({ step: "remove", app: inOne.youtube.id }));
    expect(gone.text).toMatch(/No app has access/);
    expect((await refresh(inOne.business, places.refresh)).status).toBe(400);
  });
});

test("what cannot be read says why: no read mask, an unknown field, a leaf that was never handed out", async () => {
  const { business, connect, get } = await stage();
  const { access } = await connect(business.client, manage);
  const asked = async (path: string) => {
    const answer = await get(`mybusinessbusinessinformation.googleapis.com/v1/${path}`, access);
    return [answer.status, ((await answer.json()) as { error: { status: string } }).error.status];
  };
  expect(await asked("accounts/-/locations")).toEqual([400, "INVALID_ARGUMENT"]);
  expect(await asked("accounts/-/locations?readMask=secrets")).toEqual([400, "INVALID_ARGUMENT"]);
  expect(await asked("accounts/-/locations?readMask=name&pageToken=x")).toEqual([400, "INVALID_ARGUMENT"]);
  expect(await asked("accounts/999/locations?readMask=name")).toEqual([403, "PERMISSION_DENIED"]);
  expect(await asked("locations/999?readMask=name")).toEqual([404, "NOT_FOUND"]);
});

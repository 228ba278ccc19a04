import { auth as older, mybusinessaccountmanagement } from "@googleapis/mybusinessaccountmanagement";
import { mybusinessbusinessinformation } from "@googleapis/mybusinessbusinessinformation";
import { OAuth2Client, type Credentials } from "google-auth-library";
import { expect, onTestFinished, test } from "vitest";
import { sample } from "#networks/google-business/simulated/sample.ts";
import { sample as onYoutube } from "#networks/youtube/simulated/sample.ts";
import { createControl } from "#simulator/control.ts";
import { startSimulator } from "#simulator/start.ts";
import { createVisitor, type Visit } from "#simulator/visitor.ts";
import { googleRefusal, ledToSimulator } from "#test/google-clients.ts";

/**
 * Google's own clients for Business Profile against the simulator, led there by their `transporterOptions` (test/google-clients.ts). They
 * carry an older copy of google-auth-library, so their calls go through that one.
 */
const redirectUri = "https://app.example/callback";
const [registered] = sample.apps ?? [];
const clientId = registered?.id ?? "";
const clientSecret = registered?.secret ?? "";
const manage = "https://www.googleapis.com/auth/business.manage";
const anna = { email: "anna@northwind.example", password: "coffee" };
const carla = { email: "carla@agency.example", password: "coffee" };
const germany = "accounts/104412345678901234567";
const berlin = "locations/5550000000000000101";
const readMask = "name,title,storeCode,metadata,storefrontAddress,websiteUri";

async function stage() {
  const simulator = await startSimulator({ port: 0 });
  onTestFinished(() => simulator.close());
  const control = createControl(simulator.url, "google-business");
  const [app] = sample.apps ?? [];
  await control.load({ ...sample, apps: [{ ...app, name: "Latchkey", redirectUris: [redirectUri] }] });
  const settings = ledToSimulator(simulator.url, { clientId, clientSecret, redirectUri });
  const google = new OAuth2Client(settings);
  const connect = async (visit: Visit = anna, scope = ["openid", "email", manage]): Promise<Credentials> => {
    const url = google.generateAuthUrl({ access_type: "offline", prompt: "consent select_account", scope });
    const back = new URL(await createVisitor(simulator.url).consent(url, visit)).searchParams;
    return (await google.getToken(back.get("code") ?? "")).tokens;
  };
  const open = (tokens: Credentials, forceRefreshOnFailure = false) => {
    const auth = new older.OAuth2({ ...settings, forceRefreshOnFailure });
    auth.setCredentials(tokens);
    const { accounts, locations: managed } = mybusinessaccountmanagement({ version: "v1", auth });
    const { accounts: owning, locations } = mybusinessbusinessinformation({ version: "v1", auth });
    return { auth, accounts, admins: managed.admins, owned: owning.locations, locations };
  };
  return { simulator, control, google, settings, connect, open };
}

test("Google's clients find the accounts, and leaf through them", async () => {
  const { connect, open } = await stage();
  const { accounts } = open(await connect());
  const { data } = await accounts.list({ pageSize: 20 });
  expect(data.nextPageToken).toBeUndefined();
  expect(data.accounts).toMatchObject([
    { name: expect.stringMatching(/^accounts\/\d+$/), accountName: "Anna Berg", type: "PERSONAL" },
    { name: germany, accountName: "Northwind Coffee Germany", type: "LOCATION_GROUP", role: "OWNER" },
  ]);
  const first = (await accounts.list({ pageSize: 1 })).data;
  const second = (await accounts.list({ pageSize: 1, pageToken: first.nextPageToken ?? "" })).data;
  expect([first.accounts?.[0]?.type, second.accounts?.[0]?.name, second.nextPageToken]).toEqual([
    "PERSONAL",
    germany,
    undefined,
  ]);
});

test("Google's client lists the locations of an account, of all accounts, and reads one with what the mask names", async () => {
  const { connect, open } = await stage();
  const { owned, locations } = open(await connect());
  const ofGroup = (await owned.list({ parent: germany, readMask, pageSize: 100 })).data;
  expect(ofGroup.locations).toHaveLength(3);
  const all: (string | null | undefined)[] = [];
  let pageToken: string | null | undefined;
  do {
    const leaf = await owned.list({
      parent: "accounts/-",
      readMask: "name",
      pageSize: 3,
      ...(pageToken && { pageToken }),
    });
    all.push(...(leaf.data.locations ?? []).map(({ name }) => name));
    ({ nextPageToken: pageToken } = leaf.data);
  } while (pageToken);
  expect([all.length, new Set(all).size]).toEqual([4, 4]);
  expect((await locations.get({ name: berlin, readMask })).data).toEqual({
    name: berlin,
    title: "Northwind Coffee",
    storeCode: "BER",
    websiteUri: "https://northwind.example",
    storefrontAddress: expect.objectContaining({
      locality: "Berlin",
      addressLines: ["Torstraße 12"],
      regionCode: "DE",
    }),
    metadata: expect.objectContaining({ hasVoiceOfMerchant: true, placeId: expect.stringMatching(/^ChIJ/) }),
  });
  expect((await locations.get({ name: berlin, readMask: "title" })).data).toEqual({ title: "Northwind Coffee" });
});

test("Google's client names the people who manage a location", async () => {
  const { connect, open } = await stage();
  const { data } = await open(await connect()).admins.list({ parent: berlin });
  expect(data.admins).toMatchObject([
    { admin: "Anna Berg", role: "OWNER", account: expect.stringMatching(/^accounts\/\d+$/), pendingInvitation: false },
    { admin: "Ben Okoro", role: "MANAGER", name: expect.stringMatching(/^locations\/5550000000000000101\/admins\//) },
  ]);
});

test("a spent access token is refreshed by Google's client itself, and the call made again", async () => {
  const { connect, control, open } = await stage();
  const tokens = await connect();
  await control.leapClock(3600);
  const { auth, accounts } = open(tokens, true);
  expect((await accounts.list()).data.accounts).toHaveLength(2);
  expect(auth.credentials.access_token).not.toBe(tokens.access_token);
  expect(auth.credentials.refresh_token).toBe(tokens.refresh_token);
  const statuses = (await control.log({ path: "/v1/accounts" })).map(({ status }) => status);
  expect(statuses).toEqual([401, 200]);
});

test("Google's client reads the newer envelope: a role that was taken, a place that is gone, a mask that is missing", async () => {
  const { connect, control, open } = await stage();
  const { admins, locations } = open(await connect(carla));
  const name = (await control.findPage("Northwind Summer Stage")).id;
  const ask = () => googleRefusal(() => locations.get({ name: `locations/${name}`, readMask: "name,metadata" }));
  await control.removeRole(name, "carla-ruiz");
  expect(await ask()).toMatchObject(refused(403, "PERMISSION_DENIED", "The caller does not have permission"));
  expect(await googleRefusal(() => admins.list({ parent: `locations/${name}` }))).toMatchObject({ status: 403 });
  await control.deletePage(name);
  expect(await ask()).toMatchObject(refused(404, "NOT_FOUND", "Requested entity was not found."));
  expect(await googleRefusal(() => locations.get({ name: `locations/${name}` }))).toMatchObject({
    ...refused(400, "INVALID_ARGUMENT", "Request contains an invalid argument."),
    response: { data: { error: { details: [{ fieldViolations: [{ field: "read_mask" }] }] } } },
  });
});

test("Google's client reads what is wrong with the token and with the project", async () => {
  const { connect, control, open } = await stage();
  const without = open(await connect(anna, ["openid", "email"]));
  expect(await googleRefusal(() => without.accounts.list())).toMatchObject({
    ...refused(403, "PERMISSION_DENIED", "Request had insufficient authentication scopes."),
    response: { data: { error: { details: [{ reason: "ACCESS_TOKEN_SCOPE_INSUFFICIENT" }] } } },
  });
  const { accounts } = open(await connect());
  await control.addFault("app_disabled");
  expect(await googleRefusal(() => accounts.list())).toMatchObject({
    status: 403,
    response: { data: { error: { details: [{ reason: "SERVICE_DISABLED", domain: "googleapis.com" }] } } },
  });
  await control.clearFaults();
  await control.addFault("token_expired");
  expect(await googleRefusal(() => accounts.list())).toMatchObject({
    status: 401,
    response: { data: { error: { status: "UNAUTHENTICATED" } } },
  });
});

test("what passes Google's client tries again: 503, a used-up minute; and gives up in the end", async () => {
  const { connect, control, open } = await stage();
  const { accounts } = open(await connect());
  const tries = () => control.countCalls({ path: "/v1/accounts" });
  await control.addFault("outage", { times: 1 });
  expect((await accounts.list()).status).toBe(200);
  await control.addFault("html", { times: 1 });
  expect((await accounts.list()).status).toBe(200);
  expect(await tries()).toBe(4);
  await control.setUsage(100);
  expect(await googleRefusal(() => accounts.list())).toMatchObject({
    status: 429,
    response: { data: { error: { status: "RESOURCE_EXHAUSTED", details: [{ reason: "RATE_LIMIT_EXCEEDED" }] } } },
  });
  expect(await tries()).toBe(8);
});

test("google-auth-library revokes: everything that the person gave to the project ends, at YouTube too", async () => {
  const { simulator, google, settings, connect } = await stage();
  const tube = createControl(simulator.url, "youtube");
  const id = `${clientId.split("-")[0]}-youtube.apps.googleusercontent.com`;
  await tube.load({ ...onYoutube, apps: [{ name: "Latchkey", id, secret: "other", redirectUris: [redirectUri] }] });
  const other = new OAuth2Client({ ...settings, clientId: id, clientSecret: "other" });
  const scope = "https://www.googleapis.com/auth/youtube.readonly";
  const url = other.generateAuthUrl({ access_type: "offline", prompt: "consent", scope });
  const back = new URL(await createVisitor(simulator.url).consent(url, anna)).searchParams;
  other.setCredentials((await other.getToken(back.get("code") ?? "")).tokens);
  google.setCredentials(await connect());
  const kept = google.credentials;
  expect((await google.revokeCredentials()).status).toBe(200);
  google.setCredentials(kept);
  for (const client of [google, other])
    expect(await googleRefusal(() => client.refreshAccessToken())).toMatchObject({
      status: 400,
      message: "invalid_grant",
      response: { data: { error: "invalid_grant", error_description: "Token has been expired or revoked." } },
    });
});

const refused = (status: number, name: string, message: string) => ({
  status,
  code: status,
  message,
  response: { status, data: { error: { code: status, status: name, message } } },
});

import { createRequire } from "node:module";
import { AuthClient, RestliClient } from "linkedin-api-client";
import { afterEach, expect, onTestFinished, test } from "vitest";
import { sample } from "#networks/linkedin/simulated/sample.ts";
import { createControl } from "#simulator/control.ts";
import { startSimulator } from "#simulator/start.ts";
import { createVisitor } from "#simulator/visitor.ts";

/** LinkedIn's own client against the simulator: it names the real hosts, so its axios is told where these are. */
interface Interceptors {
  readonly request: {
    use(change: <Request extends { url?: string | undefined }>(request: Request) => Request): number;
    eject(id: number): void;
  };
}
const clientPath = createRequire(import.meta.url).resolve("linkedin-api-client");
const axios = createRequire(clientPath)("axios") as { readonly interceptors: Interceptors };

const redirectUrl = "https://app.example/callback";
const version = "202607";
const [app = { id: "", secret: "" }] = sample.apps ?? [];
const { id: clientId = "", secret: clientSecret = "" } = app;
const pageScopes = ["openid", "profile", "w_member_social", "rw_organization_admin"];

let intercepted: number | null = null;
afterEach(() => {
  if (intercepted !== null) axios.interceptors.request.eject(intercepted);
});

async function stage() {
  const simulator = await startSimulator({ port: 0 });
  onTestFinished(() => simulator.close());
  const control = createControl(simulator.url, "linkedin");
  await control.load({ ...sample, apps: [{ ...app, name: "Sample App", redirectUris: [redirectUrl] }] });
  const toSimulator = <Request extends { url?: string | undefined }>(request: Request): Request => ({
    ...request,
    url: request.url?.replace("https://", `${simulator.url}/`),
  });
  intercepted = axios.interceptors.request.use(toSimulator);
  const rest = new RestliClient();
  rest.axiosInstance.interceptors.request.use(toSimulator);
  const auth = new AuthClient({ clientId, clientSecret, redirectUrl });
  const authorise = async (scopes = pageScopes): Promise<string> => {
    const who = { email: "anna@northwind.example", password: "coffee" };
    const back = await createVisitor(simulator.url).consent(auth.generateMemberAuthorizationUrl(scopes, "st4te"), who);
    expect(new URL(back).searchParams.get("state")).toBe("st4te");
    return new URL(back).searchParams.get("code") ?? "";
  };
  const connect = async (scopes?: string[]) => auth.exchangeAuthCodeForAccessToken(await authorise(scopes));
  return { control, auth, rest, authorise, connect };
}

test("LinkedIn's client walks the consent, whose scopes it joins with commas, and reads a comma-separated list back", async () => {
  const { connect } = await stage();
  expect(await connect()).toMatchObject({
    access_token: expect.stringMatching(/^AQX.{300,}/),
    expires_in: 5_184_000,
    refresh_token: expect.stringMatching(/^AQW/),
    refresh_token_expires_in: 31_536_000,
    scope: pageScopes.join(","),
  });
});

test("LinkedIn's client refreshes: another access token, the same refresh token, its seconds counted down", async () => {
  const { auth, connect, control } = await stage();
  const first = await connect();
  await control.leapClock(59 * 86_400);
  const second = await auth.exchangeRefreshTokenForAccessToken(first.refresh_token ?? "");
  expect(second.access_token).not.toBe(first.access_token);
  expect(second.refresh_token).toBe(first.refresh_token);
  expect([second.expires_in, Math.round(second.refresh_token_expires_in / 86_400)]).toEqual([5_184_000, 306]);
});

/** It hands out the whole HTTP answer here, although its types promise the body. */
const bodyOf = (answer: unknown): unknown => (answer as { readonly data: unknown }).data;

test("LinkedIn's client introspects: active, expired and revoked are told apart", async () => {
  const { auth, connect, control } = await stage();
  const { access_token } = await connect();
  const inspect = async () => bodyOf(await auth.introspectAccessToken(access_token));
  expect(await inspect()).toMatchObject({
    active: true,
    status: "active",
    auth_type: "3L",
    client_id: clientId,
    scope: pageScopes.join(","),
    expires_at: expect.any(Number),
  });
  await control.leapClock(61 * 86_400);
  expect(await inspect()).toMatchObject({ active: false, status: "expired" });
  await control.removeApp({ person: "anna-berg" });
  expect(await inspect()).toMatchObject({ active: false, status: "revoked" });
});

test("LinkedIn's client reads the member", async () => {
  const { connect, rest } = await stage();
  const { access_token: accessToken } = await connect();
  const { data } = await rest.get({ resourcePath: "/userinfo", accessToken });
  expect(data).toMatchObject({ sub: expect.stringMatching(/^\w{10}$/), name: "Anna Berg", given_name: "Anna" });
  expect(data).not.toHaveProperty("email");
});

test("LinkedIn's client finds the roles, one row for each, a few at a time", async () => {
  const { connect, rest } = await stage();
  const { access_token: accessToken } = await connect();
  const find = (start: number) =>
    rest.finder({
      resourcePath: "/organizationAcls",
      finderName: "roleAssignee",
      queryParams: { start, count: 3 },
      accessToken,
      versionString: version,
    });
  const first = (await find(0)).data;
  const second = (await find(3)).data;
  expect(first.paging).toMatchObject({ start: 0, count: 3, total: 4, links: [{ rel: "next" }] });
  expect([first.elements.length, second.elements.length]).toEqual([3, 1]);
  expect(second.paging).toMatchObject({ links: [] });
  expect(first.elements[0]).toMatchObject({
    roleAssignee: expect.stringMatching(/^urn:li:person:/),
    state: "APPROVED",
    role: "ADMINISTRATOR",
    organization: expect.stringMatching(/^urn:li:organization:\d+$/),
  });
});

test("LinkedIn's client asks who administers a page, by its URN, and looks pages up together", async () => {
  const { connect, control, rest } = await stage();
  const { access_token: accessToken } = await connect();
  const { id } = await control.findPage("Northwind Coffee");
  const other = await control.findPage("Northwind Events");
  const shared = { accessToken, versionString: version };
  const acls = await rest.finder({
    ...shared,
    resourcePath: "/organizationAcls",
    finderName: "organization",
    queryParams: { organization: `urn:li:organization:${id}` },
  });
  expect(acls.data.elements.map(({ role }) => role as unknown)).toEqual(["ADMINISTRATOR", "CONTENT_ADMINISTRATOR"]);
  const one = await rest.get({ ...shared, resourcePath: "/organizations/{id}", pathKeys: { id } });
  expect(one.data).toMatchObject({ localizedName: "Northwind Coffee", vanityName: "northwind-coffee" });
  const several = await rest.batchGet({ ...shared, resourcePath: "/organizationsLookup", ids: [id, other.id] });
  expect(Object.keys(several.data.results).toSorted()).toEqual([id, other.id].toSorted());
});

test("LinkedIn's client meets the refusals in LinkedIn's envelope", async () => {
  const { auth, connect, control, rest } = await stage();
  const { access_token: accessToken, refresh_token = "" } = await connect(["openid", "profile"]);
  const shared = { resourcePath: "/organizationAcls", finderName: "roleAssignee", accessToken };
  const refused = (status: number, data: object) => ({ response: { status, data } });
  await expect(rest.finder({ ...shared, versionString: version })).rejects.toMatchObject(
    refused(403, { status: 403, serviceErrorCode: 100, code: "ACCESS_DENIED" }),
  );
  await expect(rest.finder({ ...shared, versionString: "202401" })).rejects.toMatchObject(
    refused(426, { code: "NONEXISTENT_VERSION" }),
  );
  await control.removeApp({ person: "anna-berg" });
  await expect(rest.get({ resourcePath: "/userinfo", accessToken })).rejects.toMatchObject(
    refused(401, { status: 401, serviceErrorCode: 65601, code: "REVOKED_ACCESS_TOKEN" }),
  );
  await expect(auth.exchangeRefreshTokenForAccessToken(refresh_token)).rejects.toMatchObject(
    refused(400, {
      error: "invalid_request",
      error_description: expect.stringContaining("invalid, expired or revoked"),
    }),
  );
});

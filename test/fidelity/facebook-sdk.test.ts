import { createRequire } from "node:module";
import { afterEach, expect, test } from "vitest";
import { rehearse, type Rehearsal } from "#simulator/rehearsal.ts";

/** The parts of Meta's own SDK that are used here; it comes without types. */
interface Sdk {
  FacebookAdsApi: { new (token: string, locale: string, crashLog: boolean): Api };
  User: { new (id: string, data: object, parent: undefined, api: Api): Node };
  Page: { new (id: string, data: object, parent: undefined, api: Api): Node };
}
interface Api {
  getAppID(): Promise<{ data: { data: { app_id: string } } }>;
}
interface Node {
  _data: Record<string, unknown>;
  get(fields: string[]): Promise<Node>;
  getAccounts(fields: string[], params?: object): Promise<Cursor>;
  getPermissions(fields: string[]): Promise<Cursor>;
  getBusinesses(fields: string[]): Promise<Cursor>;
  getSubscribedApps(fields: string[]): Promise<Cursor>;
  createSubscribedApp(fields: string[], params: object): Promise<unknown>;
  deletePermissions(): Promise<unknown>;
}
interface Cursor extends Array<Node> {
  hasNext(): boolean;
  next(): Promise<Cursor>;
}
interface Axios {
  interceptors: {
    request: {
      use(change: (request: { url: string }) => { url: string }): number;
      eject(id: number): void;
    };
  };
}

const require = createRequire(import.meta.url);
const sdkPath = require.resolve("facebook-nodejs-business-sdk");
const { FacebookAdsApi, User, Page } = require(sdkPath) as Sdk;
const axios = createRequire(sdkPath)("axios") as Axios;

let interceptor: number | null = null;

/** Puts the simulator in the place of graph.facebook.com; `next` links are absolute, so axios is told as well. */
function pointSdkAt(stage: Rehearsal): void {
  const graph = `${stage.url}/graph.facebook.com`;
  Object.defineProperty(FacebookAdsApi, "GRAPH", { configurable: true, get: () => graph });
  Object.defineProperty(FacebookAdsApi, "VERSION", { configurable: true, get: () => "v26.0" });
  interceptor = axios.interceptors.request.use((request) => ({
    ...request,
    url: request.url.replace("https://graph.facebook.com", graph),
  }));
}

const apiFor = (token: string): Api => new FacebookAdsApi(token, "en_US", false);
const nodeFor = (Kind: Sdk["User"], id: string, token: string): Node => new Kind(id, {}, undefined, apiFor(token));

afterEach(() => {
  if (interceptor !== null) axios.interceptors.request.eject(interceptor);
});

test("Meta's SDK reads the person, their permissions and the app of the token", async () => {
  await using stage = await rehearse();
  pointSdkAt(stage);
  const token = await stage.connect({ handle: "anna", untick: ["pages_manage_posts"] });
  const me = await nodeFor(User, "me", token).get(["id", "name", "picture"]);
  expect(me._data.name).toBe("Anna Berg");
  const permissions = await nodeFor(User, "me", token).getPermissions([]);
  expect(permissions.map((one) => one._data)).toContainEqual(
    expect.objectContaining({ permission: "pages_manage_posts", status: "declined" }),
  );
  const { data } = await apiFor(token).getAppID();
  expect(data.data.app_id).toBe("138483919580948");
});

test("Meta's SDK walks 600 Pages by its own cursor", async () => {
  await using stage = await rehearse();
  pointSdkAt(stage);
  const token = await stage.connect({ handle: "carla" });
  let pages = await nodeFor(User, "me", token).getAccounts(["id", "name", "tasks"], { limit: 100 });
  const names = new Set(pages.map((one) => one._data.name));
  while (pages.hasNext()) {
    pages = await pages.next();
    for (const one of pages) names.add(one._data.name);
  }
  expect(names.size).toBe(600);
});

test("Meta's SDK acts as a Page with the Page's token", async () => {
  await using stage = await rehearse();
  pointSdkAt(stage);
  const token = await stage.connect({ handle: "anna" }, { scope: "pages_show_list,pages_manage_metadata" });
  const [first] = await nodeFor(User, "me", token).getAccounts(["id", "name", "access_token"]);
  const id = String(first?._data.id);
  const page = nodeFor(Page, id, String(first?._data.access_token));
  expect((await page.get(["name", "tasks"]))._data).toMatchObject({ id, name: first?._data.name });
  await page.createSubscribedApp([], { subscribed_fields: ["feed", "messages"] });
  const apps = await page.getSubscribedApps([]);
  expect(apps.map((one) => one._data.name)).toEqual(["Northwind Tool"]);
});

test("Meta's SDK finds portfolio Pages through the person's businesses", async () => {
  await using stage = await rehearse();
  pointSdkAt(stage);
  const token = await stage.connect({ handle: "ben" }, { scope: "pages_show_list,business_management" });
  const businesses = await nodeFor(User, "me", token).getBusinesses(["id", "name"]);
  expect(businesses.map((one) => one._data.name)).toEqual(["Northwind Holding"]);
});

test("Meta's SDK understands the errors: code, subcode, message, status", async () => {
  await using stage = await rehearse();
  pointSdkAt(stage);
  const token = await stage.connect({ handle: "anna" });
  await stage.control.changePassword("anna");
  await expect(nodeFor(User, "me", token).get(["id"])).rejects.toMatchObject({
    name: "FacebookRequestError",
    status: 400,
    message: expect.stringContaining("changed their password"),
    response: { type: "OAuthException", code: 190, error_subcode: 460 },
  });
  await stage.control.outage(true);
  await expect(nodeFor(User, "me", token).get(["id"])).rejects.toMatchObject({
    status: 503,
    response: { code: 2, is_transient: true },
  });
});

test("Meta's SDK can give all permissions back", async () => {
  await using stage = await rehearse();
  pointSdkAt(stage);
  const token = await stage.connect({ handle: "anna" });
  await nodeFor(User, "me", token).deletePermissions();
  await expect(nodeFor(User, "me", token).get(["id"])).rejects.toMatchObject({
    response: { code: 190, error_subcode: 458 },
  });
});

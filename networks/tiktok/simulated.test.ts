import { describe, expect, test } from "vitest";
import { createVisitor } from "#simulator/visitor.ts";
import { redirectUri, rehearseNetwork, verifier, type NetworkRehearsal } from "#test/network-rehearsal.ts";
import type { DanceStart } from "../network.ts";
import { recorded } from "./recorded.ts";
import { anna, client, smallWorld } from "./simulated/small-world.ts";
import { tiktok } from "./tiktok.ts";

const open = (): Promise<NetworkRehearsal> =>
  rehearseNetwork({ network: tiktok, scenario: smallWorld(redirectUri), ...client });

const start: DanceStart = {
  redirectUri,
  state: "s",
  verifier,
  scopes: tiktok.oauth.scopes,
  rerequest: false,
  switchAccount: false,
};

describe("the simulator answers as TikTok was recorded", () => {
  /** Names and kinds of everything inside, with the looks of ids and tokens. */
  function shapeOf(value: unknown): unknown {
    if (typeof value === "object" && value !== null)
      return Object.fromEntries(
        Object.entries(value)
          .toSorted(([a], [b]) => a.localeCompare(b))
          .map(([name, one]) => [name, shapeOf(one)]),
      );
    if (typeof value !== "string") return typeof value;
    if (/^(act|rft)\.\S{10,}$/.test(value)) return `${value.slice(0, 4)} token`;
    if (/^[0-9a-z]{8}(-[0-9a-z]{4}){3}-[0-9a-z]{12}$/.test(value)) return "uuid";
    return /^\d{14}[0-9A-F]{18,20}$/.test(value) ? "log id" : typeof value;
  }

  async function fetchBody(side: NetworkRehearsal, path: string, init: RequestInit = {}): Promise<unknown> {
    return (await fetch(`${side.simulatorUrl}/open.tiktokapis.com${path}`, init)).json();
  }
  const form = (fields: Record<string, string>) => ({ method: "POST", body: new URLSearchParams(fields) });
  const keys = { client_key: client.clientId, client_secret: client.clientSecret };

  test("a token answer, and a refusal of one", async () => {
    const side = await open();
    const { params } = await side.visit(anna);
    const code = { ...keys, grant_type: "authorization_code", code: params.get("code") ?? "" };
    const wrong = await fetchBody(side, "/v2/oauth/token/", form({ ...code, redirect_uri: `${redirectUri}/` }));
    expect(wrong).toEqual({ ...recorded.oauthRefused, log_id: expect.any(String) });
    expect(shapeOf(wrong)).toEqual(shapeOf(recorded.oauthRefused));
    const token = await fetchBody(side, "/v2/oauth/token/", form({ ...code, redirect_uri: redirectUri }));
    expect(shapeOf(token)).toEqual(shapeOf(recorded.token));
    expect(token).toMatchObject({ expires_in: 86_400, refresh_expires_in: 31_536_000, token_type: "Bearer" });
  });

  test("an account, and a refusal of one", async () => {
    const side = await open();
    const grant = await side.connect(anna);
    const fields = Object.keys(recorded.user.data.user).join(",");
    const get = (token: string) =>
      fetchBody(side, `/v2/user/info/?fields=${fields}`, { headers: { authorization: `Bearer ${token}` } });
    expect(shapeOf(await get(grant.tokens.accessToken.reveal()))).toEqual(shapeOf(recorded.user));
    const refused = await get("act.nobodys");
    expect(refused).toMatchObject({ error: { ...recorded.refused.error, log_id: expect.any(String) } });
    expect(shapeOf(refused)).toEqual(shapeOf(recorded.refused));
  });

  test("client_id, a path without its slash, a JSON body and scopes with spaces are refused as TikTok refuses them", async () => {
    const side = await open();
    const wrongs = [
      [
        "/v2/oauth/token/",
        form({ client_id: client.clientId, client_secret: client.clientSecret, grant_type: "refresh_token" }),
      ],
      ["/v2/oauth/token", form({ ...keys, grant_type: "refresh_token" })],
      [
        "/v2/oauth/token/",
        { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(keys) },
      ],
    ] as const;
    for (const [path, init] of wrongs) expect(tiktok.carriesError(await fetchBody(side, path, init))).toBe(true);
    const { url } = await tiktok.oauth.begin(side.call, start);
    const query = new URL(url).searchParams;
    query.set("scope", tiktok.oauth.scopes.join(" "));
    const back = await createVisitor(side.simulatorUrl).consent(`${url.split("?")[0]}?${query.toString()}`, anna);
    expect(new URL(back).searchParams.get("error")).toBe("invalid_scope");
  });

  test("the recorded answers are read by the adapter as they stand", async () => {
    const side = await open();
    side.meddle(({ pathname }) => (pathname.startsWith("/v2/oauth/") ? recorded.token : recorded.user));
    const params = new URLSearchParams({ code: "c", scopes: "user.info.basic,video.list", state: "s" });
    const { answer, person } = await tiktok.oauth.finish(side.call, { params, redirectUri, verifier });
    expect(person).toMatchObject({ remoteId: recorded.user.data.user.open_id, name: "Acme" });
    expect(answer.scopesGranted).toEqual(["user.info.basic", "video.list"]);
  });

  test("a person who agreed before is sent straight back without disable_auto_auth=1, and asked with it", async () => {
    const side = await open();
    await side.connect(anna);
    const visitor = createVisitor(side.simulatorUrl);
    const { url } = await tiktok.oauth.begin(side.call, start);
    await visitor.consent(url, anna);
    const silent = new URL(url);
    silent.searchParams.delete("disable_auto_auth");
    expect((await visitor.open(silent.href)).leaves).toContain("code=");
    expect(await visitor.open(url)).toMatchObject({ leaves: null, text: expect.stringContaining("Choose an account") });
  });
});

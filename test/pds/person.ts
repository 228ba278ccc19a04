import { request } from "node:http";
import type { PdsAccount } from "../pds.ts";

// The calls that the pages of @atproto/oauth-provider 0.22 make from a browser (its router/create-api-middleware.js):
// consent takes milliseconds and no Chromium. node:http, because fetch writes its own sec-fetch headers.

/** One browser, with its cookies, in front of one PDS. */
export interface PersonAtBrowser {
  /** Signs in and says yes; `scope` narrows what was asked. Gives the address that the browser is sent back to. */
  consent(authorizeUrl: string, account: PdsAccount, scope?: string): Promise<string>;
  /** Says no. Gives the address that the browser is sent back to. */
  refuse(authorizeUrl: string): Promise<string>;
  /** Ends the sessions of all apps on the account page of the PDS; gives how many there were. */
  endSessions(pds: string, account: PdsAccount): Promise<number>;
}

interface Call {
  page: string;
  headers: Record<string, string>;
  body?: object;
}

const navigation = { "sec-fetch-site": "same-origin", "sec-fetch-mode": "navigate", "sec-fetch-dest": "document" };
const scripted = { "sec-fetch-site": "same-origin", "sec-fetch-mode": "same-origin", "sec-fetch-dest": "empty" };

/**
 * Somebody with a fresh browser.
 * @param hosts origin → address where it is found, for a PDS that calls itself by a host name
 */
export function personAtBrowser(hosts: Readonly<Record<string, string>> = {}): PersonAtBrowser {
  const cookies = new Map<string, string>();

  async function send(url: URL, { page, headers, body }: Call) {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const address = new URL(url.pathname + url.search, hosts[url.origin] ?? url);
    const answer = await exchange(address, { ...headers, referer: page, ...(cookie && { cookie }) }, body);
    for (const [name, value] of answer.cookies) cookies.set(name, value);
    return answer;
  }
  async function api(page: string, path: string, body?: object) {
    const headers = { ...scripted, "x-csrf-token": cookies.get("csrf-token") ?? "" };
    const url = new URL(`/@atproto/oauth-provider/~api/${path}`, page);
    const { status, text } = await send(url, { page, headers, ...(body && { body }) });
    if (status !== 200) throw new Error(`${path}: ${status} ${text}`);
    return JSON.parse(text);
  }
  const open = (page: string) => send(new URL(page), { page, headers: navigation });
  async function signIn(page: string, { did, password }: PdsAccount) {
    await open(page);
    await api(page, "sign-in", { locale: "en", username: did, password, remember: true });
  }
  async function leave(page: string, url: string) {
    const { status, location } = await send(new URL(url), { page, headers: navigation });
    if (!location) throw new Error(`The authorisation page answered ${status} without an address to go to.`);
    return location;
  }

  return {
    async consent(page, account, scope) {
      await signIn(page, account);
      const { url } = await api(page, "consent", { did: account.did, ...(scope && { scope }) });
      return leave(page, url);
    },
    async refuse(page) {
      await open(page);
      const { url } = await api(page, "reject", {});
      return leave(page, url);
    },
    async endSessions(pds, account) {
      const page = new URL("/account", pds).href;
      await signIn(page, account);
      const { did } = account;
      const sessions: { tokenId: string }[] = await api(page, `oauth-sessions?${new URLSearchParams({ did }).toString()}`);
      for (const { tokenId } of sessions) await api(page, "revoke-oauth-session", { did, tokenId });
      return sessions.length;
    },
  };
}

interface Answer {
  status: number;
  location: string | undefined;
  cookies: [string, string][];
  text: string;
}

function exchange(url: URL, headers: Record<string, string>, body?: object): Promise<Answer> {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  const json = body && { "content-type": "application/json" };
  const sent = request(url, { method: body ? "POST" : "GET", headers: { ...headers, ...json } }, (answer) => {
    let text = "";
    answer.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
    answer.on("error", reject).on("end", () => {
      const cookies = (answer.headers["set-cookie"] ?? []).map(parseCookie);
      resolve({ status: answer.statusCode ?? 0, location: answer.headers.location, cookies, text });
    });
  });
  sent.on("error", reject).end(body && JSON.stringify(body));
  return promise;
}

function parseCookie(line: string): [string, string] {
  const [pair = ""] = line.split(";", 1);
  const at = pair.indexOf("=");
  return [pair.slice(0, at), pair.slice(at + 1)];
}

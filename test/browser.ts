import type * as contract from "#sdk/contract.ts";
import type { People } from "#server/people/people.ts";
import { testPassword } from "./mira.ts";
import { createVisitor, type Visit, type Visitor } from "#simulator/visitor.ts";

/** A browser without pictures: one jar of cookies for Latchkey, and a private window at the networks for each login. */
export interface Browser {
  readonly cookies: Map<string, string>;
  fetch(path: string, init?: RequestInit): Promise<Response>;
  /** Parsed JSON of a GET; throws when it is no 2xx. */
  get<T>(path: string): Promise<T>;
  post<T>(path: string, body?: unknown): Promise<T>;
  /** Opens what `POST /v1/connections` or `/v1/renewals` answered, walks through the network's consent, and comes back. Answers where the browser ends up. */
  walk(url: string, visit: Partial<Visit>): Promise<string>;
  /** Starts connecting and walks through the consent: the flow that then waits. Run `settle()` for its discovery. */
  beginConnecting(visit: Partial<Visit>, network?: string): Promise<string>;
  connection(id: string): Promise<contract.Connection>;
}

interface Parts {
  readonly url: string;
  readonly simulatorUrl: string;
  readonly people: People;
}

export const anna: Partial<Visit> = { email: "anna-berg@people.example", password: "password" };
export const ben: Partial<Visit> = { email: "ben-okoro@people.example", password: "password" };

/** Nobody's, that of somebody who has signed in (by the lines of their cookies), or of somebody who signs in now. */
export function openBrowser(parts: Parts, cookies?: readonly string[]): Browser;
export function openBrowser(parts: Parts, email: string): Promise<Browser>;
export function openBrowser(parts: Parts, who: string | readonly string[] = []): Browser | Promise<Browser> {
  const browser = emptyBrowser(parts);
  if (typeof who === "string") return signIn(parts, browser, who);
  for (const line of who) keepCookie(browser.cookies, line);
  return browser;
}

async function signIn(parts: Parts, browser: Browser, email: string): Promise<Browser> {
  for (const line of await parts.people.signIn(email, testPassword, new Headers())) keepCookie(browser.cookies, line);
  return browser;
}

function keepCookie(cookies: Map<string, string>, line: string): void {
  const [name = "", value = ""] = (line.split(";", 1)[0] ?? "").split(/=(.*)/s);
  if (/max-age=0/i.test(line)) cookies.delete(name);
  else cookies.set(name, value);
}

function emptyBrowser({ url, simulatorUrl }: Parts): Browser {
  const cookies = new Map<string, string>();
  const windows = new Map<string, Visitor>();
  const fetchHere = async (path: string, init: RequestInit = {}): Promise<Response> => {
    const headers = new Headers(init.headers);
    if (cookies.size > 0 && !headers.has("cookie"))
      headers.set("cookie", [...cookies].map((pair) => pair.join("=")).join("; "));
    if (!headers.has("origin")) headers.set("origin", url);
    const answer = await fetch(path.startsWith("http") ? path : url + path, { redirect: "manual", ...init, headers });
    for (const line of answer.headers.getSetCookie()) keepCookie(cookies, line);
    return answer;
  };
  const ask = async <T>(path: string, init?: RequestInit): Promise<T> => {
    const answer = await fetchHere(path, init);
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${init?.method ?? "GET"} ${path}: ${answer.status} ${text}`);
    return (text === "" ? undefined : JSON.parse(text)) as T;
  };
  const post = <T>(path: string, body?: unknown): Promise<T> =>
    ask<T>(path, {
      method: "POST",
      ...(body === undefined ? {} : { headers: { "content-type": "application/json" }, body: JSON.stringify(body) }),
    });
  const walk = async (start: string, visit: Partial<Visit>): Promise<string> => {
    const opened = await fetchHere(start);
    const dialog = opened.headers.get("location");
    if (!dialog?.startsWith(simulatorUrl)) return dialog ?? `${opened.status}`;
    const window = windows.get(visit.email ?? "") ?? createVisitor(simulatorUrl);
    windows.set(visit.email ?? "", window);
    const back = await window.consent(dialog, { email: "", password: "", ...visit });
    return (await fetchHere(back)).headers.get("location") ?? "";
  };
  return {
    cookies,
    fetch: fetchHere,
    get: (path) => ask(path),
    post,
    walk,
    beginConnecting: async (visit, network = "facebook") => {
      const started = await post<contract.Started>("/v1/connections", { network });
      await walk(started.url, visit);
      return started.connectionId ?? "";
    },
    connection: (id) => ask(`/v1/connections/${id}`),
  };
}

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Secret } from "#core/secret.ts";
import { freshDatabase } from "./postgres.ts";
import { quickPasswords } from "./quick-passwords.ts";
import { type Config, readConfig } from "#server/config.ts";
import { type Database, openDatabase, openPool } from "#server/db/database.ts";
import { openMetrics } from "#server/metrics.ts";
import { createPeople, type People } from "#server/people/people.ts";
import { peopleRoutes } from "#server/people/routes.ts";
import { systemClock } from "#server/platform/clock.ts";
import { openLog } from "#server/platform/log.ts";
import { systemRandom } from "#server/platform/random.ts";
import { streamRoutes } from "#server/stream/routes.ts";
import { openStream, type Stream, type StreamParts } from "#server/stream/stream.ts";
import type { HttpWorld } from "#server/http/answer.ts";
import { listen, type ListenParts } from "#server/http/listen.ts";
import type { Route } from "#server/http/route.ts";

/** The HTTP layer with people and live updates, alone: on a real database, behind a real port. For tests. */
export interface TestServer extends AsyncDisposable {
  readonly url: string;
  readonly people: People;
  /** The people of another process on the same database. */
  readonly otherPeople: People;
  readonly stream: Stream;
  readonly db: Database;
  readonly databaseUrl: string;
  /** Everything logged so far. */
  readonly logged: () => string;
  fetch(path: string, init?: RequestInit): Promise<Response>;
  /** Makes the person, signs in, and fetches as they would. */
  browser(person: Person): Promise<Browser>;
  close(): Promise<void>;
}

export interface Person {
  workspaceName: string;
  name: string;
  role?: "owner" | "admin" | "member" | "viewer";
}

export interface Browser {
  readonly cookie: string;
  readonly userId: string;
  readonly workspaceId: string;
  fetch(path: string, init?: RequestInit): Promise<Response>;
}

export interface TestServerOptions extends Partial<Pick<ListenParts<HttpWorld>, "limits" | "webFolder">> {
  routes?: readonly Route<HttpWorld>[];
  stream?: Partial<StreamParts>;
  config?: Partial<Config>;
  authRequestsPerMinute?: number;
  /** Passwords are kept as the product keeps them, which is slow on purpose. */
  ownPasswords?: true;
}

export const password = "correct horse battery";

export async function openTestServer(options: TestServerOptions = {}): Promise<TestServer> {
  const database = await freshDatabase();
  const dataFolder = mkdtempSync(join(tmpdir(), "latchkey-http-"));
  const secret = Secret.of("a secret for tests, thirty-two characters");
  const config: Config = { ...readConfig({ LATCHKEY_PORT: "0" }), dataFolder, authSecret: secret, ...options.config };
  const lines: string[] = [];
  const log = openLog({ level: "debug", to: { write: (line) => void lines.push(line) } });
  const pool = openPool(database.url, 10, (error) => log.debug({ err: error }, "connection lost"));
  const db = openDatabase(pool);
  const world: HttpWorld = { config, db, clock: systemClock, random: systemRandom, log };
  const { authRequestsPerMinute = 10_000 } = options;
  const passwords = options.ownPasswords ? undefined : quickPasswords;
  const people = createPeople({ pool, config, log, authRequestsPerMinute, passwords });
  const stream = openStream({ databaseUrl: database.url, log, ...options.stream });
  const listening = await listen({
    world,
    people,
    metrics: openMetrics(),
    routes: [...peopleRoutes({ people }), ...streamRoutes(stream), ...(options.routes ?? [])],
    version: "1.2.3",
    webFolder: options.webFolder ?? join(dataFolder, "no-web-app"),
    checkAnswers: true,
    ...(options.limits ? { limits: options.limits } : {}),
  });
  const { url } = listening;
  const close = () => listening.close();
  // oxlint-disable-next-line no-restricted-globals -- this is the browser, not the server
  const fetchHere = (path: string, init: RequestInit = {}) => fetch(url + path, { redirect: "manual", ...init });
  return {
    url,
    people,
    otherPeople: createPeople({ pool, config, log, passwords }),
    stream,
    db,
    databaseUrl: database.url,
    logged: () => lines.join(""),
    fetch: fetchHere,
    browser: (person) => openBrowser({ url, people, fetch: fetchHere }, person),
    close,
    async [Symbol.asyncDispose]() {
      await stream.close();
      await close();
      if (!pool.ended) await pool.end();
      await database[Symbol.asyncDispose]();
      rmSync(dataFolder, { recursive: true });
    },
  };
}

async function openBrowser(server: Pick<TestServer, "url" | "people" | "fetch">, person: Person): Promise<Browser> {
  const email = `${person.name.toLowerCase()}@${person.workspaceName.toLowerCase()}.example`;
  const { userId, workspaceId } = await server.people.seedPerson({ ...person, email, password });
  const cookie = cookieOf(await server.people.signIn(email, password, new Headers()));
  const fetchAs = (path: string, init: RequestInit = {}) => {
    const headers = new Headers(init.headers);
    headers.set("cookie", cookie);
    if (!headers.has("origin")) headers.set("origin", server.url);
    return server.fetch(path, { ...init, headers });
  };
  return { cookie, userId, workspaceId, fetch: fetchAs };
}

/** What a browser would send back of these `Set-Cookie` lines. */
export function cookieOf(setCookies: readonly string[]): string {
  return setCookies.map((line) => line.split(";", 1)[0]).join("; ");
}

export function json(method: string, body: unknown, headers: Record<string, string> = {}): RequestInit {
  return { method, headers: { "content-type": "application/json", ...headers }, body: JSON.stringify(body) };
}

import type pg from "pg";
import { AppError } from "#core/app-error.ts";
import type * as contract from "#sdk/contract.ts";
import type { Config } from "../config.ts";
import type { Caller, Role } from "../http/route.ts";
import { watchingForTrouble } from "../db/trouble.ts";
import { systemClock } from "../platform/clock.ts";
import type { Log } from "../platform/log.ts";
import { type ApiKeys, type NewKey, openApiKeys } from "./api-keys.ts";
import { keepAuthSecret } from "./auth-secret.ts";
import type { Auth, Passwords } from "./auth.ts";
import { isOpen } from "./auth-paths.ts";
import type { Newcomer } from "./newcomer.ts";
import {
  aloneInSetup,
  findMembership,
  findPersonByEmail,
  isEmpty,
  type Membership,
  openPeopleDatabase,
  type PeopleDatabase,
} from "./queries.ts";

export interface PeopleParts {
  readonly pool: pg.Pool;
  readonly config: Pick<Config, "url" | "authSecret" | "dataFolder">;
  readonly log: Log;
  /** Of one address, at each path of `/api/auth`; of sign-ins and second factors a twelfth. 240 unless told. */
  readonly authRequestsPerMinute?: number;
  /** Tests: a way that costs little. */
  readonly passwords?: Passwords | undefined;
}

/** A person who has signed in, and the workspace they are looking at. */
export interface SignedIn {
  readonly user: NonNullable<contract.Session["user"]>;
  readonly membership: Membership | null;
  /** Null for a person without a workspace. */
  readonly caller: Caller | null;
  /** To be sent on: better-auth prolongs the cookie of an active person once a day. */
  readonly setCookies: readonly string[];
}

export interface People {
  /** Answers what is open under `/api/auth`, and 404 to the rest. */
  handle(request: Request): Promise<Response>;
  isSetUp(): Promise<boolean>;
  /** Makes the first person and their workspace. Throws `conflict` when somebody has been here before. */
  setUp(newcomer: Newcomer): Promise<void>;
  /** The `Set-Cookie` lines that sign the person in. */
  signIn(email: string, password: string, headers: Headers): Promise<readonly string[]>;
  findSignedIn(headers: Headers): Promise<SignedIn | null>;
  readonly apiKeys: ApiKeys;
  /** For the demo: makes the person unless they are there, and the workspace unless it is. */
  seedPerson(newcomer: Newcomer & { role?: Role }): Promise<{ userId: string; workspaceId: string }>;
  createApiKey(key: NewKey): Promise<contract.NewApiKey>;
}

/** People and their ways in, on better-auth and the same PostgreSQL. */
export function createPeople({ pool, config, log, authRequestsPerMinute = 240, passwords }: PeopleParts): People {
  const db = openPeopleDatabase(pool);
  const workspaceOf = async (userId: string) => (await findMembership(db, userId, null))?.workspace.id ?? null;
  const authConfig = { url: config.url, authSecret: keepAuthSecret(config), requestsPerMinute: authRequestsPerMinute };
  let opened: Promise<Auth> | undefined;
  const auth = () =>
    (opened ??= import("./auth.ts").then(({ openAuth }) =>
      openAuth({ pool, config: authConfig, log, workspaceOf, passwords }),
    ));
  const apiKeys = openApiKeys({ auth, db, log, clock: systemClock });
  return {
    handle: async (request) =>
      isOpen(new URL(request.url).pathname)
        ? watchingForTrouble(
            async () => (await auth()).handler(request),
            ({ ok }) => ok,
          )
        : new Response(null, { status: 404 }),
    isSetUp: openIsSetUp(db),
    setUp: (newcomer) => setUp(auth, db, newcomer),
    signIn: async (email, password, headers) => {
      const { headers: answer } = await watchingForTrouble(
        async () => (await auth()).api.signInEmail({ body: { email, password }, headers, returnHeaders: true }),
        () => true,
      );
      return answer.getSetCookie();
    },
    findSignedIn: (headers) => findSignedIn(auth, db, headers),
    apiKeys,
    seedPerson: (newcomer) => seedPerson(auth, db, newcomer),
    createApiKey: (key) => apiKeys.create(key),
  };
}

/** Once somebody is there, somebody is there for ever: asked until then only. */
function openIsSetUp(db: PeopleDatabase): () => Promise<boolean> {
  let known = false;
  return async () => (known ||= !(await isEmpty(db)));
}

type OpenAuth = () => Promise<Auth>;

async function setUp(auth: OpenAuth, db: PeopleDatabase, newcomer: Newcomer): Promise<void> {
  const done = await aloneInSetup(db, async (trx) => {
    if (!(await isEmpty(trx))) return false;
    await admitInto(auth, db, newcomer);
    return true;
  });
  if (done === undefined) throw new AppError("conflict", "Somebody else is setting up Latchkey at this very moment.");
  if (!done) throw new AppError("conflict", "Latchkey is set up already: sign in, or ask to be invited.");
}

async function findSignedIn(auth: OpenAuth, db: PeopleDatabase, headers: Headers): Promise<SignedIn | null> {
  if (!headers.has("cookie")) return null;
  // It says of a database that failed that nobody is signed in, or that something broke: only what was looked up counts.
  const { response, headers: answer } = await watchingForTrouble(
    async () => (await auth()).api.getSession({ headers, returnHeaders: true }),
    (found) => found.response !== null,
  );
  if (!response) return null;
  const { id, name, email, twoFactorEnabled } = response.user;
  const membership = await findMembership(db, id, response.session.activeOrganizationId ?? null);
  return {
    user: { id, name, email, twoFactorEnabled: twoFactorEnabled ?? false },
    membership,
    caller: membership && toCaller({ id, name }, membership),
    setCookies: answer.getSetCookie(),
  };
}

function toCaller(user: { id: string; name: string }, { workspace, role }: Membership): Caller {
  return { workspaceId: workspace.id, userId: user.id, name: user.name, role, via: "session" };
}

async function admitInto(auth: OpenAuth, db: PeopleDatabase, newcomer: Newcomer & { role?: Role }) {
  const { admit } = await import("./newcomer.ts");
  return admit(await auth(), db, newcomer);
}

async function seedPerson(auth: OpenAuth, db: PeopleDatabase, newcomer: Newcomer & { role?: Role }) {
  const known = await findPersonByEmail(db, newcomer.email);
  if (!known) return admitInto(auth, db, newcomer);
  const membership = await findMembership(db, known.id, null);
  if (!membership) throw new Error(`${newcomer.email} is in no workspace`);
  return { userId: known.id, workspaceId: membership.workspace.id };
}

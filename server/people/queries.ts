import { type Generated, Kysely, PostgresDialect, sql, type Transaction } from "kysely";
import type pg from "pg";
import { type Role, roles } from "../http/route.ts";

/** The columns of better-auth's tables (0001) that we read; it alone writes them, but for a key's deletion and its last use. */
interface PeopleTables {
  user: { id: string; email: string; name: string };
  member: { userId: string; organizationId: string; role: string; createdAt: Date };
  organization: { id: string; name: string };
  apikey: {
    id: string;
    referenceId: string;
    name: string | null;
    start: string | null;
    key: string;
    enabled: Generated<boolean> | null;
    expiresAt: Date | null;
    createdAt: Date;
    lastRequest: Date | null;
  };
}

export type PeopleDatabase = Kysely<PeopleTables>;

export const openPeopleDatabase = (pool: pg.Pool): PeopleDatabase =>
  new Kysely<PeopleTables>({ dialect: new PostgresDialect({ pool }) });

/** Nobody has signed up yet. */
export async function isEmpty(db: PeopleDatabase | Transaction<PeopleTables>): Promise<boolean> {
  return (await db.selectFrom("user").select("id").limit(1).executeTakeFirst()) === undefined;
}

/** Which of better-auth's numbers is ours: any constant that no other advisory lock here uses. */
const SETUP_LOCK = 7_301_554;

/** Runs `act` unless another setup is under way (undefined then). Never waits: waiters would use up the pool that `act` needs. */
export function aloneInSetup<T>(
  db: PeopleDatabase,
  act: (trx: Transaction<PeopleTables>) => Promise<T>,
): Promise<T | undefined> {
  return db.transaction().execute(async (trx) => {
    const lock = await sql<{ mine: boolean }>`select pg_try_advisory_xact_lock(${SETUP_LOCK}) as mine`.execute(trx);
    return lock.rows[0]?.mine ? act(trx) : undefined;
  });
}

export interface Membership {
  workspace: { id: string; name: string };
  role: Role;
}

/** The person's part in `workspaceId`, or in the workspace they joined first when that is null or theirs no more. */
export async function findMembership(
  db: PeopleDatabase,
  userId: string,
  workspaceId: string | null,
): Promise<Membership | null> {
  const row = await db
    .selectFrom("member")
    .innerJoin("organization", "organization.id", "member.organizationId")
    .select(["organization.id", "organization.name", "member.role"])
    .where("member.userId", "=", userId)
    .orderBy((e) => e("member.organizationId", "=", workspaceId ?? ""), "desc")
    .orderBy("member.createdAt")
    .limit(1)
    .executeTakeFirst();
  return row ? { workspace: { id: row.id, name: row.name }, role: highestRole(row.role) } : null;
}

/** better-auth keeps several roles as `admin,member`; a word it might add later gives no right here. */
function highestRole(words: string): Role {
  const held = new Set(words.split(",").map((word) => word.trim()));
  return roles.findLast((role) => held.has(role)) ?? "viewer";
}

export const findPersonByEmail = (db: PeopleDatabase, email: string) =>
  db.selectFrom("user").select("id").where("email", "=", email.toLowerCase()).executeTakeFirst();

export const findWorkspaceByName = (db: PeopleDatabase, name: string) =>
  db.selectFrom("organization").select("id").where("name", "=", name).orderBy("id").limit(1).executeTakeFirst();

/** Newest first. */
export const listApiKeys = (db: PeopleDatabase, workspaceId: string) =>
  db
    .selectFrom("apikey")
    .select(["id", "name", "start", "createdAt", "lastRequest"])
    .where("referenceId", "=", workspaceId)
    .orderBy("createdAt", "desc")
    .orderBy("id")
    .execute();

/** False: this workspace has no such key. */
export async function deleteApiKey(db: PeopleDatabase, workspaceId: string, id: string): Promise<boolean> {
  const result = await db
    .deleteFrom("apikey")
    .where("id", "=", id)
    .where("referenceId", "=", workspaceId)
    .executeTakeFirst();
  return result.numDeletedRows > 0n;
}

export interface StoredApiKey {
  readonly id: string;
  readonly workspaceId: string;
  readonly name: string | null;
  readonly expiresAt: Date | null;
}

/** The key of this hash, unless it is disabled. */
export async function findApiKey(db: PeopleDatabase, hash: string): Promise<StoredApiKey | undefined> {
  const row = await db
    .selectFrom("apikey")
    .select(["id", "referenceId", "name", "expiresAt"])
    .where("key", "=", hash)
    .where((e) => e.or([e("enabled", "is", null), e("enabled", "=", true)]))
    .executeTakeFirst();
  return row && { id: row.id, workspaceId: row.referenceId, name: row.name, expiresAt: row.expiresAt };
}

/** Several processes may say so: the latest counts. */
export async function saveLastRequest(db: PeopleDatabase, id: string, now: Date): Promise<void> {
  await db
    .updateTable("apikey")
    .set({ lastRequest: now })
    .where("id", "=", id)
    .where((e) => e.or([e("lastRequest", "is", null), e("lastRequest", "<", now)]))
    .execute();
}

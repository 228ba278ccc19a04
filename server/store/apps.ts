import type { Selectable } from "kysely";
import type { AppTable, Database, Queryable } from "../db/database.ts";
import { isLeaseFree, leaseEnd } from "../db/lease-time.ts";
import { together } from "../db/together.ts";
import type { SealedColumn } from "./sealed.ts";

export type StoredApp = Selectable<AppTable>;

export async function findApp(
  db: Queryable,
  key: { network: string; instance: string },
): Promise<StoredApp | undefined> {
  return db
    .selectFrom("app")
    .selectAll()
    .where("network", "=", key.network)
    .where("instance", "=", key.instance)
    .where("retired_at", "is", null)
    .executeTakeFirst();
}

export async function findApps(db: Queryable, network: string): Promise<StoredApp[]> {
  return db
    .selectFrom("app")
    .selectAll()
    .where("network", "=", network)
    .where("retired_at", "is", null)
    .orderBy("instance")
    .execute();
}

export async function findAppById(db: Queryable, id: string): Promise<StoredApp | undefined> {
  return db.selectFrom("app").selectAll().where("id", "=", id).executeTakeFirst();
}

/** The same, for what many ask at the same time; outside of transactions. */
export const findAppTogether = together<Database, string, StoredApp | undefined>(async (db, ids) => {
  const rows = await db
    .selectFrom("app")
    .selectAll()
    .where("id", "in", [...new Set(ids)])
    .execute();
  return ids.map((id) => rows.find((row) => row.id === id));
});

export interface AppRow {
  readonly id: string;
  readonly network: string;
  readonly instance: string;
  readonly clientId: string;
  readonly clientSecretSealed: string | null;
  readonly settings: Readonly<Record<string, string>>;
  readonly fromEnvironment: boolean;
  readonly now: Date;
}

function appColumns(app: AppRow) {
  const changing = {
    from_environment: app.fromEnvironment,
    client_id: app.clientId,
    client_secret_sealed: app.clientSecretSealed,
    settings: JSON.stringify(app.settings),
    updated_at: app.now,
  };
  const fixed = { id: app.id, network: app.network, instance: app.instance, created_at: app.now };
  return { changing, all: { ...fixed, ...changing } };
}

export async function saveApp(db: Queryable, app: AppRow): Promise<void> {
  const { changing, all } = appColumns(app);
  await db
    .insertInto("app")
    .values(all)
    .onConflict((conflict) =>
      conflict.columns(["network", "instance"]).where("retired_at", "is", null).doUpdateSet(changing),
    )
    .execute();
}

/** A registration in place of the earlier one, which stays for the logins that were given to it. */
export async function replaceApp(db: Database, app: AppRow): Promise<void> {
  await db.transaction().execute(async (trx) => {
    await trx
      .updateTable("app")
      .set({ retired_at: app.now })
      .where("network", "=", app.network)
      .where("instance", "=", app.instance)
      .where("retired_at", "is", null)
      .execute();
    await trx.insertInto("app").values(appColumns(app).all).execute();
  });
}

interface RegistrationLease {
  readonly network: string;
  readonly server: string;
  readonly by: string;
}

/** Whether it is ours now: nobody has it, or whoever had it did not come back in time. */
export async function claimRegistration(
  db: Queryable,
  lease: RegistrationLease & { seconds: number },
): Promise<boolean> {
  const held = { lease_by: lease.by, lease_until: leaseEnd(lease.seconds) };
  const claimed = await db
    .insertInto("registration_lease")
    .values({ network: lease.network, server: lease.server, ...held })
    .onConflict((conflict) =>
      conflict.columns(["network", "server"]).doUpdateSet(held).where(isLeaseFree("registration_lease.lease_until")),
    )
    .executeTakeFirst();
  return (claimed.numInsertedOrUpdatedRows ?? 0n) > 0n;
}

export async function releaseRegistration(db: Queryable, lease: RegistrationLease): Promise<void> {
  await db
    .deleteFrom("registration_lease")
    .where("network", "=", lease.network)
    .where("server", "=", lease.server)
    .where("lease_by", "=", lease.by)
    .execute();
}

/** The consent screen refused us, or (null) showed itself again. */
export async function saveRefusal(
  db: Queryable,
  id: string,
  refusal: { at: Date; words: string } | null,
): Promise<void> {
  await db
    .updateTable("app")
    .set({ refused_at: refusal?.at ?? null, refused_words: refusal?.words ?? null })
    .where("id", "=", id)
    .$if(refusal === null, (query) => query.where("refused_at", "is not", null))
    .execute();
}

export async function saveAppHealth(
  db: Queryable,
  app: { id: string; health: "well" | "rejected"; since: Date; evidence: Record<string, unknown> | null },
): Promise<boolean> {
  const changed = await db
    .updateTable("app")
    .set({
      health: app.health,
      health_since: app.since,
      health_evidence: app.evidence ? JSON.stringify(app.evidence) : null,
    })
    .where("id", "=", app.id)
    .where("health", "!=", app.health)
    .executeTakeFirst();
  return changed.numUpdatedRows > 0n;
}

/** What the sealed secret of an app is bound to. */
export const secretBinding = (network: string): string => `app:${network}:secret`;

export const sealedClientSecrets: SealedColumn = {
  table: "app",
  column: "client_secret_sealed",
  boundBy: "network",
  binding: secretBinding,
  async replace(db, row, fresh) {
    const update = db.updateTable("app").set({ client_secret_sealed: fresh });
    const done = await update
      .where("id", "=", row.id)
      .where("client_secret_sealed", "=", row.sealed)
      .executeTakeFirst();
    return done.numUpdatedRows === 1n;
  },
};

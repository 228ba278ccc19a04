import { sql, type Selectable } from "kysely";
import type { AccessTable, Database, GrantTable, ProfileTable } from "../db/database.ts";
import { asGrant, type StoredGrant } from "../store/grants.ts";
import { asAccess, type StoredAccess } from "../store/accesses.ts";
import { asProfile, type StoredProfile } from "../store/profiles.ts";
import { together } from "../db/together.ts";
import { isDatabaseTrouble } from "../db/trouble.ts";

/** A profile with everything from which a token of it may be lent. */
export interface Lending {
  readonly profile: StoredProfile;
  readonly accesses: readonly StoredAccess[];
  readonly grants: ReadonlyMap<string, StoredGrant>;
}

interface LendingRow {
  readonly profile: Record<string, unknown>;
  readonly accesses: readonly Record<string, unknown>[];
  readonly grants: readonly Record<string, unknown>[];
}

/**
 * In one statement, and so all of a profile as it was at one moment. Reads at the same time share the next statement: it begins after
 * all of them have asked. When the database cannot be asked, that is said to everybody who waits. Outside of transactions.
 */
export const findLending = together<Database, string, Lending | undefined>(
  async (db, profileIds) => {
    const { rows } = await sql<LendingRow>`
      select
        row_to_json(profile) as profile,
        coalesce((select json_agg(access order by access.id) from access where access.profile_id = profile.id), '[]') as accesses,
        coalesce((select json_agg("grant") from "grant" where "grant".id in
          (select access.grant_id from access where access.profile_id = profile.id)), '[]') as grants
      from profile where profile.id = any(${[...new Set(profileIds)]})`.execute(db);
    const found = new Map(rows.map(asLending).map((lending) => [lending.profile.id, lending] as const));
    return profileIds.map((id) => found.get(id));
  },
  { failsAll: isDatabaseTrouble },
);

function asLending(row: LendingRow): Lending {
  const profile = asProfile(readRow<Selectable<ProfileTable>>(row.profile));
  const grants = new Map(
    row.grants.map((json) => asGrant(readRow<Selectable<GrantTable>>(json))).map((grant) => [grant.id, grant] as const),
  );
  const accesses = row.accesses.flatMap((json) => {
    const access = readRow<Selectable<AccessTable>>(json);
    const grant = grants.get(access.grant_id);
    if (!grant) return [];
    const beside = {
      remote_id: profile.remoteId,
      name: profile.name,
      setter_name: grant.setter.name,
      app_id: grant.appId,
    };
    return [asAccess({ ...access, ...beside })];
  });
  return { profile, accesses, grants };
}

/** A whole row that came as JSON: its columns are as ever, but moments are texts. By their names all moments here are known. */
function readRow<Row>(json: Record<string, unknown>): Row {
  const columns = Object.entries(json).map(([name, value]) => [
    name,
    typeof value === "string" && /_(at|until|since)$/.test(name) ? new Date(value) : value,
  ]);
  // The statement above asks for the whole row of this very table.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  return Object.fromEntries(columns) as Row;
}

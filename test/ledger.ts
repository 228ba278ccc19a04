import { openTokens } from "#server/grants/tokens.ts";
import { accessBinding } from "#server/store/accesses.ts";
import { grantBinding } from "#server/store/grants.ts";
import type { TestWorld } from "./world.ts";

/** What a refused or cancelled act must not have changed: profiles, grants and accesses, row by row. */
export async function ledger(t: TestWorld) {
  const { db } = t.world;
  return {
    profiles: await db.selectFrom("profile").selectAll().orderBy("id").execute(),
    grants: await db.selectFrom("grant").selectAll().orderBy("id").execute(),
    accesses: await db.selectFrom("access").selectAll().orderBy("id").execute(),
  };
}

/** The sealed tokens of one person, as stored: equal texts mean that nothing was written. */
export async function sealedTokensOf(t: TestWorld, person: string): Promise<(string | null)[]> {
  const rows = await t.world.db
    .selectFrom("grant")
    .leftJoin("access", "access.grant_id", "grant.id")
    .select(["grant.tokens_sealed", "access.token_sealed"])
    .where("grant.setter_name", "=", person)
    .orderBy("access.id")
    .execute();
  return rows.flatMap((row) => [row.tokens_sealed, row.token_sealed]);
}

/** Every token that is kept at this moment, opened: what may stand nowhere else. */
export async function keptTokens(t: TestWorld): Promise<string[]> {
  const { grants, accesses } = await ledger(t);
  const ofGrants = grants.flatMap(({ id, tokens_sealed }) => {
    if (tokens_sealed === null) return [];
    const { accessToken, refreshToken } = openTokens(t.world, tokens_sealed, grantBinding(id));
    return [accessToken.reveal(), ...(refreshToken ? [refreshToken.reveal()] : [])];
  });
  const ofAccesses = accesses.flatMap(({ id, token_sealed }) =>
    token_sealed === null ? [] : [t.world.vault.open(token_sealed, accessBinding(id)).reveal()],
  );
  return [...ofGrants, ...ofAccesses];
}

/** Dances that are over and still hold something secret; there must be none. */
export async function secretsLeftBehind(t: TestWorld): Promise<string[]> {
  const { db } = t.world;
  const flows = await db
    .selectFrom("authorization_flow")
    .select("id")
    .where("ended_at", "is not", null)
    .where((e) =>
      e.or([
        e("consent_sealed", "is not", null),
        e("verifier_sealed", "is not", null),
        e("keep_sealed", "is not", null),
        e.exists(
          e
            .selectFrom("authorization_candidate")
            .select("flow_id")
            .whereRef("flow_id", "=", "authorization_flow.id")
            .where("token_sealed", "is not", null),
        ),
      ]),
    )
    .execute();
  return flows.map((row) => row.id);
}

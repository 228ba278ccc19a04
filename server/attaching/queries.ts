import type { Queryable } from "../db/database.ts";

/** A profile that nobody has to be asked about: attached to this grant already, disconnected by a person, or left out. */
export async function settledRemoteIds(
  db: Queryable,
  key: { workspaceId: string; network: string; grantId: string },
): Promise<ReadonlySet<string>> {
  const attached = db
    .selectFrom("profile")
    .leftJoin("access", (join) =>
      join
        .onRef("access.profile_id", "=", "profile.id")
        .on("access.grant_id", "=", key.grantId)
        .on("access.state", "!=", "ended"),
    )
    .select("profile.remote_id")
    .where("profile.workspace_id", "=", key.workspaceId)
    .where("profile.network", "=", key.network)
    .where((e) => e.or([e("access.id", "is not", null), e("profile.disconnected_at", "is not", null)]));
  const leftOut = db
    .selectFrom("left_out")
    .select("remote_id")
    .where("workspace_id", "=", key.workspaceId)
    .where("network", "=", key.network);
  const rows = await attached.union(leftOut).execute();
  return new Set(rows.map((row) => row.remote_id));
}

/** What a person picked is wanted again; what they saw and did not pick is left alone from now on. */
export async function saveLeftOut(
  trx: Queryable,
  flow: { id: string; workspaceId: string; network: string },
  chosen: readonly string[],
  now: Date,
): Promise<void> {
  const key = { workspace_id: flow.workspaceId, network: flow.network };
  await trx
    .deleteFrom("left_out")
    .where("workspace_id", "=", key.workspace_id)
    .where("network", "=", key.network)
    .where("remote_id", "in", [...chosen])
    .execute();
  await trx
    .insertInto("left_out")
    .columns(["workspace_id", "network", "remote_id", "at"])
    .expression((e) =>
      e
        .selectFrom("authorization_candidate as candidate")
        .leftJoin("profile", (join) =>
          join
            .onRef("profile.remote_id", "=", "candidate.remote_id")
            .on("profile.workspace_id", "=", key.workspace_id)
            .on("profile.network", "=", key.network)
            .on("profile.disconnected_at", "is", null),
        )
        .select((f) => [
          f.val(key.workspace_id).as("workspace_id"),
          f.val(key.network).as("network"),
          "candidate.remote_id",
          f.cast<Date>(f.val(now), "timestamptz").as("at"),
        ])
        .where("candidate.flow_id", "=", flow.id)
        .where("candidate.unusable", "is", null)
        .where("candidate.remote_id", "not in", [...chosen])
        .where("profile.id", "is", null),
    )
    .onConflict((conflict) => conflict.columns(["workspace_id", "network", "remote_id"]).doNothing())
    .execute();
}

import { profileStatuses, type ProfileStatus } from "#core/profile-status.ts";
import type { StatusCounts } from "#sdk/contract.ts";
import type { StatusCountRow } from "./queries.ts";

export { countProfiles } from "./queries.ts";

const problems: readonly ProfileStatus[] = ["expired", "limited", "expiring"];

/** Counts as people see them: disconnected profiles do not count as there. */
export function asCounts(rows: readonly StatusCountRow[]): StatusCounts {
  const of = (status: ProfileStatus): number =>
    rows.filter((row) => row.status === status).reduce((sum, row) => sum + row.count, 0);
  const byStatus = Object.fromEntries(profileStatuses.map((status) => [status, of(status)])) as Record<
    ProfileStatus,
    number
  >;
  const all = profileStatuses
    .filter((status) => status !== "disconnected")
    .reduce((sum, status) => sum + byStatus[status], 0);
  return { all, problems: problems.reduce((sum, status) => sum + byStatus[status], 0), byStatus };
}

import { expect, test } from "vitest";
import { kindFacts } from "#core/diagnosis.ts";
import type { Row } from "#networks/kit/answer.ts";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { root } from "./source-files.ts";

const folders = readdirSync(join(root, "networks"), { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && !["contract", "kit"].includes(entry.name))
  .map(({ name }) => name);

async function rowsOf(network: string): Promise<readonly Row[]> {
  const table = (await import(join(root, "networks", network, "diagnose", "diagnose.ts"))) as { rows: readonly Row[] };
  return table.rows;
}

/** Subcode 458 is "App Not Installed" at Meta; TikTok's `auth_removed` has the name of what it means. */
const removals: Readonly<Record<string, readonly string[]>> = {
  facebook: ["190-458"],
  instagram: ["190-458"],
  threads: ["190-458"],
  tiktok: ["auth_removed"],
};

test.each(folders)("P8 P9 %s: “removed Latchkey” is said only of an answer that means just that", async (network) => {
  const rows = await rowsOf(network);
  expect(rows.length).toBeGreaterThan(10);
  const accusing = rows.filter((row) => (row.cause ?? kindFacts[row.kind].cause) === "revoked_by_person");
  const names = accusing.map(({ rule, when }) => rule ?? [when.code, when.subcode].flat().filter(Boolean).join("-"));
  expect(names).toEqual(removals[network] ?? []);
});

import { execFile } from "node:child_process";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { closeHouses } from "./house.ts";
import { openJudge, type Rule } from "./judge.ts";
import { scenarios } from "./scenarios.ts";

const titles: readonly (readonly [title: string, name: string])[] = [
  ["P1 P2 P53 mass: when everybody is refused nobody is wrongly told, and real ends are told soon after", "mass"],
  ["P15 P16 P17 kill-workers: lost is only what was in flight at a kill, and left work is taken up", "kill-workers"],
  ["P17 database: fresh tokens are kept, reads are told the truth, whatever becomes of the database", "database"],
  ["P16 orphans: what a killed worker had begun is taken up, and nobody waits for it without end", "orphans"],
  ["P24 keys: no read fails while the keys change", "keys"],
  ["P3 P14 P17 slow-endpoint: a token endpoint that does not answer costs two logins at most", "slow-endpoint"],
  ["restarts: no read fails in a rolling restart", "restarts"],
  ["P14 drain: much that is due at once is done, and nobody waits for somebody else's", "drain"],
  ["P4 P17 odd-answers: what can be read of an odd answer is kept, and nothing is made up", "odd-answers"],
  ["P14 P15 reads: twenty readers of one token over three processes make one refresh", "reads"],
];

afterAll(closeHouses);

/** The rules by which it was judged. */
async function runShort(name: string): Promise<readonly Rule[]> {
  const scenario = await scenarios[name]?.load();
  if (!scenario) throw new Error(`no scenario is called ${name}`);
  const judge = openJudge(() => {});
  await scenario(judge, true);
  return judge.rules;
}

/** These need a quiet machine, or minutes: only with `LATCHKEY_CHAOS=1`. */
const whenAsked = new Set(process.env["LATCHKEY_CHAOS"] ? [] : ["mass", "kill-workers"]);

describe("in the small, no rule is violated", { concurrent: true, timeout: 600_000 }, () => {
  test.for(titles)("%s", async ([, name], { expect: expectHere, skip }) => {
    skip(whenAsked.has(name), "runs with LATCHKEY_CHAOS=1");
    const rules = await runShort(name);
    expectHere(rules.filter(({ holds }) => !holds)).toEqual([]);
    expectHere(rules.length).toBeGreaterThan(1);
  });
});

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

function chaos(...args: string[]): Promise<Ended> {
  return new Promise((resolve) => {
    const command = [join(import.meta.dirname, "run.ts"), ...args];
    execFile(process.execPath, command, { timeout: 300_000 }, (error, stdout, stderr) => {
      resolve({ code: error ? Number(error.code ?? -1) : 0, stdout, stderr });
    });
  });
}

const line = z.union([
  z.strictObject({ scenario: z.string(), name: z.string(), value: z.number(), unit: z.string() }),
  z.strictObject({ scenario: z.string(), rule: z.string(), holds: z.boolean(), seen: z.string() }),
]);

test("as a program it prints one JSON object a line, and ends with 0 when no rule is violated", async () => {
  const { code, stdout, stderr } = await chaos("reads", "--short", "--json");
  const lines = stdout.trim().split("\n");
  const seen = lines.map((text) => line.parse(JSON.parse(text)));
  expect({ code, names: new Set(seen.map(({ scenario }) => scenario)) }, stderr).toEqual({
    code: 0,
    names: new Set(["reads"]),
  });
  expect(seen.some((one) => "holds" in one)).toBe(true);
}, 300_000);

test("a scenario that does not exist is refused with the names of those that do, and each of those is tried here", async () => {
  const { code, stderr } = await chaos("storm");
  expect(code).toBe(2);
  expect(stderr).toContain(`name one or more of ${Object.keys(scenarios).join(", ")}`);
  expect(titles.map(([, name]) => name).toSorted()).toEqual(Object.keys(scenarios).toSorted());
});

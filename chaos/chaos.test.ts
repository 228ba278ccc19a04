import { execFile } from "node:child_process";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { z } from "zod";

const root = join(import.meta.dirname, "..");

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

function chaos(...args: string[]): Promise<Ended> {
  return new Promise((resolve) => {
    const command = [join(root, "chaos", "run.ts"), ...args];
    execFile(process.execPath, command, { cwd: root, timeout: 600_000 }, (error, stdout, stderr) => {
      resolve({ code: error ? Number(error.code ?? -1) : 0, stdout, stderr });
    });
  });
}

const line = z.union([
  z.strictObject({ scenario: z.string(), name: z.string(), value: z.number(), unit: z.string() }),
  z.strictObject({ scenario: z.string(), rule: z.string(), holds: z.boolean(), seen: z.string() }),
]);

/** Each scenario is several processes: two at a time are as many as a small machine bears. */
const lanes: Promise<unknown>[] = [Promise.resolve(), Promise.resolve()];
let turn = 0;

function inLane<T>(work: () => Promise<T>): Promise<T> {
  const lane = turn++ % lanes.length;
  const done = (lanes[lane] ?? Promise.resolve()).then(work);
  lanes[lane] = done.catch(() => undefined); // the test that waits for it says so
  return done;
}

const scenarios: readonly [title: string, name: string][] = [
  ["P15 P16 P17 kill-workers: lost is only what was in flight at a kill, and left work is taken up", "kill-workers"],
  ["P14 P15 reads: twenty readers of one token over three processes make one refresh", "reads"],
  ["P17 database: fresh tokens are kept, reads are told the truth, whatever becomes of the database", "database"],
  ["P4 P17 odd-answers: what can be read of an odd answer is kept, and nothing is made up", "odd-answers"],
  ["P3 P14 P17 slow-endpoint: a token endpoint that does not answer costs two logins at most", "slow-endpoint"],
  ["P1 P2 P53 mass: when everybody is refused nobody is wrongly told, and real ends are told soon after", "mass"],
  ["restarts: no read fails in a rolling restart", "restarts"],
  ["P24 keys: no read fails while the keys change", "keys"],
  ["P14 drain: much that is due at once is done soon, and nobody waits for somebody else's", "drain"],
  ["P16 orphans: what a killed worker had begun is taken up, and nobody waits for it without end", "orphans"],
];

describe("in the small, no rule is violated", { concurrent: true, timeout: 1_800_000 }, () => {
  test.for(scenarios)("%s", async ([, name], { expect: expectHere }) => {
    const { code, stdout, stderr } = await inLane(() => chaos(name, "--short", "--json"));
    const lines = stdout
      .trim()
      .split("\n")
      .filter(Boolean)
      .map((text) => line.parse(JSON.parse(text)));
    const rules = lines.filter((one) => "holds" in one);
    expectHere({ violated: rules.filter(({ holds }) => !holds), code }, stderr).toEqual({ violated: [], code: 0 });
    expectHere(rules.length).toBeGreaterThan(1);
  });
});

test("a scenario that does not exist is refused with the names of those that do", async () => {
  const { code, stderr } = await chaos("storm");
  expect(code).toBe(2);
  expect(stderr).toContain(`name one or more of ${scenarios.map(([, name]) => name).join(", ")}`);
});

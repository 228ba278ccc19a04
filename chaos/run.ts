import { parseArgs } from "node:util";
import { asText, openJudge, type Judge } from "./judge.ts";

/**
 * `npm run chaos -- <name …> [--json] [--short]`: real processes, hurt on purpose, beside a network that tells the truth. Prints figures
 * and rules; ends with 1 when a rule is violated. `--short` takes seconds each and shows the same in the small.
 */
type Scenario = (judge: Judge, short: boolean) => Promise<void>;

interface Listed {
  readonly about: string;
  readonly load: () => Promise<Scenario>;
}

const scenarios: Readonly<Record<string, Listed>> = {
  "kill-workers": {
    about: "workers are killed while logins come due",
    load: async () => (await import("./scenarios/kill-workers.ts")).killWorkers,
  },
  reads: {
    about: "many readers of one token that has ended, over three processes",
    load: async () => (await import("./scenarios/reads.ts")).reads,
  },
  database: {
    about: "the database is cut off, restarted, away and frozen",
    load: async () => (await import("./scenarios/database.ts")).database,
  },
  "odd-answers": {
    about: "27 answers to a refresh, most of them odd",
    load: async () => (await import("./scenarios/odd-answers.ts")).oddAnswersTaken,
  },
  "slow-endpoint": {
    about: "the token endpoint takes tokens and does not answer",
    load: async () => (await import("./scenarios/slow-endpoint.ts")).slowEndpoint,
  },
  mass: {
    about: "a network refuses everybody: fast, slowly, where looks are thin",
    load: async () => (await import("./scenarios/mass.ts")).mass,
  },
  restarts: {
    about: "a rolling restart under reads over kept-alive connections",
    load: async () => (await import("./scenarios/restarts.ts")).restarts,
  },
  keys: {
    about: "the keys change in a rolling restart under reads",
    load: async () => (await import("./scenarios/keys.ts")).keys,
  },
  drain: {
    about: "much is due at once, beside a slow network and a small workspace",
    load: async () => (await import("./scenarios/drain.ts")).drain,
  },
  orphans: {
    about: "what a killed worker has left is taken up",
    load: async () => (await import("./scenarios/orphans.ts")).orphans,
  },
};

/** Processes and databases would outlive a run that is broken off, or of whose houses one has failed. */
async function endEverything(): Promise<void> {
  await (await import("./house.ts")).closeHouses();
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { json: { type: "boolean", default: false }, short: { type: "boolean", default: false } },
  });
  const strangers = positionals.filter((name) => !Object.hasOwn(scenarios, name));
  if (positionals.length === 0 || strangers.length > 0) {
    console.error(`name one or more of ${Object.keys(scenarios).join(", ")}`);
    process.exitCode = 2;
    return;
  }
  for (const signal of ["SIGINT", "SIGTERM"] as const)
    process.once(signal, () => void endEverything().finally(() => process.exit(1)));
  for (const name of positionals) {
    const { about, load } = scenarios[name]!;
    if (!values.json) console.log(`\n${name}: ${about}`);
    const judge = openJudge((line) =>
      console.log(values.json ? JSON.stringify({ scenario: name, ...line }) : asText(line)),
    );
    const began = performance.now();
    await (
      await load()
    )(judge, values.short);
    judge.figure("the whole run", (performance.now() - began) / 1000, "s");
    if (judge.rules.some(({ holds }) => !holds)) process.exitCode = 1;
  }
}

try {
  await main();
} catch (error) {
  console.error(error);
  await endEverything();
  process.exit(1);
}

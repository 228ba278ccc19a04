import { parseArgs } from "node:util";
import { asJson, asText, openJudge, type Judge } from "./judge.ts";

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
  reads: {
    about: "many readers of one token that has ended, over three processes",
    load: async () => (await import("./scenarios/reads.ts")).reads,
  },
};

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
  for (const name of positionals) {
    const { about, load } = scenarios[name]!;
    if (!values.json) console.log(`\n${name}: ${about}`);
    const judge = openJudge();
    const began = performance.now();
    await (await load())(judge, values.short);
    judge.figure("the whole run", (performance.now() - began) / 1000, "s");
    console.log(values.json ? asJson(name, judge) : asText(judge));
    if (judge.rules.some(({ holds }) => !holds)) process.exitCode = 1;
  }
}

await main();

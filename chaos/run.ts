import { parseArgs } from "node:util";
import { asText, openJudge } from "./judge.ts";
import { scenarios } from "./scenarios.ts";

/** Processes, databases and files would outlive the run, above all one that is broken off, or of whose houses one has failed. */
async function endEverything(): Promise<void> {
  await (await import("./house.ts")).closeHouses();
}

/**
 * `npm run chaos -- <name …> [--json] [--short]`: real processes, hurt on purpose, beside a network that tells the truth. Prints figures
 * and rules; ends with 1 when a rule is violated. `--short` takes seconds each and shows the same in the small.
 */
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
  await endEverything();
}

try {
  await main();
} catch (error) {
  console.error(error);
  await endEverything();
  process.exit(1);
}

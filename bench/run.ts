import { parseArgs } from "node:util";
import { asTable, type Figure } from "./figures.ts";
import type { BenchServer } from "./house.ts";

/**
 * `npm run bench -- [name …] [--json] [--smallest]`: all benchmarks, or the ones named. Everything
 * happens on this machine, in a PostgreSQL made for the run. `--smallest` only shows that they run: its figures mean nothing.
 */
interface Bench {
  readonly about: string;
  /** Takes minutes: only when it is named. */
  readonly long?: boolean;
  readonly run: (server: () => Promise<BenchServer>, smallest: boolean) => Promise<Figure[]>;
}

const benches: Readonly<Record<string, Bench>> = {
  "token-read": {
    about: "GET a token over HTTP, from memory and from the database",
    run: async (server, smallest) =>
      (await import("./token-read.ts")).tokenRead(
        await server(),
        smallest
          ? { profiles: 3, seconds: 0.05, rounds: 1, warmUp: 1 }
          : { profiles: 90, seconds: 2, rounds: 3, warmUp: 20_000 },
      ),
  },
  "steady-read": {
    about: "GET a token for minutes while probes go on",
    long: true,
    run: async (server, smallest) =>
      (await import("./token-read.ts")).steadyRead(await server(), {
        profiles: smallest ? 3 : 90,
        seconds: smallest ? 0.5 : 300,
      }),
  },
  sweep: {
    about: "find 100 due grants among ever more",
    run: async (server, smallest) =>
      (await import("./sweep.ts")).sweeping(
        await server(),
        smallest
          ? { existing: [10, 40], due: 4, rounds: 2, fillSeconds: 60 }
          : { existing: [1000, 100_000, 1_000_000], due: 100, rounds: 40, fillSeconds: 40 },
      ),
  },
  drain: {
    about: "refresh 100,000 logins that are due, by one worker",
    run: async (server, smallest) =>
      (await import("./drain.ts")).draining(
        await server(),
        smallest ? { due: 30, bare: 30 } : { due: 100_000, bare: 20_000 },
      ),
  },
  refresh: {
    about: "refresh one login after the other",
    run: async (server, smallest) =>
      (await import("./drain.ts")).refreshing(await server(), { times: smallest ? 5 : 500 }),
  },
  vault: {
    about: "seal and open the tokens of a grant",
    run: async (_server, smallest) =>
      (await import("./vault.ts")).vault(smallest ? { seconds: 0.01, rounds: 1 } : { seconds: 1, rounds: 3 }),
  },
  picker: {
    about: "search among 1,200 Pages to choose from",
    run: async (server, smallest) =>
      (await import("./picker.ts")).picker(
        await server(),
        smallest ? { candidates: 20, few: 5, seconds: 0.05 } : { candidates: 1200, few: 40, seconds: 4 },
      ),
  },
  save: {
    about: "save 1,200 Pages that were picked at once",
    run: async (server, smallest) =>
      (await import("./save.ts")).saving(
        await server(),
        smallest ? { profiles: 8, few: 2, rounds: 1 } : { profiles: 1200, few: 50, rounds: 5 },
      ),
  },
};

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { json: { type: "boolean", default: false }, smallest: { type: "boolean", default: false } },
  });
  const stranger = positionals.find((name) => !Object.hasOwn(benches, name));
  if (stranger !== undefined) {
    console.error(`there is no benchmark ${stranger}; there are ${Object.keys(benches).join(", ")}`);
    process.exitCode = 1;
    return;
  }
  await using stack = new AsyncDisposableStack();
  let started: Promise<BenchServer> | undefined;
  const server = () => (started ??= start(stack));
  for (const [name, bench] of Object.entries(benches)) {
    if (positionals.length > 0 ? !positionals.includes(name) : bench.long && !values.smallest) continue;
    if (!values.json) console.log(`\n${name}: ${bench.about}`);
    const figures = await bench.run(server, values.smallest);
    console.log(values.json ? figures.map((figure) => JSON.stringify(figure)).join("\n") : asTable(figures));
  }
}

/** Started by the first benchmark that needs it, for all of them. */
async function start(stack: AsyncDisposableStack): Promise<BenchServer> {
  const { startBenchServer } = await import("./house.ts");
  // The database would outlive us, as that of the product does.
  for (const signal of ["SIGINT", "SIGTERM"] as const)
    process.once(signal, () => void stack.disposeAsync().finally(() => process.exit(1)));
  return stack.use(await startBenchServer());
}

await main();

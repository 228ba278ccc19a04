import { resolve } from "node:path";
import { z } from "zod";
import { Secret } from "#core/secret.ts";
import type { HostTable } from "./platform/outside.ts";
import { logLevels } from "./platform/log.ts";

/** One environment variable, explained. `npm start -- --help` and the documentation print these. */
export interface Setting<T = unknown> {
  readonly env: string;
  /** One sentence for the operator. */
  readonly about: string;
  /** What holds when it is not set, in the words of the documentation. */
  readonly fallback: string;
  /** Text → value; its messages complete the sentence "LATCHKEY_PORT must be …". */
  readonly schema: z.ZodType<T, string | undefined>;
}

export const roles = ["web", "worker"] as const;
export type Role = (typeof roles)[number];

function setting<T>(
  env: string,
  about: string,
  schema: z.ZodType<T, string | undefined>,
  fallback: string,
): Setting<T> {
  return { env, about, schema, fallback };
}

function whole(fallback: number, from: number, to: number) {
  const message = `a whole number from ${from} to ${to}`;
  return z
    .string(message)
    .regex(/^\d{1,10}$/, message)
    .transform(Number)
    .refine((value) => value >= from && value <= to, message)
    .prefault(String(fallback));
}

function number(env: string, about: string, { fallback, from, to }: { fallback: number; from: number; to: number }) {
  return setting(env, about, whole(fallback, from, to), String(fallback));
}

const secret = z.string().transform((text) => Secret.of(text));

const share = "a number above 0 and up to 1";
const callsAtOnceWords = "a number above 0, or with networks of their own: 16,x=32";
const webAddress = "a web address such as https://latchkey.example.com, without a path";
const address = z
  .string()
  .refine(
    (text) => /^https?:$/.test(protocolOf(text)) && new URL(text).pathname === "/" && !/[?#@]/.test(text),
    webAddress,
  )
  .transform((text) => new URL(text).origin);

const hostTable = "pairs such as www.facebook.com=http://localhost:4001/www.facebook.com, separated by commas";
const hosts = z
  .string()
  .prefault("")
  .transform((text, context): HostTable => {
    const entries = text
      .split(",")
      .map((entry) => entry.trim())
      .filter((entry) => entry !== "");
    const pairs = entries.map((entry) => [entry.split("=", 1)[0] ?? "", entry.slice(entry.indexOf("=") + 1)] as const);
    const fits = pairs.every(([host, base]) => /^[a-z0-9.-]+(:\d+)?$/.test(host) && /^https?:$/.test(protocolOf(base)));
    if (!fits) context.addIssue({ code: "custom", message: hostTable });
    return Object.fromEntries(pairs);
  });

const roleList = `one or both of ${roles.join(",")}`;
const roleSet = z
  .string()
  .prefault(roles.join(","))
  .transform((text) => text.split(",").map((role) => role.trim()))
  .pipe(z.array(z.enum(roles, roleList), roleList).min(1, roleList))
  .transform((list): ReadonlySet<Role> => new Set(list));

/** Every setting of Latchkey itself. What a network's app needs is declared by its adapter: see `readAppSettings`. */
export const settings = {
  port: number("LATCHKEY_PORT", "The port of the web app and the API.", { fallback: 4000, from: 0, to: 65535 }),
  host: setting(
    "LATCHKEY_HOST",
    "The address to listen on. 127.0.0.1 is this machine only; 0.0.0.0 is every network it is in.",
    z.string().prefault("127.0.0.1"),
    "127.0.0.1",
  ),
  dataFolder: setting(
    "LATCHKEY_DATA",
    "The folder for the embedded database, the keys and the sign-in secret. Back it up whole.",
    z
      .string()
      .prefault(".latchkey")
      .transform((path) => resolve(path)),
    ".latchkey in the current folder",
  ),
  url: setting(
    "LATCHKEY_URL",
    "The address under which people and networks reach Latchkey; redirect addresses are made from it.",
    address.optional(),
    "http://localhost and the port",
  ),
  databaseUrl: setting(
    "DATABASE_URL",
    "A PostgreSQL (15 or later) to use instead of the embedded one, e.g. postgres://user:password@host/latchkey.",
    z
      .string()
      .refine(
        (text) => /^postgres(ql)?:$/.test(protocolOf(text)),
        "an address such as postgres://user:password@host/name",
      )
      .pipe(secret)
      .optional(),
    "the embedded database",
  ),
  keys: setting(
    "LATCHKEY_KEYS",
    "The keys that seal tokens, as id:key,id:key with 32 bytes in base64url each; the first seals, all open.",
    secret.optional(),
    "keys.json in the data folder, made on the first start",
  ),
  authSecret: setting(
    "LATCHKEY_AUTH_SECRET",
    "The secret that signs sign-in cookies, at least 32 characters. The same for all processes.",
    z.string().min(32, "at least 32 characters long").pipe(secret).optional(),
    "auth-secret in the data folder, made on the first start",
  ),
  roles: setting(
    "LATCHKEY_ROLES",
    "What this process does: web serves pages and the API, worker keeps the connections. Also --roles=…",
    roleSet,
    roles.join(","),
  ),
  logLevel: setting(
    "LATCHKEY_LOG",
    `How much is logged: ${logLevels.join(", ")}.`,
    z.enum(logLevels, `one of ${logLevels.join(", ")}`).prefault("info"),
    "info",
  ),
  metricsToken: setting(
    "LATCHKEY_METRICS_TOKEN",
    "The bearer token with which Prometheus reads /metrics, at least 16 characters.",
    z
      .string()
      .regex(/^\S{16,}$/, "at least 16 characters long, without spaces")
      .pipe(secret)
      .optional(),
    "/metrics answers this machine only",
  ),
  outsideHosts: setting(
    "LATCHKEY_OUTSIDE",
    "Addresses that stand in for hosts of networks, e.g. the simulator's: host=address,host=address.",
    hosts,
    "the networks themselves",
  ),
  simulatorPort: number("LATCHKEY_SIMULATOR_PORT", "The port of the simulated networks.", {
    fallback: 4001,
    from: 0,
    to: 65535,
  }),
  probeIntervalSeconds: number(
    "LATCHKEY_PROBE_INTERVAL_SECONDS",
    "How often each access is proved by a real call; a network's own budget may stretch it.",
    { fallback: 3600, from: 1, to: 2_592_000 },
  ),
  secondLookSeconds: number(
    "LATCHKEY_SECOND_LOOK_SECONDS",
    "The pause before a failure is looked at a second time, which a verdict needs.",
    { fallback: 60, from: 0, to: 86_400 },
  ),
  sweepSeconds: number("LATCHKEY_SWEEP_SECONDS", "How often the worker looks for what is due.", {
    fallback: 5,
    from: 1,
    to: 3600,
  }),
  warnDays: number("LATCHKEY_WARN_DAYS", "How many days before a connection ends people are told.", {
    fallback: 14,
    from: 1,
    to: 365,
  }),
  guardMinGrants: number(
    "LATCHKEY_GUARD_MIN_GRANTS",
    "Mass failure: so many people of one network refused in a row, at any pace; fewer are judged one by one.",
    { fallback: 5, from: 2, to: 1_000_000 },
  ),
  guardShare: setting(
    "LATCHKEY_GUARD_SHARE",
    "Mass failure: the share of the grants looked at that must be newly refused to make it one incident of the network.",
    z
      .string()
      .prefault("0.3")
      .refine((text) => /^[01](\.\d+)?$/.test(text) && Number(text) > 0 && Number(text) <= 1, share)
      .transform(Number),
    "0.3",
  ),
  guardWindowSeconds: number(
    "LATCHKEY_GUARD_WINDOW_SECONDS",
    "Mass failure: refusals within this time count together for the share.",
    { fallback: 900, from: 10, to: 86_400 },
  ),
  beatSeconds: number(
    "LATCHKEY_BEAT_SECONDS",
    "How often each process tells the others that it lives and which keys it knows; six missed beats, and it counts as gone.",
    { fallback: 5, from: 1, to: 60 },
  ),
  callDeadlineSeconds: number("LATCHKEY_CALL_DEADLINE_SECONDS", "How long a call to a network may take.", {
    fallback: 20,
    from: 1,
    to: 300,
  }),
  callsAtOnce: setting(
    "LATCHKEY_CALLS_AT_ONCE",
    "How many logins of one network a worker refreshes or proves at once; a network may have a number of its own: 16,x=32.",
    z
      .string()
      .prefault("16")
      .refine((text) => /^\d{1,4}(,[a-z-]+=\d{1,4})*$/.test(text.replaceAll(" ", "")), callsAtOnceWords)
      .transform(readCallsAtOnce)
      .refine(({ of, ofOthers }) => Math.min(ofOthers, ...Object.values(of)) > 0, callsAtOnceWords),
    "16",
  ),
  refreshDeadlineSeconds: number(
    "LATCHKEY_REFRESH_DEADLINE_SECONDS",
    "How long a refresh may take, at the most; its answer is worth more than the wait. Whoever reads a token waits no longer than for any call.",
    { fallback: 90, from: 1, to: 120 },
  ),
  tokenCache: number(
    "LATCHKEY_TOKEN_CACHE",
    "How many profiles each process keeps in memory with their tokens, sealed or masked, for reads, some 5 kB each. 0: none.",
    { fallback: 10_000, from: 0, to: 1_000_000 },
  ),
  keyRequestsPerMinute: number(
    "LATCHKEY_KEY_REQUESTS_PER_MINUTE",
    "How many requests a minute each process takes from one API key, or from one person.",
    { fallback: 6_000, from: 1, to: 100_000_000 },
  ),
  strangerRequestsPerMinute: number(
    "LATCHKEY_STRANGER_REQUESTS_PER_MINUTE",
    "How many requests a minute each process takes from one address without a valid key or sign-in.",
    { fallback: 600, from: 1, to: 100_000_000 },
  ),
  drainSeconds: number(
    "LATCHKEY_DRAIN_SECONDS",
    "How long a stopping process goes on answering, so that clients and balancers move on without an error.",
    { fallback: 5, from: 0, to: 600 },
  ),
  callLogDays: number("LATCHKEY_CALL_LOG_DAYS", "How many days the log of calls to networks is kept.", {
    fallback: 30,
    from: 1,
    to: 3650,
  }),
} as const;

/** `16,x=32` → 32 at X, 16 at each of the others. */
function readCallsAtOnce(text: string): { readonly ofOthers: number; readonly of: Readonly<Record<string, number>> } {
  const [ofOthers = "", ...own] = text.replaceAll(" ", "").split(",");
  const pairs = own
    .map((pair) => pair.split("="))
    .map(([network = "", count = ""]) => [network, Number(count)] as const);
  return { ofOthers: Number(ofOthers), of: Object.fromEntries(pairs) };
}

function protocolOf(text: string): string {
  return URL.canParse(text) ? new URL(text).protocol : "";
}

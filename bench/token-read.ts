import { setTimeout as pause } from "node:timers/promises";
import { capabilities } from "#core/capability.ts";
import { newId } from "#core/id.ts";
import { Secret } from "#core/secret.ts";
import { insertGrant } from "#server/store/grant-writes.ts";
import { grantBinding, type NewGrant } from "#server/store/grants.ts";
import { sealTokens } from "#server/grants/tokens.ts";
import { accessBinding } from "#server/store/accesses.ts";
import { startChild, type Child } from "./child.ts";
import { against, quantile, type Figure } from "./figures.ts";
import { openHouse, type BenchServer, type House } from "./house.ts";
import { send, type Answered, type Load } from "./load.ts";

export interface TokenReadSize {
  readonly profiles: number;
  readonly seconds: number;
  readonly rounds: number;
  /** So many answers until the compiler has seen what it needs; on a busy machine that takes longer than some seconds. */
  readonly warmUp: number;
}

const apiKeyCount = 40;
const yardstick = "a bare Fastify route with the same bytes";
/** So many that no limit is met: what is measured is reading. */
const noLimits = { LATCHKEY_KEY_REQUESTS_PER_MINUTE: "99999999", LATCHKEY_STRANGER_REQUESTS_PER_MINUTE: "99999999" };

/**
 * `GET /v1/profiles/{id}/token` over HTTP, beside the least that Fastify can do with the same answer: the product, the bare route,
 * and whoever asks are three processes. Rounds of all alternate, so that a machine that slows down slows all.
 */
export async function tokenRead(server: BenchServer, size: TokenReadSize): Promise<Figure[]> {
  await using house = await openHouse(server);
  const { load, refused } = await loadsOf(house, size);
  await using memory = await startChild("web-process.ts", [], { ...house.env, ...noLimits });
  await using database = await startChild("web-process.ts", [], {
    ...house.env,
    ...noLimits,
    LATCHKEY_TOKEN_CACHE: "0",
  });
  await using bare = await startChild("bare-process.ts", [await bodyOf(memory, load)]);
  const figures: Figure[] = [];
  for (const connections of [10, 50]) {
    const at = (child: Child, more: Partial<Load> = {}): Asked => ({
      child,
      load: { ...load, ...more, url: child.url, connections },
    });
    const measured = await inTurn(size, {
      bare: at(bare),
      memory: at(memory),
      database: at(database),
      refused: at(memory, refused),
    });
    figures.push(...figuresOf(measured, connections));
  }
  const megabytes = (await memory.usage()).residentBytes / 1024 ** 2;
  const resident = { name: "token-read/resident memory after it", value: megabytes, unit: "MB" };
  return [...figures, against("what is promised", 200, resident)];
}

/**
 * The product alone, for minutes, while what probes write is written: rows are saved as they were, and times move on. The last tenth
 * of the time beside the first.
 */
export async function steadyRead(
  server: BenchServer,
  { profiles, seconds }: Pick<TokenReadSize, "profiles" | "seconds">,
): Promise<Figure[]> {
  await using house = await openHouse(server);
  const { load } = await loadsOf(house, { profiles });
  await using child = await startChild("web-process.ts", [], { ...house.env, ...noLimits });
  const parts: Answered[] = [];
  let isOver = false;
  const probing = probeAlong(house, () => isOver);
  await send({ ...load, url: child.url, connections: 10, seconds: seconds / 10 }); // warm-up
  for (let part = 0; part < 10; part++)
    parts.push(await send({ ...load, url: child.url, connections: 10, seconds: seconds / 10 }));
  isOver = true;
  const probes = await probing;
  const [first, last] = [parts[0]?.perSecond ?? 0, parts.at(-1)?.perSecond ?? 0];
  const megabytes = (await child.usage()).residentBytes / 1024 ** 2;
  return [
    against("the first tenth", first, { name: "token-read/steady", value: last, unit: "requests/s" }),
    against("seconds", seconds, { name: "token-read/steady/probes saved meanwhile", value: probes, unit: "probes" }),
    against("what is promised", 200, { name: "token-read/steady/resident memory", value: megabytes, unit: "MB" }),
  ];
}

/** What a probe that finds all well saves, some fifty a second. Answers how many there were. */
async function probeAlong({ world }: House, isOver: () => boolean): Promise<number> {
  const grants = await world.db.selectFrom("grant").select("id").execute();
  let probes = 0;
  while (!isOver()) {
    const { id } = grants[probes % grants.length] ?? { id: "" };
    const at = world.clock.now();
    await world.db
      .updateTable("grant")
      .set({ probed_at: at, proved_at: at, troubles: 0, scopes_granted: scopes, state: "live" })
      .where("id", "=", id)
      .execute();
    await world.db
      .updateTable("access")
      .set({ proved_at: at, look_at: at, state: "live" })
      .where("grant_id", "=", id)
      .execute();
    probes++;
    await pause(20);
  }
  return probes;
}

interface Asked {
  readonly child: Child;
  readonly load: Load;
}

interface Measured extends Answered {
  readonly cpuSeconds: number;
}

const kinds = ["bare", "memory", "database", "refused"] as const;
type ByKind<T> = Readonly<Record<(typeof kinds)[number], T>>;

async function inTurn({ seconds, rounds, warmUp }: TokenReadSize, asked: ByKind<Asked>): Promise<ByKind<Measured[]>> {
  const measured: ByKind<Measured[]> = { bare: [], memory: [], database: [], refused: [] };
  for (const kind of kinds)
    await measure({ ...asked[kind], load: { ...asked[kind].load, atLeast: warmUp } }, seconds / 4);
  for (let round = 0; round < rounds; round++)
    for (const kind of kinds) measured[kind].push(await measure(asked[kind], seconds));
  return measured;
}

async function measure({ child, load }: Asked, seconds: number): Promise<Measured> {
  const before = await child.usage();
  const answered = await send({ ...load, seconds });
  return { ...answered, cpuSeconds: (await child.usage()).cpuSeconds - before.cpuSeconds };
}

function figuresOf({ bare, memory, database, refused }: ByKind<Measured[]>, connections: number): Figure[] {
  const rate = (all: readonly Answered[]) => mean(all.map(({ perSecond }) => perSecond));
  const late = (all: readonly Answered[], share: number) =>
    quantile(Float64Array.from(all.flatMap((one) => [...one.milliseconds])), share);
  const mean = (values: readonly number[]) => values.reduce((sum, one) => sum + one, 0) / values.length;
  // What one answer takes of a processor: nearly the same however busy the machine is besides.
  const cpu = (all: readonly Measured[]) =>
    (1e6 * mean(all.map(({ cpuSeconds }) => cpuSeconds))) / mean(all.map(({ milliseconds }) => milliseconds.length));
  const besideBareCpu = (what: string, all: readonly Measured[]) =>
    against(yardstick, cpu(bare), { name: named(`${what}, processor time each`), value: cpu(all), unit: "µs" });
  const named = (what: string) => `token-read/${connections} connections/${what}`;
  const besideBare = (what: string, all: readonly Answered[]) =>
    against(yardstick, rate(bare), { name: named(what), value: rate(all), unit: "requests/s" });
  return [
    besideBare("from memory", memory),
    besideBare("from the database", database),
    besideBare("refused keys", refused),
    against("accepted keys", rate(memory), { name: named("refused keys"), value: rate(refused), unit: "requests/s" }),
    against(yardstick, late(bare, 0.5), { name: named("p50"), value: late(memory, 0.5), unit: "ms" }),
    against(yardstick, late(bare, 0.99), { name: named("p99"), value: late(memory, 0.99), unit: "ms" }),
    besideBareCpu("from memory", memory),
    besideBareCpu("from the database", database),
    besideBareCpu("refused keys", refused),
    against("as busy as it can be", 1, {
      name: named("the sender at the bare route"),
      value: mean(bare.map(({ busy }) => busy)),
      unit: "",
    }),
  ];
}

export async function loadsOf(house: House, { profiles }: Pick<TokenReadSize, "profiles">) {
  const paths = (await seedProfiles(house, profiles)).map((id) => `/v1/profiles/${id}/token?capability=publish`);
  const load: Load = { url: house.url, connections: 1, seconds: 1, apiKeys: await makeKeys(house), paths };
  const refused = { apiKeys: load.apiKeys.map((key) => `${key.slice(0, -6)}unkown`), status: 401 };
  return { load, refused };
}

/** The very bytes that the product answers. */
async function bodyOf({ url }: Child, { paths: [path = ""], apiKeys: [key = ""] }: Load): Promise<string> {
  const answer = await fetch(url + path, { headers: { authorization: `Bearer ${key}` } });
  if (answer.status !== 200) throw new Error(`the product answered ${answer.status}`);
  return answer.text();
}

async function makeKeys({ people, workspaceId, userId }: House): Promise<string[]> {
  const made: string[] = [];
  for (let n = 0; n < apiKeyCount; n++) {
    const { key } = await people.createApiKey({ workspaceId, userId, name: `Bench ${n}` });
    made.push(key);
  }
  return made;
}

const scopes = ["pages_show_list", "pages_manage_posts", "pages_read_engagement"];
/** As long as Facebook's are. */
const sampleToken = Secret.of("EAAB".padEnd(210, "x"));

const pagesOfOne = 10;

/** Facebook Pages with tokens of their own, ten to a person, all proved and green. Answers the profiles' ids. */
async function seedProfiles(house: House, count: number): Promise<string[]> {
  const { world } = house;
  const now = world.clock.now();
  const id = (kind: "grant" | "profile" | "access") => newId(kind, now, world.random.bytes(13));
  const grantIds = Array.from({ length: Math.ceil(count / pagesOfOne) }, () => id("grant"));
  const pages = Array.from({ length: count }, (_, n) => {
    return { n, profileId: id("profile"), accessId: id("access"), grantId: grantIds[Math.floor(n / pagesOfOne)] ?? "" };
  });
  await world.db.transaction().execute(async (trx) => {
    for (const grantId of grantIds) await insertGrant(trx, grantRow(house, grantId, now));
    const profiles = pages.map((page) => profileRow(house, page, now));
    await trx.insertInto("profile").values(profiles).execute();
    const accesses = pages.map((page) => accessRow(house, page, now));
    await trx.insertInto("access").values(accesses).execute();
  });
  return pages.map(({ profileId }) => profileId);
}

interface Page {
  readonly n: number;
  readonly profileId: string;
  readonly accessId: string;
  readonly grantId: string;
}

function profileRow({ workspaceId }: House, { n, profileId }: Page, now: Date) {
  return {
    id: profileId,
    workspace_id: workspaceId,
    network: "facebook",
    remote_id: `page-${n}`,
    name: `Page ${n}`,
    kind: "Page",
    capabilities_enabled: [...capabilities],
    status: "connected" as const,
    urgency: 5,
    proved_at: now,
    created_at: now,
    updated_at: now,
  };
}

function accessRow({ world, workspaceId }: House, { profileId, accessId, grantId }: Page, now: Date) {
  return {
    id: accessId,
    workspace_id: workspaceId,
    grant_id: grantId,
    profile_id: profileId,
    token_sealed: world.vault.seal(sampleToken, accessBinding(accessId)),
    roles: ["CREATE_CONTENT", "MODERATE", "ANALYZE", "MESSAGING"],
    state: "live" as const,
    cause: null,
    state_since: now,
    proved_at: now,
    authorised_at: now,
    created_at: now,
  };
}

function grantRow({ world, workspaceId, appId }: House, id: string, now: Date): NewGrant {
  return {
    id,
    workspaceId,
    network: "facebook",
    appId,
    setter: { remoteId: `person-${id}`, name: "Person" },
    tokenKind: "bearer",
    tokensSealed: sealTokens(world, { accessToken: sampleToken }, grantBinding(id)),
    scopesAsked: scopes,
    scopesGranted: scopes,
    scopesDeclined: [],
    refreshAt: null,
    now,
  };
}

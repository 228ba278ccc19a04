import { capabilities } from "#core/capability.ts";
import { newId } from "#core/id.ts";
import { Secret } from "#core/secret.ts";
import { insertGrant, type NewGrant } from "#server/grants/grant-store.ts";
import { accessBinding, grantBinding, sealTokens } from "#server/grants/tokens.ts";
import { against, quantile, type Figure } from "./figures.ts";
import { openHouse, type BenchServer, type House } from "./house.ts";
import { send, type Answered, type Load } from "./load.ts";

export interface TokenReadSize {
  readonly profiles: number;
  readonly seconds: number;
  readonly rounds: number;
}

const connections = 8;
/** A key may make 6,000 requests a minute; so many keys allow for 4,000 a second through a whole minute. */
const keys = 40;

/**
 * `GET /v1/profiles/{id}/token` over HTTP, from memory and from the database, beside `GET /healthz` with the same keys: the least
 * that a request with one look at the database can cost. Rounds of all alternate, so that a machine that slows down slows all.
 */
export async function tokenRead(server: BenchServer, size: TokenReadSize): Promise<Figure[]> {
  await using house = await openHouse(server);
  await using without = await openHouse(server, { LATCHKEY_TOKEN_CACHE: "0" });
  const token = await loadOf(house, size);
  const database = await loadOf(without, size);
  const health: Load = { ...token, paths: ["/healthz"] };
  const rounds: { token: Answered; database: Answered; health: Answered }[] = [];
  for (const one of [health, token, database]) await send(one); // warm-up
  for (let round = 0; round < size.rounds; round++)
    rounds.push({ health: await send(health), token: await send(token), database: await send(database) });
  return figuresOf(
    rounds.map((round) => round.token),
    rounds.map((round) => round.database),
    rounds.map((round) => round.health),
  );
}

async function loadOf(house: House, size: TokenReadSize): Promise<Load> {
  const paths = (await seedProfiles(house, size.profiles)).map((id) => `/v1/profiles/${id}/token?capability=publish`);
  return { url: house.url, connections, seconds: size.seconds, apiKeys: await makeKeys(house), paths };
}

function figuresOf(token: readonly Answered[], database: readonly Answered[], health: readonly Answered[]): Figure[] {
  const rate = (all: readonly Answered[]) => all.reduce((sum, one) => sum + one.perSecond, 0) / all.length;
  const times = (all: readonly Answered[]) => Float64Array.from(all.flatMap((one) => [...one.milliseconds]));
  const [ofToken, ofHealth] = [times(token), times(health)];
  const late = (name: string, share: number) =>
    against("GET /healthz", quantile(ofHealth, share), { name, value: quantile(ofToken, share), unit: "ms" });
  return [
    against("GET /healthz", rate(health), { name: "token-read", value: rate(token), unit: "requests/s" }),
    against("GET /healthz", rate(health), { name: "token-read/database", value: rate(database), unit: "requests/s" }),
    late("token-read/p50", 0.5),
    late("token-read/p99", 0.99),
  ];
}

async function makeKeys({ people, workspaceId, userId }: House): Promise<string[]> {
  const made: string[] = [];
  for (let n = 0; n < keys; n++) {
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

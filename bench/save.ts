import { addSeconds } from "#core/backoff.ts";
import { newId } from "#core/id.ts";
import { Secret } from "#core/secret.ts";
import { facebook } from "#networks/facebook/facebook.ts";
import { candidateBinding } from "#server/connections/binding.ts";
import { candidatesByIds } from "#server/connections/candidate-queries.ts";
import { openConsent, sealConsent } from "#server/connections/consent.ts";
import { findFlow } from "#server/connections/flow-queries.ts";
import { saveConsent, type ProvedConsent } from "#server/connections/save-consent.ts";
import { appOf } from "#server/apps/apps.ts";
import { against, type Figure } from "./figures.ts";
import { openHouse, type BenchServer, type House } from "./house.ts";

export interface SaveSize {
  readonly profiles: number;
  readonly few: number;
  readonly rounds: number;
}

/**
 * What pressing Add costs once the network has proved what was picked: one login's Pages are saved, many beside few, for each
 * Page. Rounds of both alternate, each with a person and Pages of its own; nothing is called.
 */
export async function saving(server: BenchServer, size: SaveSize): Promise<Figure[]> {
  await using house = await openHouse(server);
  await save(house, size.few); // warm-up
  let few = 0;
  let many = 0;
  for (let round = 0; round < size.rounds; round++) {
    few += await save(house, size.few);
    many += await save(house, size.profiles);
  }
  const each = (milliseconds: number, count: number) => milliseconds / size.rounds / count;
  return [
    against(`the same with ${size.few} Pages`, each(few, size.few), {
      name: `save/${size.profiles}`,
      value: each(many, size.profiles),
      unit: "ms a Page",
    }),
  ];
}

/** Milliseconds. */
async function save(house: House, count: number): Promise<number> {
  const proved = await seedProved(house, count);
  const began = performance.now();
  if (!(await saveConsent(house.world, proved))) throw new Error("nothing was saved");
  return performance.now() - began;
}

const scopes = ["pages_show_list", "pages_manage_posts", "pages_read_engagement"];
const tasks = ["CREATE_CONTENT", "MODERATE", "ANALYZE", "MESSAGING"];
/** As long as Facebook's are. */
const sampleToken = Secret.of("EAAB".padEnd(210, "x"));

/** A dance at the moment when everything that was picked is proved, and nothing is saved yet. */
async function seedProved(house: House, count: number): Promise<ProvedConsent> {
  const { world, workspaceId, appId } = house;
  const now = world.clock.now();
  const id = newId("authorization", now, world.random.bytes(13));
  const remoteIds = Array.from({ length: count }, (_none, n) => `page-${id}-${n}`);
  const person = { remoteId: `person-${id}`, name: "Person" };
  const answer = { tokens: { accessToken: sampleToken }, tokenKind: "bearer" as const, scopesGranted: scopes };
  await world.db
    .insertInto("authorization_flow")
    .values({
      id,
      workspace_id: workspaceId,
      network: "facebook",
      app_id: appId,
      purpose: "connect",
      browser_hash: "",
      scopes_asked: scopes,
      scopes_granted: scopes,
      status: "proving",
      person: JSON.stringify(person),
      consent_sealed: sealConsent(world, id, { answer, person }, now),
      outcome: JSON.stringify({ chosen: remoteIds }),
      created_at: now,
      expires_at: addSeconds(now, 1800),
    })
    .execute();
  const candidates = remoteIds.map((remoteId, position) => ({
    flow_id: id,
    remote_id: remoteId,
    position,
    name: `Page ${position}`,
    kind: "Page",
    roles: tasks,
    token_sealed: world.vault.seal(sampleToken, candidateBinding(id, remoteId)),
    proof: JSON.stringify({ roles: tasks }),
    proved_at: now,
  }));
  await world.db.insertInto("authorization_candidate").values(candidates).execute();
  const flow = await findFlow(world.db, id);
  if (!flow) throw new Error("a flow just written is gone");
  return {
    network: facebook,
    app: await appOf(world, appId),
    flow,
    consent: openConsent(world, flow),
    picked: await candidatesByIds(world.db, id, remoteIds),
    waitUntil: undefined,
    traces: new Map(),
  };
}

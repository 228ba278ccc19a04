import { addSeconds } from "#core/backoff.ts";
import { pausedSeconds } from "#core/health.ts";
import {
  isMassRefusal,
  mayResume,
  networkCondition,
  sampleIsWell,
  sampleSize,
  signsOfServers,
  type NetworkSigns,
  type ProvingAct,
} from "#core/outage.ts";
import type { Network } from "#networks/network.ts";
import type { Queryable } from "../db/database.ts";
import { closeIncidentOf, openIncidentOf, tellAll, withdrawIncidents, type Place } from "../incidents/open.ts";
import { withdrawLife, withdrawLives } from "../lifetimes/lives.ts";
import { profilesOfApp, scheduleLooks } from "../store/accesses.ts";
import { saveAppHealth } from "../store/apps.ts";
import {
  conditionKeyOf,
  findCondition,
  lockCondition,
  profilesThere,
  samplesDue,
  saveCondition,
  type ConditionKey,
  type Freeze,
  type HeldCondition,
  type StoredCondition,
} from "../store/conditions.ts";
import { putOffRefused, resumeRefreshes, withdrawVerdicts } from "../store/grant-writes.ts";
import type { World } from "../world.ts";
import { deriveProfiles } from "./derive.ts";
import type { Look } from "./record.ts";
import { guardPolicy } from "./schedule.ts";
import { networkSigns, signsByServer, spreadProbes } from "./sign-queries.ts";
import { drawSample, refusalRun, sampleSigns } from "./witness-queries.ts";
import { provingAt } from "./witnesses.ts";

/** A freeze that nobody lifts ends by itself: then the refusals are real, and verdicts are made one by one. */
const longestFreezeSeconds = 6 * 3600;
const recoverySpreadSeconds = 60;

/** What is judged: a network, or one of its many servers. */
type Judged = Place;

/** After looks that told something: is this one person's trouble, or the network's (that server's), or our app's (design rule 2)? */
export async function considerNetwork(
  world: World,
  network: Network,
  appId: string,
  looks: readonly Look[],
): Promise<void> {
  const refusal = looks.find((look) => look.sign === "app-rejected");
  if (refusal) await appRejected(world, network, appId, refusal.evidence);
  else if (looks[0]?.sign === "proved") await appAccepted(world, network, appId);
  const key = await conditionKeyOf(world.db, network, appId);
  const concerns = looks.some((look) => look.sign === "refused");
  // What works where all is well changes nothing there, and is nearly every call.
  if (concerns || looks.some((look) => look.sign === "silent") || (await findCondition(world.db, key)).state !== "well")
    await consider(world, { network, key, evidence: looks.find((look) => look.sign === "silent")?.evidence });
  if (!network.servers) return;
  // Beyond the single server: our own mistake, say, that many of them refuse at once.
  const whole = { network: network.about.id, server: "" };
  if (concerns || (await findCondition(world.db, whole)).state !== "well")
    await consider(world, { network, key: whole });
}

async function consider(world: World, judged: Judged): Promise<void> {
  const turned = await world.db.transaction().execute(async (trx) => {
    const condition = await lockCondition(trx, judged.key, world.clock.now());
    return condition.state === "frozen"
      ? turnFrozen(trx, world, judged, condition)
      : turn(trx, world, judged, condition);
  });
  if (turned) await deriveThere(world, judged.key);
}

/** A network of many servers as a whole is judged by its servers, not by its logins. */
const isManyServers = ({ network, key }: Judged): boolean => network.servers !== undefined && key.server === "";

async function signsOf(
  trx: Queryable,
  world: World,
  judged: Judged,
  wanted: { from: Date; provedAfter: Date; refusals: "fresh" | "all" },
): Promise<NetworkSigns> {
  const { key } = judged;
  if (!isManyServers(judged)) return networkSigns(trx, key, wanted);
  return signsOfServers(await signsByServer(trx, key.network, wanted), guardPolicy(world));
}

async function turn(trx: Queryable, world: World, judged: Judged, condition: HeldCondition): Promise<boolean> {
  const now = world.clock.now();
  const window = addSeconds(now, -world.config.guardWindowSeconds);
  // What was seen before verdicts resumed has been judged.
  const from = condition.state === "well" && condition.changedAt > window ? condition.changedAt : window;
  const signs = await signsOf(trx, world, judged, { from, provedAfter: condition.since ?? from, refusals: "fresh" });
  const found = networkCondition(signs, guardPolicy(world));
  if (!condition.quietUntil || condition.quietUntil <= now) {
    const mass = (await massRun(trx, world, judged)) ?? (found.state === "mass-refusal" ? shareOf(from) : undefined);
    if (mass) return freeze(trx, world, judged, mass);
    if (condition.state === "well" && found.state === "unavailable") return becomeUnavailable(trx, world, judged);
  }
  if (condition.state === "well" || found.state !== "well" || !mayResume(signs, guardPolicy(world))) return false;
  return recover(trx, world, judged, null);
}

/** By which calls people are refused, and since when verdicts are in doubt. */
interface Mass {
  readonly act: ProvingAct;
  readonly from: Date;
}

const shareOf = (from: Date): Mass => ({ act: "probe", from: addSeconds(from, -1) });

/** So many people refused in a row, at any pace: since the last success of anybody. */
async function massRun(trx: Queryable, world: World, judged: Judged): Promise<Mass | undefined> {
  if (isManyServers(judged)) return undefined;
  for (const act of ["probe", "refresh"] as const) {
    const run = await refusalRun(trx, judged.key, act);
    if (isMassRefusal(run, guardPolicy(world))) return { act, from: run.since ?? new Date(0) };
  }
  return undefined;
}

/** A freeze ends when a sample of those who are there works again, or has lasted too long. */
async function turnFrozen(trx: Queryable, world: World, judged: Judged, condition: StoredCondition): Promise<boolean> {
  const now = world.clock.now();
  const { since, freeze: frozen } = condition;
  if (!since || addSeconds(since, longestFreezeSeconds) <= now)
    return recover(trx, world, judged, addSeconds(now, longestFreezeSeconds));
  // Begun by an earlier version, which asked nobody by lot.
  if (!frozen) return (await freezeAgain(trx, world, judged, { act: "probe", from: since }), false);
  await withdraw(trx, world, judged, frozen.withdrawnFrom);
  const sampled = { from: frozen.sampledAt, provedAfter: addSeconds(frozen.sampledAt, -1), refusals: "all" } as const;
  const signs = isManyServers(judged)
    ? await signsOf(trx, world, judged, sampled)
    : await sampleSigns(trx, judged.key, { act: frozen.act, since: frozen.sampledAt });
  return sampleIsWell(signs, frozen.sampleSize, guardPolicy(world)) && recover(trx, world, judged, null);
}

async function becomeUnavailable(trx: Queryable, world: World, judged: Judged): Promise<boolean> {
  const now = world.clock.now();
  await saveCondition(trx, judged.key, { state: "unavailable", since: now, quietUntil: null, freeze: null }, now);
  await openIncidentOf(trx, world, judged, "network");
  return true;
}

/** Verdicts stop, and those that fell since the refusals began are withdrawn: nobody is told to renew. */
async function freeze(trx: Queryable, world: World, judged: Judged, mass: Mass): Promise<boolean> {
  const withdrawn = await withdraw(trx, world, judged, mass.from);
  await withdrawLives(trx, judged.key, mass.from);
  await putOffRefused(trx, judged.key, mass.from, addSeconds(world.clock.now(), pausedSeconds));
  await freezeAgain(trx, world, judged, mass);
  // Many refusals at once mean something else than what each of them says.
  await openIncidentOf(trx, world, { ...judged, evidence: undefined }, "network");
  await tellAll(trx, world, judged, { kind: "verdicts_frozen", facts: { withdrawn } });
  return true;
}

async function freezeAgain(trx: Queryable, world: World, judged: Judged, { act, from }: Mass): Promise<void> {
  const now = world.clock.now();
  const condition = { state: "frozen", since: now, quietUntil: null } as const;
  const sample = await drawFrom(trx, world, judged, act);
  await saveCondition(trx, judged.key, { ...condition, freeze: { act, withdrawnFrom: from, ...sample } }, now);
}

/** Those whose verdicts are withdrawn wait like everybody who was refused; the sample asks for them. */
async function withdraw(trx: Queryable, world: World, { key }: Judged, from: Date): Promise<number> {
  const now = world.clock.now();
  const at = addSeconds(now, pausedSeconds);
  const withdrawn = await withdrawVerdicts(trx, key, from, at);
  for (const grantId of withdrawn) {
    await withdrawLife(trx, grantId);
    await scheduleLooks(trx, grantId, at);
    await withdrawIncidents(trx, grantId, now);
  }
  return withdrawn.length;
}

/** A few by lot of everybody who is there, so that what they meet is what the network does. */
async function drawFrom(
  trx: Queryable,
  world: World,
  judged: Judged,
  act: ProvingAct,
): Promise<Pick<Freeze, "sampledAt" | "sampleSize" | "sampleAt">> {
  const now = world.clock.now();
  const limit = sampleSize(guardPolicy(world));
  const drawn = await drawSample(trx, judged.key, { ...provingAt(world, judged.network, act), lot: lot(world), limit });
  return {
    sampledAt: now,
    sampleSize: isManyServers(judged) ? drawn.servers : drawn.logins,
    sampleAt: addSeconds(now, world.config.secondLookSeconds),
  };
}

const lot = ({ random }: Pick<World, "random">): string => Buffer.from(random.bytes(8)).toString("hex");

/** One round of the worker: wherever verdicts are frozen, a few logins are drawn anew and asked. Returns how many. */
export async function sampleTroubled(world: World): Promise<number> {
  let drawn = 0;
  for (const key of await samplesDue(world.db, world.clock.now())) {
    const network = world.networks.find(key.network);
    if (network) drawn += await world.db.transaction().execute((trx) => sampleOf(trx, world, { network, key }));
  }
  return drawn;
}

/** Another process may have been quicker: what holds under the lock counts. */
async function sampleOf(trx: Queryable, world: World, judged: Judged): Promise<number> {
  const now = world.clock.now();
  const condition = await lockCondition(trx, judged.key, now);
  const frozen = condition.freeze;
  if (condition.state !== "frozen" || (frozen && frozen.sampleAt > now)) return 0;
  const from = frozen?.withdrawnFrom ?? condition.since ?? now;
  const sample = await drawFrom(trx, world, judged, frozen?.act ?? "probe");
  const { state, since, quietUntil } = condition;
  const next: Freeze = { act: frozen?.act ?? "probe", withdrawnFrom: from, ...sample };
  await saveCondition(trx, judged.key, { state, since, quietUntil, freeze: next }, now);
  return sample.sampleSize;
}

async function recover(trx: Queryable, world: World, judged: Judged, quietUntil: Date | null): Promise<boolean> {
  const now = world.clock.now();
  await saveCondition(trx, judged.key, { state: "well", since: null, quietUntil, freeze: null }, now);
  await closeIncidentOf(trx, world, judged, "network");
  const seconds = Math.min(recoverySpreadSeconds, world.config.probeIntervalSeconds / 2);
  const whom = judged.network.policy.paidReads ? "doubted" : "all";
  await spreadProbes(trx, judged.key, { from: now, seconds, lot: lot(world), whom });
  await resumeRefreshes(trx, judged.key);
  await tellAll(trx, world, judged, { kind: "verdicts_resumed" });
  return true;
}

/**
 * A person who knows better lifts a freeze by hand; the guard keeps quiet for a while, so that it does not close again at once.
 * False: nothing was paused.
 */
export async function thaw(world: World, network: Network, key: ConditionKey): Promise<boolean> {
  const now = world.clock.now();
  const quietUntil = addSeconds(now, Math.max(world.config.guardWindowSeconds, 3600));
  const thawed = await world.db.transaction().execute(async (trx) => {
    const { state } = await lockCondition(trx, key, now);
    return state !== "well" && recover(trx, world, { network, key }, quietUntil);
  });
  if (thawed) await deriveThere(world, key);
  return thawed;
}

// ── Our app ─────────────────────────────────────────────────────────────────────────────────────────────────────────

/** One alarm for the operator, not one for each person (P28). */
export async function appRejected(
  world: World,
  network: Network,
  appId: string,
  evidence?: Record<string, unknown>,
): Promise<void> {
  const now = world.clock.now();
  await world.db.transaction().execute(async (trx) => {
    if (!(await saveAppHealth(trx, { id: appId, health: "rejected", since: now, evidence: null }))) return;
    // One server of many that has forgotten us is nobody's alarm: the next login there registers anew.
    if (!network.servers) await openIncidentOf(trx, world, { ...wholeOf(network), evidence }, "app");
    await deriveProfiles(trx, world, await profilesOfApp(trx, appId));
  });
}

export async function appAccepted(world: World, network: Network, appId: string): Promise<void> {
  const now = world.clock.now();
  await world.db.transaction().execute(async (trx) => {
    if (!(await saveAppHealth(trx, { id: appId, health: "well", since: now, evidence: null }))) return;
    await closeIncidentOf(trx, world, wholeOf(network), "app");
    await deriveProfiles(trx, world, await profilesOfApp(trx, appId));
  });
}

const wholeOf = (network: Network): Judged => ({ network, key: { network: network.about.id, server: "" } });

const profilesPerTransaction = 200;

async function deriveThere(world: World, key: ConditionKey): Promise<void> {
  const profileIds = await profilesThere(world.db, key);
  for (let start = 0; start < profileIds.length; start += profilesPerTransaction) {
    const some = profileIds.slice(start, start + profilesPerTransaction);
    await world.db.transaction().execute((trx) => deriveProfiles(trx, world, some));
  }
}

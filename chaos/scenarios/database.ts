import { openHouse, type House } from "../house.ts";
import { counted, type Judge } from "../judge.ts";
import type { LatchkeyProcess } from "../latchkey.ts";
import { cutWhoeverWaits, whileLocked } from "../queries.ts";
import { isTruthful, outcomeOf, readToken, startReading, type Read } from "../readers.ts";
import { mustHold, seconds, untilHolds } from "../wait.ts";
import type { Connected } from "../crowd.ts";

interface Stage {
  readonly judge: Judge;
  readonly house: House;
  web: LatchkeyProcess;
  readonly lasting: readonly Connected[];
}

const answerMs = 1500;

/** The database is cut off, restarted, taken away and frozen while tokens are saved and read. */
export async function database(judge: Judge, short: boolean): Promise<void> {
  await using house = await openHouse();
  const lasting = await house.connect({ count: 20 });
  const stage: Stage = { judge, house, web: await house.start("web"), lasting };
  await house.network.behave({ tokenDelayMs: answerMs });
  await cutAtTheSave(stage);
  // 0: a restart. While it is away, tokens with life left are read all the time.
  for (const awaySeconds of short ? [5] : [0, 0, 5, 20, 45, 300]) await away(stage, awaySeconds);
  await frozen(stage, short ? 40 : 10);
  await awayAndKilled(stage);
}

/** Begins a read whose refresh has reached the network; the answer is still on its way. */
async function beginRefresh({ house, web }: Stage): Promise<{ one: Connected; read: Promise<Read> }> {
  const [one] = await house.connect({ count: 1, accessEndsIn: -60 });
  if (!one) throw new Error("nobody was connected");
  const wish = { url: web.url, apiKey: house.apiKeys[0] ?? "", profileId: one.profileId };
  const read = readToken({ ...wish, withinSeconds: 600 });
  const arrived = async () => (await house.network.ledger()).refreshes.some(({ account }) => account === one.account);
  await mustHold("a refresh", arrived);
  return { one, read };
}

async function judgeKept({ judge, house }: Stage, what: string, one: Connected): Promise<void> {
  const isKept = async () => (await house.compare()).some(({ id, inStep }) => id === one.grantId && inStep);
  const took = await untilHolds(isKept, { withinSeconds: 60 });
  const { refreshes } = await house.network.ledger();
  const times = refreshes.filter(({ account }) => account === one.account).length;
  judge.rule(
    `${what}: the fresh token is kept`,
    took !== undefined,
    took === undefined ? "lost" : `after ${took.toFixed(1)} s`,
  );
  judge.rule(`${what}: it is refreshed once`, times === 1, `${times} refreshes`);
}

async function cutAtTheSave(stage: Stage): Promise<void> {
  const { judge, house } = stage;
  const { one, read } = await beginRefresh(stage);
  await whileLocked(house.pool, one.grantId, () =>
    mustHold("a save that waits", async () => (await cutWhoeverWaits(house.pool)) > 0),
  );
  const answer = await read;
  judge.rule("cut at the save: the read is answered truthfully", isTruthful(answer), String(outcomeOf(answer)));
  await judgeKept(stage, "cut at the save", one);
}

async function away(stage: Stage, awaySeconds: number): Promise<void> {
  const { judge, house, web, lasting } = stage;
  const what = awaySeconds === 0 ? "restarted" : `away ${awaySeconds} s`;
  const { one, read } = await beginRefresh(stage);
  const reading = startReading({
    urls: () => [web.url],
    apiKeys: house.apiKeys,
    profileIds: lasting.map(({ profileId }) => profileId),
    perSecond: awaySeconds > 60 ? 5 : 40,
    withinSeconds: 30,
  });
  await seconds(0.5);
  await house.database.stop();
  await seconds(awaySeconds);
  await house.database.start();
  const answer = await read;
  judge.rule(`${what}: the read that waited is answered truthfully`, isTruthful(answer), String(outcomeOf(answer)));
  await judgeKept(stage, what, one);
  await seconds(1);
  const reads = await reading.stop();
  const wrong = reads.filter(({ status }) => status !== 200 && status !== 503).length;
  judge.rule(`${what}: reads are told 200 or 503, nothing else`, wrong === 0, counted(reads.map(outcomeOf)));
  const { status } = await readToken({ url: web.url, apiKey: house.apiKeys[0] ?? "", profileId: one.profileId });
  judge.rule(`${what}: afterwards the fresh token is lent`, status === 200, String(status));
}

async function frozen({ judge, house, web, lasting }: Stage, soonSeconds: number): Promise<void> {
  const apiKey = house.apiKeys[0] ?? "";
  const [warm] = lasting;
  const cold = (await house.connect({ count: 1 }))[0];
  const read = (one: Connected | undefined, withinSeconds: number) =>
    readToken({ url: web.url, apiKey, profileId: one?.profileId ?? "", withinSeconds });
  await read(warm, 30);
  house.database.freeze();
  const reads = await Promise.all([warm, warm, cold].map((one) => read(one, soonSeconds + 15)));
  house.database.thaw();
  const late = reads.filter(({ status, milliseconds }) => {
    return (status !== 200 && status !== 503) || milliseconds > soonSeconds * 1000;
  });
  const slowest = Math.max(...reads.map(({ milliseconds }) => milliseconds)) / 1000;
  judge.figure("frozen: slowest read", slowest, "s");
  judge.rule(
    `frozen: reads are answered 200 or 503 within ${soonSeconds} s`,
    late.length === 0,
    counted(reads.map(outcomeOf)),
  );
  const isWell = async () => (await read(cold, 30)).status === 200;
  const took = await untilHolds(isWell, { withinSeconds: 60 });
  judge.rule(
    "frozen: reads go on when it goes on",
    took !== undefined,
    took === undefined ? "not within a minute" : `after ${took.toFixed(1)} s`,
  );
}

/** The process that holds the only copy of a fresh token dies before the database is back. */
async function awayAndKilled(stage: Stage): Promise<void> {
  const { house } = stage;
  const { one, read } = await beginRefresh(stage);
  await house.database.stop();
  await seconds(answerMs / 1000 + 3);
  await stage.web.kill();
  await read;
  await house.database.start();
  stage.web = await house.start("web");
  await judgeKept(stage, "away, and the process killed", one);
}

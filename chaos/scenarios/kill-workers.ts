import { openHouse, type House } from "../house.ts";
import type { Judge } from "../judge.ts";
import type { LatchkeyProcess } from "../latchkey.ts";
import type { Refresh } from "../network.ts";
import { judgeLeftWork, leaveWork, type LeftWork } from "../left-work.ts";
import { seconds, untilHolds } from "../wait.ts";

const full = { count: 1000, perSecond: 15, workers: 3, kills: 20, everySeconds: 2, settleSeconds: 120 };
const small = { count: 50, perSecond: 8, workers: 2, kills: 3, everySeconds: 2, settleSeconds: 120 };

/** An answer may be on its way to the database when the process dies. */
const savingMs = 2000;

/** Logins come due one after the other while workers are killed with what they have in hand. */
export async function killWorkers(judge: Judge, short: boolean): Promise<void> {
  const size = short ? small : full;
  // A lease lasts for half a minute longer than a refresh may take: what was claimed and not yet asked for waits for its end.
  await using house = await openHouse(short ? { LATCHKEY_REFRESH_DEADLINE_SECONDS: "30" } : {});
  await house.network.behave({ tokenDelayMs: short ? 1000 : 300 });
  const workers = await Promise.all(Array.from({ length: size.workers }, () => house.start("worker")));
  await house.connect({ count: size.count, refreshIn: (n) => n / size.perSecond });

  const kills: number[] = [];
  const left: LeftWork[] = [];
  for (let kill = 0; kill < size.kills; kill++) {
    await seconds(size.everySeconds);
    await untilHolds(() => isInFlight(house), { withinSeconds: size.everySeconds, everyMs: 30 });
    const killedAt = Date.now();
    kills.push(killedAt);
    await (workers[kill % size.workers] as LatchkeyProcess).kill();
    left.push(...(await leaveWork(house, { since: killedAt, hurry: short })));
    workers[kill % size.workers] = await house.start("worker");
  }
  const isDone = async () => new Set(await refreshed(house)).size === size.count;
  await untilHolds(isDone, { withinSeconds: size.count / size.perSecond / 2 + size.settleSeconds });
  await untilHolds(() => isSaved(house), { withinSeconds: 60 });
  await judgeLoss(judge, house, kills, size.count);
  await judgeLeftWork(judge, house, left);
}

/** So that a kill hits something, as far as there is anything to hit. */
async function isInFlight(house: House): Promise<boolean> {
  const { refreshes } = await house.network.ledger();
  return refreshes.some(({ answeredAt, hungUpAt, outcome }) => outcome === "accepted" && !answeredAt && !hungUpAt);
}

async function refreshed(house: House): Promise<string[]> {
  const { refreshes } = await house.network.ledger();
  return refreshes.filter(({ outcome }) => outcome === "accepted").map(({ account }) => account);
}

/** Whether nothing is on its way any more: neither an answer of the network nor a save. */
async function isSaved(house: House): Promise<boolean> {
  if (await isInFlight(house)) return false;
  return (await house.compare()).every(({ leaseUntil }) => leaseUntil === null || leaseUntil < Date.now());
}

async function judgeLoss(judge: Judge, house: House, kills: readonly number[], count: number): Promise<void> {
  const { refreshes } = await house.network.ledger();
  const isHit = ({ arrivedAt, answeredAt, hungUpAt }: Refresh) => {
    const end = (answeredAt ?? hungUpAt ?? Infinity) + savingMs;
    return kills.some((at) => at >= arrivedAt && at <= end);
  };
  const hit = new Set(refreshes.filter(isHit).map(({ account }) => account));
  const compared = await house.compare();
  const lost = compared.filter(({ inStep }) => !inStep).map(({ account }) => account);
  const twice = refreshes.filter(({ outcome }) => outcome === "reused").map(({ account }) => account);
  const done = new Set(await refreshed(house));
  const unexplained = (accounts: readonly string[]) => accounts.filter((account) => !hit.has(account)).length;
  judge.figure("workers killed", kills.length, "");
  judge.figure("refreshed", done.size, `of ${count}`);
  judge.figure("lost", lost.length, "logins");
  judge.figure("presented twice", twice.length, "refresh tokens");
  judge.rule(
    "only what was in flight at a kill is lost",
    unexplained(lost) === 0,
    `${unexplained(lost)} of ${lost.length}`,
  );
  judge.rule(
    "no refresh token is presented twice without a kill",
    unexplained(twice) === 0,
    `${unexplained(twice)} were`,
  );
  const wrong = compared.filter(({ state, inStep, isOver }) => state === "dead" && inStep && !isOver).length;
  judge.rule("no good login is dead", wrong === 0, `${wrong} are`);
  const undone = compared.filter(({ account }) => !done.has(account) && !hit.has(account)).length;
  judge.rule("what was due and not in flight is refreshed", undone === 0, `${undone} of ${count} are not`);
}

import { openHouse, type House } from "../house.ts";
import type { Judge } from "../judge.ts";
import { judgeLeftWork, leaveWork, type LeftWork } from "../left-work.ts";
import { isTruthful, outcomeOf, readToken } from "../readers.ts";
import { mustHold, seconds } from "../wait.ts";

const readSeconds = 40;
const stopSeconds = 40;

/** A worker dies while the network keeps it waiting. Here a token is spent with the answer only, so nothing needs to be lost. */
export async function orphans(judge: Judge, short: boolean): Promise<void> {
  await using house = await openHouse(short ? { LATCHKEY_CALL_DEADLINE_SECONDS: "4" } : {});
  await house.network.behave({ spends: "on answer", tokenDelayMs: 600_000 });
  const crowd = await house.connect({ count: short ? 3 : 12, accessEndsIn: -60, refreshIn: () => 0 });
  const killed = await house.start("worker");
  const arrived = async () => (await house.network.ledger()).refreshes.length > 0;
  await mustHold("a refresh", arrived);
  await seconds(2);
  const killedAt = Date.now();
  await killed.kill();
  await house.network.behave({ tokenDelayMs: 50 });
  const all = await leaveWork(house, { since: killedAt, hurry: false });
  const profileOf = ({ account }: LeftWork) => crowd.find((one) => one.account === account)?.profileId ?? "";
  const [one] = all;
  if (!one) throw new Error("the killed worker left nothing");
  await judgeOtherProcess(judge, house, profileOf(one));

  await house.start("worker");
  const left = short ? await leaveWork(house, { since: killedAt, hurry: true }) : all;
  await judgeLeftWork(judge, house, left);
  await seconds(1);
  const held = new Set(left.map(({ account }) => account));
  const behind = (await house.compare()).filter(({ account, inStep }) => !inStep && held.has(account));
  judge.rule("nothing of it is lost", behind.length === 0, `${behind.length} are`);
}

/** Whoever comes upon a dead process's lease neither waits for it without end nor is kept from stopping by it. */
async function judgeOtherProcess(judge: Judge, house: House, profileId: string): Promise<void> {
  const web = await house.start("web");
  const wish = { url: web.url, apiKey: house.apiKeys[0] ?? "", profileId };
  const read = await readToken({ ...wish, withinSeconds: readSeconds });
  judge.figure("a read of left work is answered after", read.milliseconds / 1000, "s");
  judge.rule(
    `a read of a login whose refresher was killed is answered within ${readSeconds} s`,
    isTruthful(read),
    String(outcomeOf(read)),
  );
  const waiting = readToken(wish);
  await seconds(0.5);
  const began = performance.now();
  const code = await web.stop(stopSeconds);
  judge.figure("stopped after", (performance.now() - began) / 1000, "s");
  judge.rule(`SIGTERM ends a process that waits for it within ${stopSeconds} s`, code === 0, `exit ${code}`);
  await waiting;
}

import { openHouse, type House } from "../house.ts";
import { counted, type Judge } from "../judge.ts";
import type { Behaviour } from "../network.ts";
import { outcomeOf, readToken } from "../readers.ts";
import { allOf, seconds, untilHolds } from "../wait.ts";

const bearable = 2;

interface Size {
  readonly count: number;
  readonly troubleSeconds: number;
  /** How long the others may take to be refreshed afterwards; undefined: that is not waited for. */
  readonly afterwardsSeconds: number | undefined;
}

/** Keep-alives come due while the token endpoint takes tokens and gives no answer; their access tokens have an hour to live. */
export async function slowEndpoint(judge: Judge, short: boolean): Promise<void> {
  if (short) {
    const size = { count: 20, troubleSeconds: 8, afterwardsSeconds: undefined };
    await allOf([inTrouble(judge, "silent", size), inTrouble(judge, "5xx", size)]);
    return;
  }
  const size = { count: 60, troubleSeconds: 55, afterwardsSeconds: 300 };
  for (const trouble of ["silent", "5xx", "cut"] as const) await inTrouble(judge, trouble, size);
}

async function inTrouble(judge: Judge, trouble: Behaviour["answering"], size: Size): Promise<void> {
  await using house = await openHouse();
  await house.network.behave({ answering: trouble });
  const latchkey = await house.start("web,worker");
  const crowd = await house.connect({ count: size.count, refreshIn: () => 0 });
  await seconds(size.troubleSeconds);
  const spent = (await house.network.ledger()).refreshes.length;
  await house.network.behave({ answering: "well" });
  judge.figure(`${trouble}: spent in ${size.troubleSeconds} s`, spent, `of ${size.count} refresh tokens`);
  if (size.afterwardsSeconds !== undefined) await judgeAfterwards(judge, house, { trouble, spent, ...size });

  const compared = await house.compare();
  const lost = compared.filter(({ inStep }) => !inStep);
  judge.rule(
    `${trouble}: it costs at most ${bearable} logins`,
    lost.length <= bearable,
    `${lost.length} of ${size.count}`,
  );
  const dead = compared.filter(({ state, inStep }) => state === "dead" && inStep).length;
  judge.rule(`${trouble}: no good login is dead`, dead === 0, `${dead} are`);
  const apiKey = house.apiKeys[0] ?? "";
  const others = crowd.filter(({ account }) => !lost.some((one) => one.account === account));
  const reads = await Promise.all(others.map(({ profileId }) => readToken({ url: latchkey.url, apiKey, profileId })));
  judge.rule(
    `${trouble}: the others' tokens are lent`,
    reads.every(({ status }) => status === 200),
    counted(reads.map(outcomeOf)),
  );
}

async function judgeAfterwards(
  judge: Judge,
  house: House,
  { trouble, spent, count, afterwardsSeconds = 0 }: Size & { trouble: string; spent: number },
): Promise<void> {
  const answered = async () => {
    const { refreshes } = await house.network.ledger();
    const isWell = ({ answeredAt }: { answeredAt: number | null }) => answeredAt !== null;
    return new Set(
      refreshes
        .slice(spent)
        .filter(isWell)
        .map(({ account }) => account),
    ).size;
  };
  const isDone = async () => (await answered()) >= count - spent;
  const took = await untilHolds(isDone, { withinSeconds: afterwardsSeconds, everyMs: 500 });
  const seen = took === undefined ? `${await answered()} of ${count - spent}` : `after ${took.toFixed(0)} s`;
  judge.rule(`${trouble}: the others are refreshed within ${afterwardsSeconds} s afterwards`, took !== undefined, seen);
}

import { openHouse, type Compared, type House } from "../house.ts";
import type { Judge } from "../judge.ts";
import type { Behaviour } from "../network.ts";
import { notices } from "../queries.ts";
import { allOf, seconds, untilHolds } from "../wait.ts";

interface Wave {
  readonly name: string;
  readonly env: Readonly<Record<string, string>>;
  readonly count: number;
  /** Real deaths among them. */
  readonly deaths: number;
  readonly refuses: Partial<Behaviour>;
  readonly refusedSeconds: number;
  readonly foundWithinSeconds: number;
  readonly crowd: {
    readonly accessEndsIn?: (n: number) => number;
    readonly refreshIn?: (n: number) => number;
    readonly probeIn?: (n: number) => number;
  };
}

const everything = { refusesReads: true, refusesTokens: true };
/** Fewer than the guard's five fall into its shortest window. */
const thinly = { LATCHKEY_GUARD_WINDOW_SECONDS: "10" };
/** The moment at which the first one is refused, seconds after the crowd was connected. */
const begins = 3;

function waves(short: boolean): readonly Wave[] {
  const foundWithinSeconds = short ? 300 : 600;
  const pace = short ? 2.6 : 4;
  const few = short ? 6 : 30;
  const fast = short ? 60 : 500;
  const oneByOne = (n: number) => begins + n * pace;
  const slowly = { env: thinly, count: few, deaths: 2, refusedSeconds: begins + few * pace, foundWithinSeconds };
  return [
    {
      name: "fast",
      env: { LATCHKEY_PROBE_INTERVAL_SECONDS: "1" },
      count: fast,
      deaths: short ? 5 : 40,
      refuses: everything,
      refusedSeconds: short ? 8 : 90,
      foundWithinSeconds,
      crowd: { probeIn: (n) => begins + (n / fast) * 5 },
    },
    {
      name: "slow",
      ...slowly,
      refuses: { refusesTokens: true },
      crowd: { accessEndsIn: oneByOne, refreshIn: oneByOne },
    },
    { name: "thin", ...slowly, refuses: everything, crowd: { probeIn: oneByOne } },
  ];
}

/** A network refuses everybody for a while: at once, one after the other, or where looks are rare. Some logins really end in it. */
export async function mass(judge: Judge, short: boolean): Promise<void> {
  await allOf(waves(short).map((wave) => rideOut(judge, wave)));
}

const isWronglyDead = ({ state, isOver }: Compared) => state === "dead" && !isOver;
const isUntold = ({ state, isOver }: Compared) => isOver && state !== "dead";

async function rideOut(judge: Judge, wave: Wave): Promise<void> {
  await using house = await openHouse(wave.env);
  await house.start("worker");
  await house.network.behave(wave.refuses);
  const crowd = await house.connect({ count: wave.count, ...wave.crowd });
  const spread = wave.count / wave.deaths;
  await house.network.end(Array.from({ length: wave.deaths }, (_, n) => crowd[Math.floor(n * spread)]?.account ?? ""));
  const worst = watchWronglyDead(house);
  await seconds(wave.refusedSeconds);
  await house.network.behave({ refusesReads: false, refusesTokens: false });

  const isSettled = async () =>
    !(await house.compare()).some((one) => isUntold(one) || (!one.isOver && one.state !== "live"));
  const took = await untilHolds(isSettled, { withinSeconds: wave.foundWithinSeconds, everyMs: 1000 });
  judge.figure(`${wave.name}: wrongly shown dead at most`, await worst.stop(), `of ${wave.count - wave.deaths}`);
  if (took !== undefined) judge.figure(`${wave.name}: all is told truthfully after`, took, "s");
  await judgeEnd(judge, house, wave);
}

async function judgeEnd(judge: Judge, house: House, { name, deaths, count, foundWithinSeconds }: Wave): Promise<void> {
  const compared = await house.compare();
  const wrong = compared.filter(isWronglyDead).length;
  judge.rule(`${name}: nobody is wrongly dead at the end`, wrong === 0, `${wrong} of ${count - deaths}`);
  const { personal, ofNetwork } = await notices(house.pool);
  const first = ofNetwork[0] ?? Infinity;
  const early = personal.filter((at) => at < first).length;
  judge.figure(`${name}: incidents of one login`, personal.length, "");
  judge.rule(`${name}: nobody is told before the network's own incident`, early === 0, `${early} were`);
  const untold = compared.filter(isUntold).length;
  judge.rule(
    `${name}: who really ended is told within ${foundWithinSeconds} s after`,
    untold === 0,
    `${untold} of ${deaths} are not`,
  );
  const unwell = compared.filter(({ state, isOver }) => !isOver && state !== "live").length;
  judge.rule(
    `${name}: the others are well again within ${foundWithinSeconds} s after`,
    unwell === 0,
    `${unwell} of ${count - deaths} are not`,
  );
}

function watchWronglyDead(house: House): { stop(): Promise<number> } {
  let worst = 0;
  let stopped = false;
  const watching = (async () => {
    while (!stopped) {
      worst = Math.max(worst, (await house.compare()).filter(isWronglyDead).length);
      await seconds(1);
    }
  })();
  return {
    async stop() {
      stopped = true;
      await watching;
      return worst;
    },
  };
}

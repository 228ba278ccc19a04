import { openHouse } from "../house.ts";
import type { Judge } from "../judge.ts";
import { untilHolds } from "../wait.ts";

const full = { big: 1000, small: 20, slow: 60, slowMs: 20_000, withinSeconds: 90, watchSeconds: 300 };
const reduced = { big: 120, small: 6, slow: 20, slowMs: 5000, withinSeconds: 120, watchSeconds: 120 };

/** Much is due at once, in a big workspace and at a network that is slow; a small workspace comes last. */
export async function drain(judge: Judge, short: boolean): Promise<void> {
  const size = short ? reduced : full;
  await using house = await openHouse();
  await house.network.behave({ tokenDelayMs: 50, googleDelayMs: size.slowMs });
  await house.connect({ count: size.slow, network: "youtube", refreshIn: () => -300 });
  const big = await house.connect({ count: size.big, refreshIn: () => -200 });
  const small = await house.connect({ count: size.small, workspace: 1, refreshIn: () => -100 });
  await house.start("worker");
  const began = Date.now();

  const arrivals = async () => (await house.network.ledger()).refreshes.filter(({ network }) => network === "x");
  const isDone = async () => (await arrivals()).length >= size.big + size.small;
  await untilHolds(isDone, { withinSeconds: size.watchSeconds });
  const seen = await arrivals();
  const took = (Math.max(began, ...seen.map(({ arrivedAt }) => arrivedAt)) - began) / 1000;
  judge.figure("refreshed", seen.length, `of ${size.big + size.small}`);
  judge.figure("after", took, "s");
  judge.figure("rate", seen.length / Math.max(took, 0.001), "refreshes/s");
  judge.rule(
    `${size.big + size.small} that are due at once are refreshed within ${size.withinSeconds} s, though ${size.slow} of a slow network came due before`,
    seen.length >= size.big + size.small && took <= size.withinSeconds,
    `${seen.length} after ${took.toFixed(1)} s`,
  );

  const accounts = seen.map(({ account }) => account);
  const places = small.map(({ account }) => accounts.indexOf(account)).filter((place) => place >= 0);
  const behind = Math.max(0, ...places);
  judge.figure("the small workspace is done after", behind + 1, "refreshes");
  judge.rule(
    "a small workspace does not wait for a big one: it is done before half of that is",
    places.length === size.small && behind < size.small + big.length / 2,
    `${places.length} of ${size.small} done, the last as number ${behind + 1}`,
  );
  const twice = accounts.length - new Set(accounts).size;
  judge.rule("nobody is refreshed twice", twice === 0, `${twice} were`);
}

import { openHouse } from "../house.ts";
import { counted, quantile, type Judge } from "../judge.ts";
import { outcomeOf, startReading } from "../readers.ts";
import { seconds } from "../wait.ts";
import { freePort } from "#test/free-port.ts";

/** Two processes behind something like a proxy are restarted one after the other while programs read over kept-alive connections. */
export async function restarts(judge: Judge, short: boolean): Promise<void> {
  await using house = await openHouse(short ? { LATCHKEY_DRAIN_SECONDS: "2" } : {});
  const crowd = await house.connect({ count: 20 });
  const ports = [await freePort(), await freePort()];
  const start = (n: number) => house.start("web", { LATCHKEY_PORT: String(ports[n]) });
  const processes = await Promise.all([start(0), start(1)]);
  const reading = startReading({
    urls: () => ports.map((port) => `http://127.0.0.1:${port}`),
    apiKeys: house.apiKeys,
    profileIds: crowd.map(({ profileId }) => profileId),
    perSecond: short ? 60 : 100,
  });
  const codes: (number | null)[] = [];
  for (let round = 0; round < (short ? 1 : 5); round++) {
    for (const n of [0, 1]) {
      await seconds(short ? 1 : 3);
      codes.push((await processes[n]?.stop()) ?? null);
      processes[n] = await start(n);
    }
  }
  await seconds(1);
  const reads = await reading.stop();
  const times = reads.map(({ milliseconds }) => milliseconds);
  judge.figure("reads", reads.length, "");
  judge.figure("p99", quantile(times, 0.99), "ms");
  judge.figure("slowest", Math.max(...times), "ms");
  const failed = reads.filter(({ status }) => status !== 200);
  judge.rule("every read is answered 200", failed.length === 0, counted(reads.map(outcomeOf)));
  judge.rule(
    "each process ends by itself with 0",
    codes.every((code) => code === 0),
    counted(codes.map(String)),
  );
}

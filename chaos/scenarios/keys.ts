import { newKey, openHouse } from "../house.ts";
import { counted, type Judge } from "../judge.ts";
import { grantsSeen } from "../queries.ts";
import { outcomeOf, startReading } from "../readers.ts";
import { seconds, untilHolds } from "../wait.ts";
import { freePort } from "#test/free-port.ts";

/** A new key is written in front, as docs/operating.md says, and the processes are restarted one by one while programs read. */
export async function keys(judge: Judge, short: boolean): Promise<void> {
  await using house = await openHouse(short ? { LATCHKEY_DRAIN_SECONDS: "2" } : {});
  const lasting = await house.connect({ count: short ? 20 : 200 });
  const ended = await house.connect({ count: short ? 20 : 100, accessEndsIn: -60 });
  const ports = [await freePort(), await freePort()];
  const start = (n: number, ring: string) =>
    house.start(n === 0 ? "web" : "web,worker", { LATCHKEY_PORT: String(ports[n]), LATCHKEY_KEYS: ring });
  const processes = await Promise.all([start(0, house.keys), start(1, house.keys)]);
  const reading = startReading({
    urls: () => ports.map((port) => `http://127.0.0.1:${port}`),
    apiKeys: house.apiKeys,
    profileIds: [...lasting, ...ended].map(({ profileId }) => profileId),
    perSecond: short ? 20 : 40,
  });
  const ring = `${newKey("second")},${house.keys}`;
  await seconds(1);
  for (const n of [1, 0]) {
    await processes[n]?.stop();
    processes[n] = await start(n, ring);
    await seconds(short ? 2 : 10);
  }
  const isSealedAnew = async () =>
    (await grantsSeen(house.pool)).every(({ tokensSealed }) => tokensSealed?.split(".")[1] === "second");
  const withinSeconds = 120;
  const took = await untilHolds(isSealedAnew, { withinSeconds });
  const reads = await reading.stop();
  judge.figure("reads", reads.length, "");
  const failed = reads.filter(({ status }) => status !== 200).length;
  judge.rule("no read fails while the keys change", failed === 0, counted(reads.map(outcomeOf)));
  judge.rule(
    `everything is sealed with the new key within ${withinSeconds} s of the last restart`,
    took !== undefined,
    took === undefined ? "it is not" : `after ${took.toFixed(1)} s`,
  );
}

import type { Clock } from "../platform/clock.ts";
import { processName } from "../platform/process-name.ts";
import type { KeyedVault } from "../platform/vault.ts";
import { removeProcess } from "../store/processes.ts";
import { announceAgain, announceStart, type Announced, type Me } from "../vault-keys/announce.ts";
import type { World } from "../world.ts";
import { measureSkew, skewWords, type ClockSkew } from "./clock-skew.ts";
import { databaseTime } from "./queries.ts";

/** What this process found out at its last beat, for `/metrics`. */
export interface BeatState {
  readonly clockSkewSeconds: number;
  /** How many keys others have and this process lacks. */
  readonly keysMissing: number;
  /** How many processes do not know the key yet that this one wants to seal with. */
  readonly keyWaitsFor: number;
}

export interface Beat {
  state(): BeatState;
  /** Takes this process out of the list, where the database can be reached; else the others notice by its silence. Call it when nothing will be sealed any more. */
  stop(): Promise<void>;
}

export interface BeatParts {
  readonly vault: KeyedVault;
  /** The machine's own: what a test or the demo makes of the time is none of the database's business. */
  readonly machineClock: Clock;
}

type BeatWorld = Pick<World, "db" | "log" | "random" | "config">;

const missedBeats = 6;
/** A trouble that lasts is said again after so many beats. */
const sayEvery = 12;

/**
 * Tells the other processes of this one, at once and again and again: that it lives and which keys it knows. Looks at the clocks as
 * well. Resolves when the first beat is done; throws `VaultError` when the keys here do not fit (P51).
 */
export async function startBeating(world: BeatWorld, { vault, machineClock }: BeatParts): Promise<Beat> {
  const seconds = world.config.beatSeconds;
  const id = `prc_${Buffer.from(world.random.bytes(12)).toString("base64url")}`;
  const me: Me = { id, name: processName(), goneSeconds: seconds * missedBeats };
  const say = troubles(world);
  const look = (): Promise<ClockSkew> => measureSkew(machineClock, () => databaseTime(world.db));
  let skew = await look();
  let announced = await announceStart(world, vault, me);
  say(announced, skew);
  const again = async (): Promise<void> => {
    skew = await look();
    announced = await announceAgain(world, vault, me);
    say(announced, skew);
  };
  const timer = every(seconds, () =>
    again().catch((error: unknown) =>
      world.log.warn({ err: error }, "the other processes could not be told of this one"),
    ),
  );
  return {
    state: () => ({
      clockSkewSeconds: skew.seconds,
      keysMissing: announced.lack.missingHere.length + announced.wrong.length,
      keyWaitsFor: announced.lack.waiting?.for.length ?? 0,
    }),
    stop: async () => {
      await timer.stop();
      await removeProcess(world.db, id).catch((error: unknown) =>
        world.log.warn(
          { err: error },
          "this process could not be taken out of the list of processes; it counts as gone after a while",
        ),
      );
    },
  };
}

function every(seconds: number, once: () => Promise<void>): { stop(): Promise<void> } {
  let running = Promise.resolve();
  let isStopped = false;
  let timer: NodeJS.Timeout | undefined;
  const schedule = (): void => {
    if (isStopped) return;
    timer = setTimeout(() => {
      running = once();
      void running.then(schedule);
    }, seconds * 1000).unref(); // it keeps nothing alive by itself
  };
  schedule();
  return {
    stop: async () => {
      isStopped = true;
      clearTimeout(timer);
      await running;
    },
  };
}

/** Says each trouble when it begins, and again while it lasts. */
function troubles({ log }: Pick<World, "log">): (announced: Announced, skew: ClockSkew) => void {
  const beatsOf = new Map<string, number>();
  return (announced, skew) => {
    for (const name of announced.gone) log.info({}, `${name} has not been heard of and counts as gone`);
    const clock = skewWords(skew);
    // A clock that is off is off by a little more or less at each beat: that is one trouble.
    const lasting = new Map(keyTroubles(announced).map((text) => [text, text]));
    if (clock !== undefined) lasting.set("clock", clock);
    for (const trouble of beatsOf.keys()) if (!lasting.has(trouble)) beatsOf.delete(trouble);
    for (const [trouble, text] of lasting) {
      const beats = beatsOf.get(trouble) ?? 0;
      if (beats % sayEvery === 0) log.warn({}, text);
      beatsOf.set(trouble, beats + 1);
    }
  };
}

function keyTroubles({ lack, wrong }: Announced): string[] {
  const { missingHere, waiting } = lack;
  return [
    ...missingHere.map(
      (id) =>
        `key ${id} is missing in this process and known to others: nothing is sealed with it until this one has it as well (LATCHKEY_KEYS and a restart, or keys.json in the data folder)`,
    ),
    ...wrong.map((id) => `another key ${id} is here than the other processes have; it is not used`),
    ...(waiting
      ? [
          `key ${waiting.keyId} does not seal yet: these processes do not know it and have to be started with it: ${waiting.for.join("; ")}`,
        ]
      : []),
  ];
}

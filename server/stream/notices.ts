import type { World } from "../world.ts";
import { monotonicMs } from "../platform/clock.ts";
import { openListener } from "./listen.ts";
import { helloOf, listenToChanges, sayHello } from "./queries.ts";

/** Something kept in memory that a change may make wrong. */
export interface Keeper {
  /** A row with this id has changed, or what hangs on it. */
  forget(id: string): void;
  /** So much has changed, or may have, that nothing kept is good any more. */
  forgetAll(): void;
}

/** Changes of tokens and keys, as every process hears of them: with the commit that makes them (migration 0013). */
export interface Notices {
  tell(keeper: Keeper): void;
  /** This process has changed something: what it keeps is good again once it has heard of that. */
  changedHere(): void;
  /** What `caughtUp` would answer, if it can be said at once. */
  isCaughtUp(): boolean;
  /**
   * True: every keeper has been told what this process committed before, and what any other committed up to a second ago, so
   * what they keep is good. False: nobody knows, and what is kept must not be used.
   */
  caughtUp(): Promise<boolean>;
  close(): Promise<void>;
}

export interface NoticesParts {
  readonly databaseUrl: string;
  /** The pause before a lost connection is made anew. */
  readonly retryMs?: number;
  /** For how long it holds that all was heard. */
  readonly goodMs?: number;
  /** A clock that never goes back. */
  readonly now?: () => number;
}

/** A second is promised; the rest of it is for the answer to be made and sent. */
const promisedMs = 900;
/** While reads go on the question is asked anew this often, so that none of them has to wait for it. */
const askAgainMs = 200;

/** A question that was answered: when it was asked, and how many changes of our own had been made by then. */
interface Heard {
  readonly at: number;
  readonly changes: number;
}

const never: Heard = { at: Number.NEGATIVE_INFINITY, changes: -1 };

export function openNotices(world: Pick<World, "db" | "log" | "random">, parts: NoticesParts): Notices {
  const { goodMs = promisedMs, now = monotonicMs } = parts;
  const keepers: Keeper[] = [];
  const hello = helloOf(Buffer.from(world.random.bytes(12)).toString("base64url"));
  let isHeard = false;
  let heard = never;
  let changes = 0;
  let askedAt = never.at;
  const start = (): void => {
    isHeard = false;
    heard = never;
    for (const keeper of keepers) keeper.forgetAll();
  };
  const listener = openListener({
    ...parts,
    log: world.log,
    name: "latchkey changes",
    statement: listenToChanges,
    heard: (payload) => {
      if (payload === hello) isHeard = true;
      else if (payload === "*") for (const keeper of keepers) keeper.forgetAll();
      else for (const id of payload.split(" ")) for (const keeper of keepers) keeper.forget(id);
    },
    begun: () => {
      start();
      // A pooler between us and the database loses notices: only who hears a word of its own, said as all are, may rely on them.
      sayHello(world.db, hello).catch((error: unknown) => world.log.warn({ err: error }, "notices are not heard yet"));
    },
    lost: start,
  });
  const ask = async (): Promise<boolean> => {
    const asked: Heard = { at: now(), changes };
    askedAt = asked.at;
    const isAnswered = (await listener.caughtUp()) && isHeard;
    if (isAnswered && asked.at > heard.at) heard = asked;
    return isAnswered;
  };
  const isCaughtUp = (): boolean => {
    const isGood = heard.changes === changes && now() - heard.at < goodMs;
    if (isGood && now() - askedAt >= askAgainMs) void ask();
    return isGood;
  };
  return {
    tell: (keeper) => void keepers.push(keeper),
    changedHere: () => void changes++,
    isCaughtUp,
    caughtUp: async () => isCaughtUp() || ask(),
    close: () => listener.close(),
  };
}

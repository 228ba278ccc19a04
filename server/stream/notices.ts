import type { World } from "../world.ts";
import { openListener } from "./listen.ts";
import { helloOf, listenToChanges, sayHello } from "./queries.ts";

/** Something kept in memory that a change may make wrong. */
export interface Keeper {
  /** A row with this id has changed, or what hangs on it. */
  forget(id: string): void;
  /** So much has changed, or may have, that nothing kept is good any more. */
  forgetAll(): void;
}

/** Changes of tokens and keys, as every process hears of them: with the commit that makes them (migration 0009). */
export interface Notices {
  tell(keeper: Keeper): void;
  /**
   * True: whatever was committed before this was asked has been told to every keeper, so what they keep is good. False:
   * nobody knows, and what is kept must not be used.
   */
  caughtUp(): Promise<boolean>;
  close(): Promise<void>;
}

export interface NoticesParts {
  readonly databaseUrl: string;
  /** The pause before a lost connection is made anew. */
  readonly retryMs?: number;
}

export function openNotices(world: Pick<World, "db" | "log" | "random">, parts: NoticesParts): Notices {
  const keepers: Keeper[] = [];
  const hello = helloOf(Buffer.from(world.random.bytes(12)).toString("base64url"));
  let isHeard = false;
  const start = (): void => {
    isHeard = false;
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
  return {
    tell: (keeper) => void keepers.push(keeper),
    caughtUp: async () => (await listener.caughtUp()) && isHeard,
    close: () => listener.close(),
  };
}

import { openTurns, type Turns } from "#core/turns.ts";
import type { Claimed, DueWork, Share } from "./due-work.ts";

/** How hard one network, or one server of a network of many, is asked by this process. */
export interface LaneLimits {
  /** So many things may be under way at once. */
  readonly slots: number;
  /** The pause between two beginnings, once as many as there are slots have begun in one go. Seconds; 0: none. */
  readonly pauseSeconds: number;
}

/** What was claimed and waits for a slot of its lane. */
export interface Ready extends Claimed {
  readonly kind: DueWork;
}

/** Everything that is due at one network: its own slots, so that a slow network delays nobody else's work. */
export interface Lane {
  /** So much of this kind is due now, each with whose turn it is. Who is not named any more has nothing due. */
  count(kind: DueWork, due: readonly Share[]): void;
  /** Whether a claim is worth asking for. */
  wants(kind: DueWork): boolean;
  /** Deals the free places to those whose turn it is. */
  deal(kind: DueWork): Share[];
  /** Nothing of it could be claimed: it is counted anew later. */
  giveUp(): void;
  add(ready: Ready): void;
  /** Begins as many as may begin now. */
  begin(start: (ready: Ready) => Promise<void>): void;
  /** What has not begun; it is the caller's from now on. */
  takeBack(): readonly Ready[];
  isWaiting(): boolean;
}

export function openLane(limits: LaneLimits): Lane {
  const { slots, pauseSeconds } = limits;
  const turnsOf = new Map<DueWork, Turns>();
  const pace = openPace(slots, pauseSeconds);
  let ahead: Ready[] = [];
  let underWay = 0;

  const turns = (kind: DueWork): Turns => {
    const known = turnsOf.get(kind) ?? openTurns();
    turnsOf.set(kind, known);
    return known;
  };
  // As many as may be under way are claimed ahead, so that no slot waits for a claim.
  const room = (): number => 2 * slots - underWay - ahead.length;
  const isWaiting = (): boolean => Array.from(turnsOf.values()).some((one) => one.all().length > 0);

  const begin = (start: (ready: Ready) => Promise<void>): void => {
    while (underWay < slots && ahead.length > 0) {
      const waitMs = pace.waitMs();
      if (waitMs > 0) return pace.later(waitMs, () => begin(start));
      const next = ahead.shift();
      if (!next) return;
      underWay += 1;
      void start(next).finally(() => (underWay -= 1));
    }
  };

  return {
    count(kind, due) {
      const counts = new Map(due.map((share) => [turnOf(share), share.count]));
      for (const who of turns(kind).all()) if (!counts.has(who)) turns(kind).set(who, 0);
      for (const [who, count] of counts) turns(kind).set(who, count);
    },
    wants: (kind) => room() >= Math.ceil(slots / 2) && turns(kind).all().length > 0,
    deal: (kind) => Array.from(turns(kind).deal(Math.max(0, room())), ([who, count]) => ({ ...partsOf(who), count })),
    giveUp: () => turnsOf.clear(),
    add: (ready) => void ahead.push(ready),
    begin,
    takeBack() {
      const unbegun = ahead;
      ahead = [];
      return unbegun;
    },
    isWaiting,
  };
}

const turnOf = ({ appId, workspaceId }: Share): string => `${appId} ${workspaceId}`;

function partsOf(turn: string): Omit<Share, "count"> {
  const [appId = "", workspaceId = ""] = turn.split(" ");
  return { appId, workspaceId };
}

interface Pace {
  /** 0: one may begin, and is counted. */
  waitMs(): number;
  later(waitMs: number, act: () => void): void;
}

/** As many as there are slots may begin at once; from then on one is earned after each pause. */
function openPace(slots: number, pauseSeconds: number): Pace {
  let earned = slots;
  let since = performance.now();
  let timer: NodeJS.Timeout | undefined;
  return {
    waitMs() {
      if (pauseSeconds === 0) return 0;
      const now = performance.now();
      earned = Math.min(slots, earned + (now - since) / (pauseSeconds * 1000));
      since = now;
      if (earned < 1) return (1 - earned) * pauseSeconds * 1000;
      earned -= 1;
      return 0;
    },
    later(waitMs, act) {
      clearTimeout(timer);
      timer = setTimeout(act, Math.ceil(waitMs));
      timer.unref();
    },
  };
}

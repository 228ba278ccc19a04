import type { Log } from "../platform/log.ts";
import type { Claimed, DueWork, Leases, Waiting } from "./due-work.ts";
import { openLane, type Lane, type LaneLimits, type Ready } from "./lane.ts";

export interface DrainParts {
  /** In the order of their weight: of what waits for the same slot, the first kind is begun first. */
  readonly kinds: readonly DueWork[];
  /** Whose slots something takes: those of a network, or of one of its many servers. */
  readonly laneOf: (place: Pick<Waiting, "network" | "appId">) => string;
  readonly limitsOf: (lane: string) => LaneLimits;
  readonly leases: Leases;
  readonly log: Log;
  /** Tests: hears of work that went wrong on our side. */
  readonly failed?: (error: unknown) => void;
}

/** The hands of a worker: it begins the next as soon as one is done, each network at its own pace, everybody in turn. */
export class Drain {
  readonly #parts: DrainParts;
  readonly #lanes = new Map<string, Lane>();
  readonly #held = new Set<string>();
  readonly #finished: Finished;
  readonly #whenIdle = new Set<() => void>();
  readonly #beat: NodeJS.Timeout;
  #claiming: Promise<void> | undefined;
  #isStopped = false;
  #done = 0;

  constructor(parts: DrainParts) {
    this.#parts = parts;
    this.#finished = new Finished(parts);
    this.#beat = setInterval(() => this.#prolong(), parts.leases.beatSeconds * 1000);
    this.#beat.unref();
  }

  /** Counts what is due and begins as much of it as there is room for; the rest follows as places become free. */
  async takeStock(): Promise<void> {
    for (const kind of this.#parts.kinds) {
      const counted = Map.groupBy(await kind.waiting(), (waiting) => this.#lane(waiting));
      for (const lane of this.#lanes.values()) lane.count(kind, counted.get(lane) ?? []);
    }
    this.#fill();
  }

  /** Resolves when everything that was counted is done; answers how much this worker has done so far. */
  async idle(): Promise<number> {
    await new Promise<void>((resolve) => {
      this.#whenIdle.add(resolve);
      this.#noticeIdle();
    });
    await this.#finished.givenBack();
    return this.#done;
  }

  /** Takes no more, gives back what has not begun, and waits for what has. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    await this.#claiming;
    for (const lane of this.#lanes.values())
      for (const { id } of lane.takeBack()) {
        this.#held.delete(id);
        this.#finished.add(id);
      }
    await this.idle();
    clearInterval(this.#beat);
  }

  #lane(place: Pick<Waiting, "network" | "appId">): Lane {
    const name = this.#parts.laneOf(place);
    const lane = this.#lanes.get(name) ?? openLane(this.#parts.limitsOf(name));
    this.#lanes.set(name, lane);
    return lane;
  }

  /** One claim at a time: places that become free meanwhile are filled together by the next. */
  #fill(): void {
    if (this.#isStopped) return this.#noticeIdle();
    for (const lane of this.#lanes.values()) lane.begin((ready) => this.#work(ready));
    if (this.#claiming) return;
    if (!this.#parts.kinds.some((kind) => this.#wanting(kind).length > 0)) return this.#noticeIdle();
    this.#claiming = this.#claim()
      .catch((error: unknown) => {
        this.#parts.log.error({ error }, "what is due could not be claimed");
        for (const lane of this.#lanes.values()) lane.giveUp();
      })
      .finally(() => {
        this.#claiming = undefined;
        this.#fill();
      });
  }

  #wanting(kind: DueWork): Lane[] {
    return Array.from(this.#lanes.values()).filter((lane) => lane.wants(kind));
  }

  async #claim(): Promise<void> {
    for (const kind of this.#parts.kinds) {
      const shares = this.#wanting(kind).flatMap((lane) => lane.deal(kind));
      if (shares.length > 0) for (const claimed of await kind.claim(shares)) this.#hold(kind, claimed);
    }
  }

  #hold(kind: DueWork, claimed: Claimed): void {
    this.#held.add(claimed.id);
    this.#lane(claimed).add({ ...claimed, kind });
  }

  async #work({ kind, id }: Ready): Promise<void> {
    try {
      await kind.work(id);
      this.#finished.add(id);
    } catch (error) {
      // Its lease stays and ends by itself: a fault of ours is tried again after a pause, and stops nothing else (P23).
      this.#parts.log.error({ error, kind: kind.kind, id }, "due work went wrong on our side");
      this.#parts.failed?.(error);
    }
    this.#held.delete(id);
    this.#done += 1;
    setImmediate(() => this.#fill());
  }

  #prolong(): void {
    if (this.#held.size === 0) return;
    this.#parts.leases
      .prolong([...this.#held])
      .catch((error: unknown) =>
        this.#parts.log.warn({ error }, "leases on due work could not be prolonged; another worker may take over"),
      );
  }

  #noticeIdle(): void {
    const isWaiting = !this.#isStopped && Array.from(this.#lanes.values()).some((lane) => lane.isWaiting());
    if (this.#held.size > 0 || this.#claiming || isWaiting) return;
    for (const resolve of this.#whenIdle) resolve();
    this.#whenIdle.clear();
  }
}

/** What is done goes back in sets: while one statement is under way, the next set gathers. */
class Finished {
  readonly #parts: Pick<DrainParts, "leases" | "log">;
  #gathered: string[] = [];
  #underWay: Promise<void> | undefined;

  constructor(parts: Pick<DrainParts, "leases" | "log">) {
    this.#parts = parts;
  }

  add(id: string): void {
    this.#gathered.push(id);
    this.#underWay ??= this.#release();
  }

  async givenBack(): Promise<void> {
    await this.#underWay;
  }

  async #release(): Promise<void> {
    while (this.#gathered.length > 0) {
      const ids = this.#gathered.splice(0);
      try {
        await this.#parts.leases.release(ids);
      } catch (error) {
        this.#parts.log.error({ error }, "leases on finished work could not be given back; they end by themselves");
      }
    }
    this.#underWay = undefined;
  }
}

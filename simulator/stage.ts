import { randomBytes } from "node:crypto";
import { postNotice } from "./callback.ts";
import { createCallLog, type CallLog } from "./call-log.ts";
import { takeFault, type Fault } from "./faults.ts";
import type { Play, SimulatedNetwork } from "./play.ts";
import { emptyNetwork, type Moment, type NetworkState } from "./state.ts";
import { lettersFrom } from "./unique.ts";

/** What is written to the state file. */
export interface SavedState {
  version: 1;
  clockOffsetMs: number;
  /** From which all tokens and codes follow, together with `count`. */
  seed: string;
  count: number;
  networks: Record<string, { state: NetworkState; faults: Fault[] }>;
}

/** One network on stage. */
export interface Part {
  network: SimulatedNetwork;
  play: Play;
  faults: Fault[];
}

/** All networks, their clock and their log. */
export interface Stage {
  parts: Map<string, Part>;
  log: CallLog;
  now(): Moment;
  clockOffsetMs(): number;
  leap(seconds: number): void;
  /** Clock back to real time; the networks' own books are cleared by whoever calls this. */
  rewind(): void;
  snapshot(): SavedState;
}

/** Puts networks on stage, with what an earlier run remembered of them. */
export function createStage(networks: SimulatedNetwork[], realNow: () => number, saved: SavedState | null): Stage {
  // Random per state: tokens of an earlier simulator that forgot everything must not fit the next one's people.
  const seed = saved?.seed ?? randomBytes(16).toString("hex");
  let count = saved?.count ?? 0;
  let clockOffsetMs = saved?.clockOffsetMs ?? 0;
  const now = (): Moment => realNow() + clockOffsetMs;
  const secret = (length: number): string => {
    count += 1;
    return lettersFrom(`${seed}/${count}`, length);
  };
  const parts = new Map<string, Part>();
  for (const network of networks) {
    const kept = saved?.networks[network.id];
    const faults = kept?.faults ?? [];
    const state = { ...emptyNetwork(), ...kept?.state };
    const play: Play = {
      network: network.id,
      state,
      now,
      secret,
      fault: (kind, seen) => takeFault(faults, seen, (fault) => fault.kind === kind),
      post: (notice) => void postNotice(notice),
      besides: (host) =>
        [...parts.values()]
          .filter((part) => part.network !== network && Object.hasOwn(part.network.hosts, host))
          .map((part) => part.play),
    };
    parts.set(network.id, { network, play, faults });
  }
  return {
    parts,
    log: createCallLog(),
    now,
    clockOffsetMs: () => clockOffsetMs,
    leap(seconds) {
      clockOffsetMs += seconds * 1000;
    },
    rewind() {
      clockOffsetMs = 0;
    },
    snapshot: () => ({
      version: 1,
      clockOffsetMs,
      seed,
      count,
      networks: Object.fromEntries([...parts].map(([id, { play, faults }]) => [id, { state: play.state, faults }])),
    }),
  };
}

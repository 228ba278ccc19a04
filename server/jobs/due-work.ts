/** Rows of one kind that come due by time: who waits, a claim of some of them, and what is done with each. */
export interface DueWork {
  readonly kind: string;
  /** Everything that is due now and in no process's hands, counted. Costs what is due, never what exists. */
  waiting(): Promise<readonly Waiting[]>;
  /** Takes so many of each under a lease, the earliest due first; what others hold is left to them. */
  claim(shares: readonly Share[]): Promise<readonly Claimed[]>;
  work(id: string): Promise<void>;
}

/** So much of one workspace's, through one app of ours: what takes turns with others. */
export interface Share {
  readonly appId: string;
  readonly workspaceId: string;
  readonly count: number;
}

export interface Waiting extends Share {
  readonly network: string;
}

export interface Claimed {
  readonly id: string;
  readonly network: string;
  readonly appId: string;
}

/** A process holds what it has claimed for as long as it keeps saying so; what a dead one held is free when its lease has ended. */
export interface Leases {
  prolong(ids: readonly string[]): Promise<void>;
  release(ids: readonly string[]): Promise<void>;
  /** How often a living process says so. */
  readonly beatSeconds: number;
}

import type { Judge } from "./judge.ts";

/** Hurts real processes and judges what is left. `short` shows the same in the small. */
export type Scenario = (judge: Judge, short: boolean) => Promise<void>;

export interface Listed {
  readonly about: string;
  readonly load: () => Promise<Scenario>;
}

/** Every scenario by its name. */
export const scenarios: Readonly<Record<string, Listed>> = {
  "kill-workers": {
    about: "workers are killed while logins come due",
    load: async () => (await import("./scenarios/kill-workers.ts")).killWorkers,
  },
  reads: {
    about: "many readers of one token that has ended, over three processes",
    load: async () => (await import("./scenarios/reads.ts")).reads,
  },
  database: {
    about: "the database is cut off, restarted, away and frozen",
    load: async () => (await import("./scenarios/database.ts")).database,
  },
  "odd-answers": {
    about: "27 answers to a refresh, most of them odd",
    load: async () => (await import("./scenarios/odd-answers.ts")).oddAnswersTaken,
  },
  "slow-endpoint": {
    about: "the token endpoint takes tokens and does not answer",
    load: async () => (await import("./scenarios/slow-endpoint.ts")).slowEndpoint,
  },
  mass: {
    about: "a network refuses everybody: fast, slowly, where looks are thin",
    load: async () => (await import("./scenarios/mass.ts")).mass,
  },
  restarts: {
    about: "a rolling restart under reads over kept-alive connections",
    load: async () => (await import("./scenarios/restarts.ts")).restarts,
  },
  keys: {
    about: "the keys change in a rolling restart under reads",
    load: async () => (await import("./scenarios/keys.ts")).keys,
  },
  drain: {
    about: "much is due at once, beside a slow network and a small workspace",
    load: async () => (await import("./scenarios/drain.ts")).drain,
  },
  orphans: {
    about: "what a killed worker has left is taken up",
    load: async () => (await import("./scenarios/orphans.ts")).orphans,
  },
};

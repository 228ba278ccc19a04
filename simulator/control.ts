import type { CallbackResult } from "./callback.ts";
import type { CallFilter, LoggedCall } from "./call-log.ts";
import type { Fault, FaultKind } from "./faults.ts";
import type { MembershipScenario, Scenario } from "./scenario.ts";
import type { Page, PersonBlock, Token } from "./state.ts";
import type { NetworkView, PersonView, StageView } from "./state-view.ts";

export type { CallFilter, LoggedCall } from "./call-log.ts";
export type { CallbackResult } from "./callback.ts";
export type { Fault, FaultKind } from "./faults.ts";
export type * from "./scenario.ts";
export type { NetworkView, PersonView, StageView } from "./state-view.ts";

/** Whom or what a fault hits; what is left out is not asked for. */
export interface FaultAim {
  person?: string;
  page?: string;
  app?: string;
  host?: string;
  method?: string;
  /** A part of the path. */
  path?: string;
  /** Only the next so many calls. */
  times?: number;
  delayMs?: number;
  waitMinutes?: number;
  scope?: string;
}

type Pair = { person: string; app?: string };

/** One function per act of the control API; people, pages and apps are named by handle, id or name. */
export type Control = ReturnType<typeof createControl>;

/** Speaks to a running simulator about one network. A refused act throws with the simulator's sentence. */
export function createControl(simulatorUrl: string, network = "facebook") {
  const send = async <T>(method: string, path: string, body?: unknown): Promise<T> => {
    const answer = await fetch(`${simulatorUrl}/control/${path}`, {
      method,
      ...(method === "POST" && {
        headers: { "content-type": "application/json" },
        body: JSON.stringify(body ?? {}),
      }),
    });
    const said: unknown = await answer.json();
    if (!answer.ok) throw new Error(`${method} /control/${path}: ${sentence(said)}`);
    return said as T;
  };
  const act = <T = void>(name: string, fields?: object): Promise<T> => send<T>("POST", `${network}/${name}`, fields);
  const state = (): Promise<StageView> => send("GET", "state");
  const networkState = async (): Promise<NetworkView> => {
    const view = (await state()).networks[network];
    if (!view) throw new Error(`The simulator does not play ${network}.`);
    return view;
  };
  const log = async (filter: CallFilter = {}): Promise<LoggedCall[]> => {
    const { params, ...conditions } = { network, ...filter };
    const query = new URLSearchParams(
      Object.entries(conditions).map(([name, value]): [string, string] => [name, String(value)]),
    );
    for (const [name, value] of Object.entries(params ?? {})) query.set(`params.${name}`, value);
    return (await send<{ calls: LoggedCall[] }>("GET", `log?${query.toString()}`)).calls;
  };

  return {
    // Everywhere
    state,
    /** Forgets all networks, the log and the clock's leaps. */
    resetAll: () => send<void>("POST", "reset"),
    leapClock: (seconds: number) => send<{ now: string }>("POST", "clock", { leapSeconds: seconds }),
    log,
    countCalls: async (filter: CallFilter = {}) => (await log(filter)).length,
    clearLog: () => send<void>("DELETE", "log"),

    // This network as a whole
    networkState,
    reset: () => act("reset"),
    load: (scenario: Scenario) => act("load", { scenario }),
    add: (scenario: Scenario) => act("add", { scenario }),
    loadSample: () => act("sample"),
    findPerson: async (ref: string): Promise<PersonView> =>
      found(ref, (await networkState()).people, (one) => [one.handle, one.email, one.name]),
    findPage: async (ref: string): Promise<Page> =>
      found(ref, (await networkState()).pages, (one) => [one.handle, one.name]),

    // People
    changePassword: (person: string, password?: string) =>
      act<{ password: string; tokensEnded: number }>("change-password", { person, password }),
    signOut: (person: string) => act<{ tokensEnded: number }>("sign-out", { person }),
    blockPerson: (person: string, block: PersonBlock = "checkpoint") => act("block-person", { person, block }),
    unblockPerson: (person: string) => act("unblock-person", { person }),
    renamePerson: (person: string, name: string) => act("rename-person", { person, name }),

    // Pages
    setRole: (page: string, person: string, role: MembershipScenario) => act("set-role", { page, person, role }),
    removeRole: (page: string, person: string) => act("set-role", { page, person }),
    renamePage: (page: string, name: string) => act("rename-page", { page, name }),
    deletePage: (page: string) => act("delete-page", { page }),
    restorePage: (page: string) => act("restore-page", { page }),

    // Consents and tokens
    removeApp: (pair: Pair) => act<{ callback: CallbackResult | null }>("remove-app", pair),
    requestDataDeletion: (pair: Pair) => act<{ callback: CallbackResult | null }>("request-data-deletion", pair),
    withdrawScope: (pair: Pair, scope: string) => act("withdraw-scope", { ...pair, scope }),
    untickPage: (pair: Pair, page: string) => act("untick-page", { ...pair, page }),
    expireDataAccess: (pair: Pair) => act("expire-data-access", pair),
    expireTokens: (which: { person?: string; kind?: Token["kind"] } = {}) =>
      act<{ tokensExpired: number }>("expire-tokens", which),
    revokeTokens: (which: { person?: string } = {}) => act<{ tokensEnded: number }>("revoke-tokens", which),

    // Apps
    changeAppSecret: (which: { app?: string; secret?: string } = {}) =>
      act<{ secret: string }>("change-app-secret", which),
    updateApp: (settings: {
      app?: string;
      disabled?: boolean;
      requireProof?: boolean;
      redirectUris?: string[];
      deauthorizeUrl?: string;
      dataDeletionUrl?: string;
      approvedScopes?: string[];
    }) => act("update-app", settings),

    // Faults
    addFault: (kind: FaultKind, aim: FaultAim = {}) => act<Fault>("fault", { kind, ...aim }),
    outage: (on: boolean) => act("outage", { on }),
    rateLimit: (on: boolean, aim: Pick<FaultAim, "person" | "page" | "times" | "waitMinutes"> = {}) =>
      act("rate-limit", { on, ...aim }),
    slow: (on: boolean, aim: Pick<FaultAim, "person" | "page" | "times" | "path" | "delayMs"> = {}) =>
      act("slow", { on, ...aim }),
    setUsage: (percent: number | null) => act("usage", percent === null ? {} : { percent }),
    clearFaults: (which: { id?: string; kind?: FaultKind } = {}) => act<{ cleared: number }>("clear-faults", which),
  };
}

const sentence = (body: unknown): string =>
  typeof body === "object" && body !== null && "error" in body ? String(body.error) : JSON.stringify(body);

function found<T extends { id: string }>(ref: string, all: T[], names: (one: T) => string[]): T {
  const one = all.find((candidate) => candidate.id === ref || names(candidate).includes(ref));
  if (!one) throw new Error(`"${ref}" is not known to the simulator.`);
  return one;
}

/** One call that reached a simulated network. */
export interface LoggedCall {
  /** Counts up from 1 for as long as the simulator runs. */
  number: number;
  /** Simulated time, ISO 8601. */
  at: string;
  network: string;
  host: string;
  method: string;
  path: string;
  /** Query and form, secrets replaced. */
  params: Record<string, string>;
  /** Handle of the person whose token or session was used. */
  person: string | null;
  page: string | null;
  app: string | null;
  /** Null: the caller got no answer. */
  status: number | null;
  /** The network's own error code, when it gave one. */
  code: string | null;
  fault: string | null;
}

/** Conditions on logged calls; all that are set must hold. `params` must be equal, `path` contained. */
export interface CallFilter {
  network?: string;
  host?: string;
  method?: string;
  path?: string;
  person?: string;
  page?: string;
  status?: number;
  /** Only calls with a higher number. */
  after?: number;
  params?: Record<string, string>;
}

/** The newest calls; older ones are forgotten. */
export interface CallLog {
  add(call: Omit<LoggedCall, "number">): void;
  find(filter: CallFilter): LoggedCall[];
  clear(): void;
}

// Enough for the longest journeys of the tests, at about 300 bytes a call.
const capacity = 20_000;

/** An empty log. */
export function createCallLog(): CallLog {
  let calls: LoggedCall[] = [];
  let count = 0;
  return {
    add(call) {
      count += 1;
      calls.push({ number: count, ...call });
      if (calls.length > capacity * 1.1) calls = calls.slice(-capacity);
    },
    find: (filter) => calls.filter((call) => passes(call, filter)),
    clear() {
      calls = [];
    },
  };
}

function passes(call: LoggedCall, filter: CallFilter): boolean {
  const { path, after, params, ...equal } = filter;
  if (path !== undefined && !call.path.includes(path)) return false;
  if (after !== undefined && call.number <= after) return false;
  if (params && Object.entries(params).some(([key, value]) => call.params[key] !== value)) return false;
  return (Object.keys(equal) as (keyof typeof equal)[]).every(
    (key) => equal[key] === undefined || equal[key] === call[key],
  );
}

const secretName = /token|secret|password|^pass$|^code$|proof|verifier|assertion|signed_request/i;

/** Query and form as they may be shown. Two values of one name: the first counts. */
export function redactedParams(...sources: URLSearchParams[]): Record<string, string> {
  const params: Record<string, string> = {};
  for (const [name, value] of sources.flatMap((source) => [...source]))
    params[name] ??= secretName.test(name) ? "[redacted]" : value;
  return params;
}

import type {
  AddProfiles,
  ApiKey,
  AppInput,
  AppProof,
  Brand,
  Candidate,
  Capability,
  ConfirmRenewal,
  Connection,
  ConnectionStart,
  DemoState,
  Grant,
  FailureDiagnosis,
  FailureReport,
  Incident,
  Network,
  NetworkCall,
  NetworkNotes,
  NetworkSetup,
  NewApiKey,
  Page,
  ProbeAnswer,
  Problem,
  Profile,
  ProfileDetail,
  ProfileStatus,
  RenewalLink,
  RenewalStart,
  Session,
  Started,
  StreamEvent,
  Summary,
  TimelineEvent,
  TokenAnswer,
  UnrecognisedAnswer,
  Restart,
  Setup,
} from "./contract.ts";
import { readServerSentEvents } from "./server-sent-events.ts";

export type * from "./contract.ts";

export interface ClientOptions {
  /** Where Latchkey answers: `https://latchkey.example.com`; empty in a page that Latchkey itself served. */
  baseUrl: string;
  /** `lk_…`; without it the browser's session cookie is used. */
  apiKey?: string;
  /** Another `fetch`, for tests or proxies. */
  fetch?: typeof fetch;
}

/** How a list is read: give a page's `nextCursor` back as `cursor`. */
export interface Paging {
  cursor?: string;
  limit?: number;
}

export interface ProfileQuery extends Paging {
  status?: readonly ProfileStatus[];
  network?: string;
  brand?: string;
  q?: string;
  sort?: "urgency" | "name";
}

/** Thrown for every answer that is not 2xx. `problem` is the problem+json (RFC 9457) as the server sent it. */
export class ApiProblem extends Error {
  override readonly name = "ApiProblem";
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.detail || problem.title);
    this.problem = problem;
  }

  get code(): string {
    return this.problem.code;
  }

  get status(): number {
    return this.problem.status;
  }
}

export type Client = ReturnType<typeof createClient>;

/** One function per endpoint. All of them throw `ApiProblem`, or what `fetch` throws when no answer came at all. */
export function createClient(options: ClientOptions) {
  const { get, post, put, remove, open } = transport(options);
  const at = (...segments: string[]) => `/v1/${segments.map(encodeURIComponent).join("/")}`;
  return {
    session: () => get<Session>(at("session")),
    setup: (setup: Setup) => post<Session>(at("setup"), setup),
    summary: () => get<Summary>(at("summary")),

    networks: () => get<{ items: Network[] }>(at("networks")),
    network: (id: string) => get<NetworkNotes>(at("networks", id)),
    /** `server`: the one whose verdicts are paused, where a network is many. */
    thawNetwork: (id: string, server?: string) =>
      post<Network>(
        `${at("networks", id, "thaw")}${server === undefined ? "" : `?server=${encodeURIComponent(server)}`}`,
      ),
    /** For the operator: the road to an app, without its secrets. */
    networkSetup: (id: string) => get<NetworkSetup>(at("networks", id, "setup")),
    /** Proved by a call at the network; an app that it refuses is not kept, and a problem `network_refused` is thrown. */
    enterApp: (id: string, app: AppInput) => put<AppProof>(at("networks", id, "setup"), app),
    proveApp: (id: string, which: { instance?: string } = {}) =>
      post<AppProof>(at("networks", id, "setup", "proof"), which),
    /** What an answer of this network means; nothing is kept. */
    diagnose: (network: string, report: FailureReport) =>
      post<FailureDiagnosis>(at("networks", network, "diagnose"), report),
    /** A network refused a call of yours: what it means, and we look ourselves. `dry`: only say what it means. */
    reportFailure: (profileId: string, report: FailureReport, { dry = false }: { dry?: boolean } = {}) =>
      post<FailureDiagnosis>(`${at("profiles", profileId, "failures")}${dry ? "?dry=true" : ""}`, report),
    unrecognised: (query: Paging & { network?: string } = {}) =>
      get<Page<UnrecognisedAnswer>>(at("unrecognised"), { ...query }),
    forgetUnrecognised: (id: string) => remove(at("unrecognised", id)),

    profiles: (query: ProfileQuery = {}) => get<Page<Profile>>(at("profiles"), { ...query }),
    profile: (id: string) => get<ProfileDetail>(at("profiles", id)),
    profileEvents: (id: string, paging: Paging = {}) =>
      get<Page<TimelineEvent>>(at("profiles", id, "events"), { ...paging }),
    profileCalls: (id: string, paging: Paging = {}) =>
      get<Page<NetworkCall>>(at("profiles", id, "calls"), { ...paging }),
    /** A token that works now. When there is none, throws a problem that carries the members of `TokenUnavailable`. */
    profileToken: (id: string, capability: Capability) => get<TokenAnswer>(at("profiles", id, "token"), { capability }),
    probeProfile: (id: string) => post<ProbeAnswer>(at("profiles", id, "probe")),
    disconnectProfile: (id: string) => remove(at("profiles", id)),

    startConnection: (start: ConnectionStart) => post<Started>(at("connections"), start),
    connection: (id: string) => get<Connection>(at("connections", id)),
    candidates: (id: string, query: Paging & { q?: string } = {}) =>
      get<Page<Candidate>>(at("connections", id, "candidates"), { ...query }),
    addProfiles: (id: string, add: AddProfiles) => post<Connection>(at("connections", id, "profiles"), add),
    confirmConnection: (id: string, confirm: ConfirmRenewal) =>
      post<Connection>(at("connections", id, "confirm"), confirm),
    cancelConnection: (id: string) => post<Connection>(at("connections", id, "cancel")),
    restartConnection: (id: string, restart: Restart = {}) => post<Started>(at("connections", id, "restart"), restart),

    startRenewal: (start: RenewalStart) => post<Started>(at("renewals"), start),
    renewalLink: (token: string) => get<RenewalLink>(at("renewal-links", token)),
    startRenewalLink: (token: string) => post<Started>(at("renewal-links", token, "start")),

    grants: (paging: Paging = {}) => get<Page<Grant>>(at("grants"), { ...paging }),
    incidents: (query: Paging & { open?: boolean } = {}) => get<Page<Incident>>(at("incidents"), { ...query }),
    incident: (id: string) => get<Incident>(at("incidents", id)),
    events: (query: Paging & { profile?: string } = {}) => get<Page<TimelineEvent>>(at("events"), { ...query }),
    brands: () => get<{ items: Brand[] }>(at("brands")),

    apiKeys: () => get<{ items: ApiKey[] }>(at("api-keys")),
    createApiKey: (key: { name: string }) => post<NewApiKey>(at("api-keys"), key),
    deleteApiKey: (id: string) => remove(at("api-keys", id)),

    /** Live changes until the connection ends or `signal` aborts; begin again and read anew when it ends. */
    stream: async function* (signal?: AbortSignal): AsyncGenerator<StreamEvent> {
      const answer = await open(at("stream"), { headers: { accept: "text/event-stream" }, ...(signal && { signal }) });
      yield* readServerSentEvents(answer);
    },

    /** Only where `Session.demo` is true. */
    demoState: () => get<DemoState>("/demo/state"),
    demoAction: (id: string) => post<DemoState>(`/demo/actions/${encodeURIComponent(id)}`),
  };
}

type Query = Record<string, string | number | boolean | readonly string[] | undefined>;

function transport(options: ClientOptions) {
  const base = options.baseUrl.replace(/\/+$/, "");
  const send = options.fetch ?? globalThis.fetch.bind(globalThis);

  async function open(path: string, init: RequestInit): Promise<Response> {
    const headers = new Headers({ accept: "application/json", ...(init.headers as Record<string, string>) });
    if (options.apiKey !== undefined) headers.set("authorization", `Bearer ${options.apiKey}`);
    const answer = await send(base + path, { ...init, headers });
    if (!answer.ok) throw new ApiProblem(await problemOf(answer));
    return answer;
  }

  /** The body is JSON even when empty: the server takes only that content type, which no foreign page's form can send. */
  async function sendJson<T>(method: "POST" | "PUT", path: string, body: object): Promise<T> {
    const headers = { "content-type": "application/json" };
    return (await open(path, { method, headers, body: JSON.stringify(body) })).json() as Promise<T>;
  }

  return {
    open,
    get: async <T>(path: string, query: Query = {}): Promise<T> =>
      (await open(path + search(query), {})).json() as Promise<T>,
    post: <T>(path: string, body: object = {}): Promise<T> => sendJson<T>("POST", path, body),
    put: <T>(path: string, body: object): Promise<T> => sendJson<T>("PUT", path, body),
    remove: async (path: string): Promise<void> => {
      await open(path, { method: "DELETE" });
    },
  };
}

function search(query: Query): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value === undefined || value === "") continue;
    const words = Array.isArray(value) ? value.join(",") : String(value);
    if (words !== "") params.set(name, words);
  }
  return params.size === 0 ? "" : `?${params}`;
}

/** A proxy in between may answer in HTML: the reason is kept as far as it goes. */
async function problemOf(answer: Response): Promise<Problem> {
  const text = await answer.text();
  const parsed = parseObject(text);
  if (typeof parsed?.["code"] === "string" && typeof parsed["title"] === "string")
    return { type: "about:blank", status: answer.status, detail: "", ...parsed } as Problem;
  const title = answer.statusText || `HTTP ${answer.status}`;
  return { type: "about:blank", title, status: answer.status, code: "no_problem_json", detail: "" };
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch (failure) {
    if (failure instanceof SyntaxError) return undefined;
    throw failure;
  }
}

import type { Problem } from "../contract.ts";

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
  /** `nextCursor` of the page before; left out: the first page. */
  cursor?: string;
  /** Items on a page, 1 to 200; left out: 50. */
  limit?: number;
}

/** Thrown for every answer that is not 2xx. `problem` is the problem+json (RFC 9457) as the server sent it. */
export class ApiProblem extends Error {
  override readonly name = "ApiProblem";
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.detail || problem.title);
    this.problem = problem;
  }

  /** The stable name of the kind of problem. */
  get code(): string {
    return this.problem.code;
  }

  /** The HTTP status of the answer. */
  get status(): number {
    return this.problem.status;
  }
}

/** What a query may hold; undefined and empty members are left out, several words are separated by commas. */
export type Query = Record<string, string | number | boolean | readonly string[] | undefined>;

/** How the functions of the client reach the server. All of them throw `ApiProblem`, or what `fetch` throws when no answer came. */
export interface Transport {
  open(path: string, init: RequestInit): Promise<Response>;
  get<T>(path: string, query?: Query): Promise<T>;
  /** The body is JSON even when empty: the server takes only that content type, which no foreign page's form can send. */
  post<T>(path: string, body?: object): Promise<T>;
  put<T>(path: string, body: object): Promise<T>;
  remove(path: string): Promise<void>;
}

/** A path of the API: `at("profiles", id)` is `/v1/profiles/…`, with the id escaped. */
export const at = (...segments: string[]): string => `/v1/${segments.map(encodeURIComponent).join("/")}`;

/** Opens the way to one server. */
export function openTransport(options: ClientOptions): Transport {
  const base = options.baseUrl.replace(/\/+$/, "");
  const send = options.fetch ?? globalThis.fetch.bind(globalThis);

  async function open(path: string, init: RequestInit): Promise<Response> {
    const headers = new Headers({ accept: "application/json", ...(init.headers as Record<string, string>) });
    if (options.apiKey !== undefined) headers.set("authorization", `Bearer ${options.apiKey}`);
    const answer = await send(base + path, { ...init, headers });
    if (!answer.ok) throw new ApiProblem(await problemOf(answer));
    return answer;
  }

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

/** The query with its question mark; empty where there is nothing to ask for. */
export function search(query: Query): string {
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

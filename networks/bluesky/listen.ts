import type { Act } from "#core/diagnosis.ts";
import type { Asking } from "../kit/asking.ts";
import { NetworkFailure, type Asked, type Call, type Seen } from "../network.ts";
import { isLibraryError } from "./api.ts";
import { asRead } from "./wire.ts";

/** The code under which the library's own objections (an answer it would not accept) go into diagnosis and evidence. */
export const objectionCode = "client_objection";

/**
 * The door as the library gets it. Every answer is kept as it came, because the library reports refusals in words of
 * its own, or hides them: its session hands back a 401 after having dealt with it, and a revocation never fails.
 */
export interface Listener {
  readonly fetch: (input: string | URL | Request, init?: RequestInit) => Promise<Response>;
  /** All answers so far, in order. */
  readonly heard: readonly Heard[];
  /** A POST went out and was not plainly refused: what it carried, such as a refresh token, may be spent. */
  maySpend(): boolean;
}

export interface Heard extends Seen {
  readonly asked: Asked;
}

/**
 * @param state goes into the pushed authorisation request in place of the library's own: it makes one and takes none
 *   (`OAuthClient.authorize` of @atproto/oauth-client 0.7), while ours is what the callback is recognised by
 */
export function listen(call: Call, act: Act, state?: string): Listener {
  const heard: Heard[] = [];
  let posted = false;
  async function hear(input: string | URL | Request, init?: RequestInit): Promise<Response> {
    const sent = new Request(input, init);
    const request = state && sent.method === "POST" ? await withState(sent, state) : sent;
    if (request.method === "POST") posted = true;
    const response = await call.fetch(act, request);
    const { host, pathname } = new URL(request.url);
    const asked = { method: request.method, address: `${host}${pathname}` };
    const { status } = response;
    if (request.method === "POST" && status >= 400 && status < 500) posted = false;
    const headers = Object.fromEntries(response.headers);
    heard.push({
      act,
      asked,
      status,
      headers,
      body: await readBody({ call, act }, asked, response.clone()),
      at: call.now(),
    });
    return response;
  }
  return { fetch: hear, heard, maySpend: () => posted };
}

async function withState(request: Request, state: string): Promise<Request> {
  const form = new URLSearchParams(await request.text());
  form.set("state", state);
  return new Request(request, { method: "POST", body: form.toString() });
}

/** An answer that breaks off while it is read is no answer: for a refresh token that means an unknown outcome. */
async function readBody({ call, act }: Asking, asked: Asked, response: Response): Promise<unknown> {
  try {
    return asRead(await response.text());
  } catch (error) {
    const trouble = error instanceof Error && error.name === "TimeoutError" ? "timeout" : "connection";
    return call.fail(act, { status: 0, headers: {}, body: null, trouble, at: call.now() }, asked);
  }
}

/** The last answer of no use. Requests for a nonce do not count: the library grants them by itself. */
export function lastRefusal({ heard }: Listener): Heard | undefined {
  return heard.findLast((one) => (one.status >= 400 || typeof one.body === "string") && !asksForNonce(one));
}

function asksForNonce({ headers, body }: Heard): boolean {
  const asked = headers["www-authenticate"]?.includes('error="use_dpop_nonce"');
  return asked || (typeof body === "object" && body !== null && "error" in body && body.error === "use_dpop_nonce");
}

/** Throws what an error of the library stands for: the door's own failure, the refusal it heard, or its objection. */
export function judge({ call, act }: Asking, listener: Listener, thrown: unknown): never {
  const chain = causes(thrown);
  // The door knows one request; here it is known whether it was the one that spends something.
  const outcomeUnknown = listener.maySpend();
  const failure = chain.find((one) => one instanceof NetworkFailure);
  if (failure) throw new NetworkFailure(failure.diagnosis, failure.evidence, outcomeUnknown);
  const refusal = lastRefusal(listener);
  if (refusal && chain.some(standsForAnswer)) call.fail(act, refusal, { ...refusal.asked, outcomeUnknown });
  const message = chain.map((one) => one.message).join(": ");
  const objection = { status: 200, headers: {}, body: { error: objectionCode, message }, at: call.now() };
  return call.fail(act, objection, { method: "", address: "", outcomeUnknown });
}

function standsForAnswer(error: Error): boolean {
  return isLibraryError("OAuthResponseError", error) || isLibraryError("FetchResponseError", error);
}

/** An error and what lies under it, outermost first. */
export function causes(thrown: unknown): Error[] {
  return thrown instanceof Error ? [thrown, ...causes(thrown.cause)] : [];
}

import { html, json, withHeaders, type Answer, type Call, type Play } from "#simulator/play.ts";
import { edgePage, troubleIn, type Trouble } from "#simulator/trouble.ts";
import { errorPage } from "./look.ts";
import { isSite } from "./site.ts";

/** How a server words its own troubles; what stands before it (a proxy) answers in HTML. */
export const trouble = troubleIn({
  forPeople: (call) =>
    isSite(call) ? errorPage(call, "The server encountered an unexpected error. Please try again.", 503) : undefined,
  outage: ({ call }) => say(call, 503, "InternalServerError", "Internal Server Error"),
  error: ({ call }) => say(call, 500, "InternalServerError", "Internal Server Error"),
  html: ({ host }) => edgePage({ title: host, content: html`<h1>502 Bad Gateway</h1>`, status: 502 }),
  garbage: '{"did":"did:pl',
  rateLimited,
});

/** In the spelling of whoever speaks: the authorisation server's, or XRPC's. */
function say({ path }: Call, status: number, error: string, message: string): Answer {
  return path.startsWith("/oauth/")
    ? json({ error: "server_error", error_description: "Server error" }, status)
    : json({ error, message }, status);
}

const callsInWindow = 3000;
const windowSeconds = 300;

/** `RateLimit-Reset` is in Unix seconds (fact sheet §8). */
export function counted(play: Play, answer: Answer, remaining = callsInWindow - 1, resetAt?: number): Answer {
  const window = windowSeconds * 1000;
  const reset = resetAt ?? (Math.floor(play.now() / window) + 1) * window;
  return withHeaders(answer, {
    "ratelimit-limit": String(callsInWindow),
    "ratelimit-remaining": String(remaining),
    "ratelimit-reset": String(Math.ceil(reset / 1000)),
    "ratelimit-policy": `${callsInWindow};w=${windowSeconds}`,
  });
}

function rateLimited({ play, call, fault }: Trouble): Answer {
  const answer = say(call, 429, "RateLimitExceeded", "Rate Limit Exceeded");
  return counted(play, answer, 0, play.now() + (fault.waitMinutes ?? 5) * 60_000);
}

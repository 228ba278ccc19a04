import { html, json, page, withHeaders, type Answer, type Call, type Fault, type Play } from "#simulator/play.ts";
import { errorPage } from "./look.ts";
import { isSite } from "./site.ts";

/** How a server words its own troubles; what stands before it (a proxy) answers in HTML. */
export function trouble(play: Play, call: Call, fault: Fault): Answer {
  if (isSite(call)) return errorPage(call, "The server encountered an unexpected error. Please try again.", 503);
  switch (fault.kind) {
    case "outage":
      return say(call, 503, "InternalServerError", "Internal Server Error");
    case "html":
      return page(
        html`<html lang="en">
          <head>
            <title>${call.host}</title>
          </head>
          <body>
            <h1>502 Bad Gateway</h1>
          </body>
        </html>`,
        502,
      );
    case "garbage":
      return {
        status: 200,
        headers: { "content-type": "application/json; charset=utf-8" },
        body: Uint8Array.from([...Buffer.from('{"did":"did:pl'), 0xff, 0x00, 0xfe]),
      };
    case "rate_limited":
      return limited(play, call, fault.waitMinutes ?? 5);
    default:
      return say(call, 500, "InternalServerError", "Internal Server Error");
  }
}

/** In the spelling of whoever speaks: the authorisation server's, or XRPC's. */
const say = ({ path }: Call, status: number, error: string, message: string): Answer =>
  path.startsWith("/oauth/")
    ? json({ error: "server_error", error_description: "Server error" }, status)
    : json({ error, message }, status);

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

const limited = (play: Play, call: Call, minutes: number): Answer =>
  counted(play, say(call, 429, "RateLimitExceeded", "Rate Limit Exceeded"), 0, play.now() + minutes * 60_000);

import { html, page, type Answer, type Call, type Fault, type Play } from "#simulator/play.ts";
import { errors, OAuthRefusal, oauthRefused, refused } from "./answers.ts";
import { errorPage } from "./look.ts";

/** How TikTok words its own troubles, and ours with calling too often. No `Retry-After` (fact sheet §8). */
export function trouble(play: Play, call: Call, fault: Fault): Answer {
  if (call.host === "www.tiktok.com") return errorPage("Server is busy", "Please try again later.", 503);
  switch (fault.kind) {
    case "html":
      return page(
        html`<html>
          <head>
            <title>Access Denied</title>
          </head>
          <body>
            <h1>Access Denied</h1>
            <p>You don't have permission to access this server.</p>
          </body>
        </html>`,
      );
    case "garbage":
      return {
        status: 200,
        headers: { "content-type": "application/json; charset=utf-8" },
        body: Uint8Array.from([...Buffer.from('{"data":{"user":{"open_'), 0xff, 0x00, 0xfe]),
      };
    case "rate_limited":
      return refused(play, errors.tooFast);
    default:
      return broken(play, call, fault.kind === "outage" ? 503 : 500);
  }
}

function broken(play: Play, call: Call, status: 500 | 503): Answer {
  if (call.path.startsWith("/v2/oauth/"))
    return oauthRefused(play, new OAuthRefusal("server_error", "Internal server error.", status));
  return refused(play, status === 503 ? errors.down : errors.internal);
}

import { html, page, withHeaders, type Answer, type Call, type Fault, type Play } from "#simulator/play.ts";
import { tokenOf } from "./bearer.ts";
import { errors, graphError } from "./errors.ts";
import { usageHeader } from "./graph.ts";
import { errorPage } from "./look.ts";

/** How Facebook words its own troubles, and ours with calling too often. */
export function trouble(play: Play, call: Call, fault: Fault): Answer {
  if (call.host === "www.facebook.com")
    return errorPage("Sorry, something went wrong", "We're working on getting this fixed.", 503);
  switch (fault.kind) {
    case "outage":
      return graphError(play, errors.down);
    case "html":
      return page(
        html`<html>
          <head>
            <title>Facebook | Error</title>
          </head>
          <body>
            <h1>Sorry, something went wrong.</h1>
            <p>We're working on it and we'll get it fixed as soon as we can.</p>
          </body>
        </html>`,
      );
    case "garbage":
      return {
        status: 200,
        headers: { "content-type": "application/json; charset=UTF-8" },
        body: Uint8Array.from([...Buffer.from('{"data":[{"id":"1'), 0xff, 0x00, 0xfe]),
      };
    case "rate_limited":
      return tooManyCalls(play, call, fault.waitMinutes ?? 5);
    default:
      return graphError(play, errors.unknown);
  }
}

// Page tokens have a quota per Page, all others share the app's; fact sheet §8. Which HTTP status is unconfirmed.
function tooManyCalls(play: Play, call: Call, minutes: number): Answer {
  const token = play.state.tokens[tokenOf(call) ?? ""];
  if (!token?.page) return withHeaders(graphError(play, errors.appLimit), { "x-app-usage": usageHeader(100) });
  const use = {
    type: "pages",
    call_count: 100,
    total_cputime: 23,
    total_time: 23,
    estimated_time_to_regain_access: minutes,
  };
  return withHeaders(graphError(play, errors.pageLimit), {
    "x-business-use-case-usage": JSON.stringify({ [token.page]: [use] }),
  });
}

import { html, page, withHeaders, type Answer, type Call, type Fault, type Play } from "#simulator/play.ts";
import { errors, threadsError } from "./errors.ts";
import { usageHeader } from "./graph.ts";
import { noticePage } from "./look.ts";
import { appScopedId } from "./profiles.ts";
import { tokenOf } from "./session.ts";

/** How Threads words its own troubles, and ours with calling too often. */
export function trouble(play: Play, call: Call, fault: Fault): Answer {
  if (!call.host.startsWith("graph.")) return noticePage("Something went wrong", "Try again in a little while.", 503);
  switch (fault.kind) {
    case "outage":
      return threadsError(play, errors.down);
    case "html":
      return page(
        html`<html>
          <head>
            <title>Threads</title>
          </head>
          <body>
            <p>Sorry, something went wrong. We're working on getting this fixed as soon as we can.</p>
          </body>
        </html>`,
      );
    case "garbage":
      return {
        status: 200,
        headers: { "content-type": "application/json; charset=UTF-8" },
        body: Uint8Array.from([...Buffer.from('{"id":"1784'), 0xff, 0x00, 0xfe]),
      };
    case "rate_limited":
      return tooManyCalls(play, call, fault.waitMinutes ?? 5);
    default:
      return threadsError(play, errors.unknown);
  }
}

// Code and headers of this refusal are unconfirmed for Threads (§8): as Facebook sends them.
function tooManyCalls(play: Play, call: Call, minutes: number): Answer {
  const token = play.state.tokens[tokenOf(call) ?? ""];
  const profile = play.state.pages[token?.page ?? ""];
  const answer = withHeaders(threadsError(play, errors.limit), { "x-app-usage": usageHeader(100) });
  if (!token || !profile) return answer;
  const use = {
    type: "threads",
    call_count: 100,
    total_cputime: 23,
    total_time: 23,
    estimated_time_to_regain_access: minutes,
  };
  const header = JSON.stringify({ [appScopedId({ id: token.app }, profile)]: [use] });
  return withHeaders(answer, { "x-business-use-case-usage": header });
}

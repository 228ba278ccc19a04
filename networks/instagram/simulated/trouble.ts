import { html, page, withHeaders, type Answer, type Call, type Fault, type Play } from "#simulator/play.ts";
import { accountId } from "./accounts.ts";
import { tokenOf } from "./bearer.ts";
import { errors, graphError } from "./errors.ts";
import { usageHeader } from "./graph.ts";
import { errorPage } from "./look.ts";

/** How Instagram words its own troubles, and ours with calling too often. */
export function trouble(play: Play, call: Call, fault: Fault): Answer {
  if (call.host === "www.instagram.com")
    return errorPage("Something went wrong", "There's an issue and the page could not be loaded.", 503);
  switch (fault.kind) {
    case "outage":
      return graphError(play, errors.down);
    case "html":
      return page(
        html`<html>
          <head>
            <title>Page couldn't load • Instagram</title>
          </head>
          <body>
            <p>Something went wrong. There's an issue and the page could not be loaded.</p>
          </body>
        </html>`,
      );
    case "garbage":
      return {
        status: 200,
        headers: { "content-type": "application/json; charset=UTF-8" },
        body: Uint8Array.from([...Buffer.from('{"user_id":"1784'), 0xff, 0x00, 0xfe]),
      };
    case "rate_limited":
      return tooManyCalls(play, call, fault.waitMinutes ?? 5);
    default:
      return graphError(play, errors.unknown);
  }
}

// Which code this way throttles with is unconfirmed (§8); the header names the account and minutes.
function tooManyCalls(play: Play, call: Call, minutes: number): Answer {
  const account = play.state.pages[play.state.tokens[tokenOf(call) ?? ""]?.page ?? ""];
  const answer = withHeaders(graphError(play, errors.limit), { "x-app-usage": usageHeader(100) });
  if (!account) return answer;
  const use = {
    type: "instagram",
    call_count: 100,
    total_cputime: 23,
    total_time: 23,
    estimated_time_to_regain_access: minutes,
  };
  return withHeaders(answer, { "x-business-use-case-usage": JSON.stringify({ [accountId(account)]: [use] }) });
}

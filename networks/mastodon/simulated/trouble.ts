import { json, page, html, withHeaders, type Answer, type Call, type Fault, type Play } from "#simulator/play.ts";
import { counted } from "./answers.ts";
import { isApi } from "./api.ts";
import { errorPage } from "./look.ts";

/** How a server words its own troubles; what stands before it (a proxy) answers in HTML. */
export function trouble(play: Play, call: Call, fault: Fault): Answer {
  if (!isApi(call)) return errorPage(call, "This page is not correct", "Something went wrong on our end.", 503);
  switch (fault.kind) {
    case "outage":
      return json({ error: "There was a temporary problem serving your request, please try again" }, 503);
    case "html":
      return page(
        html`<html lang="en">
          <head>
            <title>${call.host}</title>
          </head>
          <body>
            <h1>This domain is parked.</h1>
          </body>
        </html>`,
      );
    case "garbage":
      return {
        status: 200,
        headers: { "content-type": "application/json; charset=utf-8" },
        body: Uint8Array.from([...Buffer.from('{"id":"10930'), 0xff, 0x00, 0xfe]),
      };
    case "rate_limited":
      return limited(play, fault.waitMinutes);
    default:
      return errorPage(call, "We're sorry", "Something went wrong on our end.", 500);
  }
}

function limited(play: Play, waitMinutes: number | null): Answer {
  const answer = counted(play, json({ error: "Too many requests" }, 429), 0);
  if (waitMinutes === null) return answer;
  const reset = new Date(play.now() + waitMinutes * 60_000).toISOString().replace("Z", "000Z");
  return withHeaders(answer, { "x-ratelimit-reset": reset });
}

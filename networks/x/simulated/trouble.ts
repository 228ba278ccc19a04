import { html, page, withHeaders, type Answer, type Call, type Fault, type Play } from "#simulator/play.ts";
import { errors } from "./errors.ts";
import { errorPage } from "./look.ts";

/** How X words its own troubles, and ours with calling too often. */
export function trouble(play: Play, call: Call, fault: Fault): Answer {
  if (call.host === "x.com") return errorPage("Something went wrong, but don't fret. Let's give it another shot.", 503);
  switch (fault.kind) {
    case "outage":
      return errors.down;
    case "html":
      // The edge answers for the API, with the status of a server in trouble (fact sheet §5).
      return page(
        html`<html>
          <head>
            <title>X / Over capacity</title>
          </head>
          <body>
            <h1>Service Unavailable</h1>
          </body>
        </html>`,
        503,
      );
    case "garbage":
      return {
        status: 200,
        headers: { "content-type": "application/json" },
        body: Uint8Array.from([...Buffer.from('{"data":{"id":"11903'), 0xff, 0x00, 0xfe]),
      };
    case "rate_limited":
      return withHeaders(errors.tooMany, {
        "x-rate-limit-limit": "75",
        "x-rate-limit-remaining": "0",
        "x-rate-limit-reset": String(Math.floor(play.now() / 1000) + (fault.waitMinutes ?? 15) * 60),
      });
    default:
      return errors.broken;
  }
}

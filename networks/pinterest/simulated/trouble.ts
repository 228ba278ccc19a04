import { html, page, withHeaders, type Answer, type Call, type Fault, type Play } from "#simulator/play.ts";
import { errors, refuse } from "./errors.ts";
import { errorPage } from "./look.ts";

/** How Pinterest words its own troubles, and ours with calling too often. */
export function trouble(_play: Play, call: Call, fault: Fault): Answer {
  if (call.host === "www.pinterest.com") return errorPage("Oops!", "Something went wrong on our end.", 503);
  switch (fault.kind) {
    case "outage":
      return refuse(errors.down);
    case "html":
      return page(
        html`<html>
          <head>
            <title>Pinterest</title>
          </head>
          <body>
            <h1>Something went wrong on our end</h1>
          </body>
        </html>`,
      );
    case "garbage":
      return {
        status: 200,
        headers: { "content-type": "application/json" },
        body: Uint8Array.from([...Buffer.from('{"items":[{"id":"5497'), 0xff, 0x00, 0xfe]),
      };
    case "rate_limited":
      return withHeaders(refuse(errors.rateLimited), {
        "x-ratelimit-limit": "100, 100;w=1, 1000;w=60",
        "x-ratelimit-remaining": "0",
        "x-ratelimit-reset": String((fault.waitMinutes ?? 1) * 60),
      });
    default:
      return refuse(errors.unexpected);
  }
}

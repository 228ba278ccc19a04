import { html, page, type Answer, type Call, type Fault, type Play } from "#simulator/play.ts";
import { refuse } from "./errors.ts";
import { siteHost } from "./hosts.ts";
import { errorPage } from "./look.ts";

/** How XING words its own troubles; `html` is what an interface looks like once it is switched off. */
export function trouble(_play: Play, call: Call, fault: Fault): Answer {
  if (call.host === siteHost || call.path === "/v1/authorize")
    return errorPage("XING is taking a short break", "We are working on it. Please try again in a few minutes.", 503);
  switch (fault.kind) {
    case "outage":
      return plain(503, "Service Unavailable");
    case "html":
      return page(
        html`<html lang="en">
          <head>
            <title>Page not found | XING</title>
          </head>
          <body>
            <h1>This page does not exist (any more).</h1>
          </body>
        </html>`,
        404,
      );
    case "garbage":
      return {
        status: 200,
        headers: { "content-type": "application/json; charset=utf-8" },
        body: Uint8Array.from([...Buffer.from('{"users":[{"id":"1'), 0xff, 0x00, 0xfe]),
      };
    case "rate_limited":
      return refuse.rateLimit().answer;
    default:
      return plain(500, "Internal Server Error");
  }
}

const plain = (status: number, body: string): Answer => ({
  status,
  headers: { "content-type": "text/plain; charset=utf-8" },
  body,
});

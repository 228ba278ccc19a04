import { html, page, type Answer, type Call, type Fault, type Play } from "#simulator/play.ts";
import { apiError, errors, traced } from "./errors.ts";
import { errorPage } from "./look.ts";

/** How LinkedIn words its own troubles, and ours with calling too often: without a rate header and without Retry-After (fact sheet §8). */
export function trouble(play: Play, call: Call, fault: Fault): Answer {
  const forPeople = call.host === "www.linkedin.com" && call.method === "GET";
  if (forPeople) return errorPage("Bummer, something went wrong.", "We're working on it. Please try again later.", 503);
  switch (fault.kind) {
    case "outage":
      return traced(play, apiError(errors.unavailable));
    case "html":
      return page(
        html`<html lang="en">
          <head>
            <title>LinkedIn</title>
          </head>
          <body>
            <h1>Sorry, we're having trouble</h1>
          </body>
        </html>`,
      );
    case "garbage":
      return {
        status: 200,
        headers: { "content-type": "application/json; charset=UTF-8" },
        body: Uint8Array.from([...Buffer.from('{"elements":[{"role":"ADM'), 0xff, 0x00, 0xfe]),
      };
    case "rate_limited":
      return traced(play, apiError(errors.tooMany));
    default:
      return traced(play, apiError(errors.internal));
  }
}

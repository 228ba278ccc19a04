import { html, json, page, type Answer, type Call, type Fault, type Play } from "#simulator/play.ts";
import { apiErrors, apiRefused } from "./errors.ts";
import { errorPage } from "./look.ts";

const hourMinutes = 60;

/** How Google words its own troubles, and ours with calling too often. A long wait is the project's day that is used up. */
export function trouble(_play: Play, call: Call, fault: Fault): Answer {
  if (call.host === "accounts.google.com" || call.host === "myaccount.google.com")
    return errorPage("Something went wrong", "Sorry, something went wrong there. Try again.", "503");
  const isApi = call.path.startsWith("/youtube/");
  switch (fault.kind) {
    case "outage":
      return isApi
        ? apiRefused(apiErrors.backend())
        : json({ error: "internal_failure", error_description: "Backend Error" }, 503);
    case "html":
      return page(
        html`<html lang="en">
          <head>
            <title>Error 502 (Server Error)!!1</title>
          </head>
          <body>
            <p>
              <b>502.</b> That’s an error. The server encountered a temporary error. Please try again in 30 seconds.
            </p>
          </body>
        </html>`,
        502,
      );
    case "garbage":
      return {
        status: 200,
        headers: { "content-type": "application/json; charset=UTF-8" },
        body: Uint8Array.from([...Buffer.from('{"kind":"youtube#chan'), 0xff, 0x00, 0xfe]),
      };
    case "rate_limited":
      return tooMuch(isApi, (fault.waitMinutes ?? 1) > hourMinutes);
    default:
      return isApi ? apiRefused(apiErrors.internal()) : json({ error: "internal_failure" }, 500);
  }
}

function tooMuch(isApi: boolean, isForTheDay: boolean): Answer {
  if (!isApi) return json({ error: "rate_limit_exceeded", error_description: "Rate limit exceeded" }, 429);
  return apiRefused(isForTheDay ? apiErrors.quota() : apiErrors.tooFast());
}

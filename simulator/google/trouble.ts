import { html, json, type Answer, type Fault } from "../play.ts";
import { brokenOff, edgePage } from "../trouble.ts";
import { errorPage } from "./look.ts";

export const brokenPage = (): Answer =>
  errorPage("Something went wrong", "Sorry, something went wrong there. Try again.", "503");

/** An edge server answers instead of an API. */
export const badGateway = (): Answer =>
  edgePage({
    title: "Error 502 (Server Error)!!1",
    content: html`<p>
      <b>502.</b> That’s an error. The server encountered a temporary error. Please try again in 30 seconds.
    </p>`,
    status: 502,
  });

export const garbage = (): Answer => brokenOff('{"kind":"google#an');

export const internal = (): Answer => json({ error: "internal_failure" }, 500);

/** oauth2.googleapis.com in trouble. */
export function troubleAtTokens(fault: Fault): Answer {
  if (fault.kind === "outage") return json({ error: "internal_failure", error_description: "Backend Error" }, 503);
  if (fault.kind === "html") return badGateway();
  if (fault.kind === "rate_limited")
    return json({ error: "rate_limit_exceeded", error_description: "Rate limit exceeded" }, 429);
  return internal();
}

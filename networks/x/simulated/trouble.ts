import { html, withHeaders, type Answer } from "#simulator/play.ts";
import { troubleIn, type Trouble } from "#simulator/trouble.ts";
import { errors } from "./errors.ts";
import { errorPage } from "./look.ts";

/** How X words its own troubles, and ours with calling too often. */
export const trouble = troubleIn({
  forPeople: ({ host }) =>
    host === "x.com" ? errorPage("Something went wrong, but don't fret. Let's give it another shot.", 503) : undefined,
  outage: () => errors.down,
  error: () => errors.broken,
  // The edge answers for the API, with the status of a server in trouble (fact sheet §5).
  html: { title: "X / Over capacity", content: html`<h1>Service Unavailable</h1>`, status: 503 },
  garbage: '{"data":{"id":"11903',
  rateLimited,
});

function rateLimited({ play, fault }: Trouble): Answer {
  return withHeaders(errors.tooMany, {
    "x-rate-limit-limit": "75",
    "x-rate-limit-remaining": "0",
    "x-rate-limit-reset": String(Math.floor(play.now() / 1000) + (fault.waitMinutes ?? 15) * 60),
  });
}

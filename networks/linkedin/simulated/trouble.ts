import { html } from "#simulator/play.ts";
import { troubleIn } from "#simulator/trouble.ts";
import { apiError, errors, traced } from "./errors.ts";
import { errorPage } from "./look.ts";

/** How LinkedIn words its own troubles, and ours with calling too often: without a rate header and without Retry-After (fact sheet §8). */
export const trouble = troubleIn({
  forPeople: ({ host, method }) =>
    host === "www.linkedin.com" && method === "GET"
      ? errorPage("Bummer, something went wrong.", "We're working on it. Please try again later.", 503)
      : undefined,
  outage: ({ play }) => traced(play, apiError(errors.unavailable)),
  error: ({ play }) => traced(play, apiError(errors.internal)),
  html: { title: "LinkedIn", content: html`<h1>Sorry, we're having trouble</h1>` },
  garbage: '{"elements":[{"role":"ADM',
  rateLimited: ({ play }) => traced(play, apiError(errors.tooMany)),
});

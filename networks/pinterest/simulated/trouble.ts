import { html, withHeaders, type Answer } from "#simulator/play.ts";
import { troubleIn, type Trouble } from "#simulator/trouble.ts";
import { errors, refuse } from "./errors.ts";
import { errorPage } from "./look.ts";

/** How Pinterest words its own troubles, and ours with calling too often. */
export const trouble = troubleIn({
  forPeople: ({ host }) =>
    host === "www.pinterest.com" ? errorPage("Oops!", "Something went wrong on our end.", 503) : undefined,
  outage: () => refuse(errors.down),
  error: () => refuse(errors.unexpected),
  html: { title: "Pinterest", content: html`<h1>Something went wrong on our end</h1>` },
  garbage: '{"items":[{"id":"5497',
  rateLimited,
});

function rateLimited({ fault }: Trouble): Answer {
  return withHeaders(refuse(errors.rateLimited), {
    "x-ratelimit-limit": "100, 100;w=1, 1000;w=60",
    "x-ratelimit-remaining": "0",
    "x-ratelimit-reset": String((fault.waitMinutes ?? 1) * 60),
  });
}

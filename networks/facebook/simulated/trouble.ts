import { appUsage, usedUp } from "#simulator/meta/usage.ts";
import { tokenOf } from "#simulator/meta/request.ts";
import { html, withHeaders, type Answer } from "#simulator/play.ts";
import { troubleIn, type Trouble } from "#simulator/trouble.ts";
import { errors, graphError } from "./errors.ts";
import { errorPage } from "./look.ts";

/** How Facebook words its own troubles, and ours with calling too often. */
export const trouble = troubleIn({
  forPeople: ({ host }) =>
    host === "www.facebook.com"
      ? errorPage("Sorry, something went wrong", "We're working on getting this fixed.", 503)
      : undefined,
  outage: ({ play }) => graphError(play, errors.down),
  error: ({ play }) => graphError(play, errors.unknown),
  html: {
    title: "Facebook | Error",
    content: html`<h1>Sorry, something went wrong.</h1>
      <p>We're working on it and we'll get it fixed as soon as we can.</p>`,
  },
  garbage: '{"data":[{"id":"1',
  rateLimited,
});

// Page tokens have a quota per Page, all others share the app's; fact sheet §8. Which HTTP status is unconfirmed.
function rateLimited({ play, call, fault }: Trouble): Answer {
  const token = play.state.tokens[tokenOf(call) ?? ""];
  if (!token?.page) return withHeaders(graphError(play, errors.appLimit), appUsage(100));
  return usedUp(graphError(play, errors.pageLimit), { id: token.page, type: "pages", minutes: fault.waitMinutes ?? 5 });
}

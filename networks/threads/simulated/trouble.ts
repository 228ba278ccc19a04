import { appUsage, usedUp } from "#simulator/meta/usage.ts";
import { tokenOf } from "#simulator/meta/request.ts";
import { html, withHeaders, type Answer } from "#simulator/play.ts";
import { troubleIn, type Trouble } from "#simulator/trouble.ts";
import { errors, threadsError } from "./errors.ts";
import { noticePage } from "./look.ts";
import { appScopedId } from "./profiles.ts";

/** How Threads words its own troubles, and ours with calling too often. */
export const trouble = troubleIn({
  forPeople: ({ host }) =>
    host.startsWith("graph.") ? undefined : noticePage("Something went wrong", "Try again in a little while.", 503),
  outage: ({ play }) => threadsError(play, errors.down),
  error: ({ play }) => threadsError(play, errors.unknown),
  html: {
    title: "Threads",
    content: html`<p>Sorry, something went wrong. We're working on getting this fixed as soon as we can.</p>`,
  },
  garbage: '{"id":"1784',
  rateLimited,
});

// Code and headers of this refusal are unconfirmed for Threads (§8): as Facebook sends them.
function rateLimited({ play, call, fault }: Trouble): Answer {
  const token = play.state.tokens[tokenOf(call) ?? ""];
  const profile = play.state.pages[token?.page ?? ""];
  const answer = withHeaders(threadsError(play, errors.limit), appUsage(100));
  if (!token || !profile) return answer;
  const id = appScopedId({ id: token.app }, profile);
  return usedUp(answer, { id, type: "threads", minutes: fault.waitMinutes ?? 5 });
}

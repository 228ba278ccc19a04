import { appUsage, usedUp } from "#simulator/meta/usage.ts";
import { tokenOf } from "#simulator/meta/request.ts";
import { html, withHeaders, type Answer } from "#simulator/play.ts";
import { troubleIn, type Trouble } from "#simulator/trouble.ts";
import { accountId } from "./accounts.ts";
import { errors, graphError } from "./errors.ts";
import { errorPage } from "./look.ts";

/** How Instagram words its own troubles, and ours with calling too often. */
export const trouble = troubleIn({
  forPeople: ({ host }) =>
    host === "www.instagram.com"
      ? errorPage("Something went wrong", "There's an issue and the page could not be loaded.", 503)
      : undefined,
  outage: ({ play }) => graphError(play, errors.down),
  error: ({ play }) => graphError(play, errors.unknown),
  html: {
    title: "Page couldn't load • Instagram",
    content: html`<p>Something went wrong. There's an issue and the page could not be loaded.</p>`,
  },
  garbage: '{"user_id":"1784',
  rateLimited,
});

// Which code this way throttles with is unconfirmed (§8); the header names the account and minutes.
function rateLimited({ play, call, fault }: Trouble): Answer {
  const account = play.state.pages[play.state.tokens[tokenOf(call) ?? ""]?.page ?? ""];
  const answer = withHeaders(graphError(play, errors.limit), appUsage(100));
  if (!account) return answer;
  return usedUp(answer, { id: accountId(account), type: "instagram", minutes: fault.waitMinutes ?? 5 });
}

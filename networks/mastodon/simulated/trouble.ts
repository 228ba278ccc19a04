import { html, json, withHeaders, type Answer } from "#simulator/play.ts";
import { edgePage, troubleIn, type Trouble } from "#simulator/trouble.ts";
import { counted } from "./answers.ts";
import { isApi } from "./api.ts";
import { errorPage } from "./look.ts";

/** How a server words its own troubles; what stands before it (a proxy) answers in HTML. */
export const trouble = troubleIn({
  forPeople: (call) =>
    isApi(call) ? undefined : errorPage(call, "This page is not correct", "Something went wrong on our end.", 503),
  outage: () => json({ error: "There was a temporary problem serving your request, please try again" }, 503),
  error: ({ call }) => errorPage(call, "We're sorry", "Something went wrong on our end.", 500),
  html: ({ host }) => edgePage({ title: host, content: html`<h1>This domain is parked.</h1>` }),
  garbage: '{"id":"10930',
  rateLimited,
});

function rateLimited({ play, fault: { waitMinutes } }: Trouble): Answer {
  const answer = counted(play, json({ error: "Too many requests" }, 429), 0);
  if (waitMinutes === null) return answer;
  const reset = new Date(play.now() + waitMinutes * 60_000).toISOString().replace("Z", "000Z");
  return withHeaders(answer, { "x-ratelimit-reset": reset });
}

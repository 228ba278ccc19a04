import { html, type Answer } from "#simulator/play.ts";
import { troubleIn } from "#simulator/trouble.ts";
import { refuse } from "./errors.ts";
import { siteHost } from "./hosts.ts";
import { errorPage } from "./look.ts";

/** How XING words its own troubles; `html` is what an interface looks like once it is switched off. */
export const trouble = troubleIn({
  forPeople: ({ host, path }) =>
    host === siteHost || path === "/v1/authorize"
      ? errorPage("XING is taking a short break", "We are working on it. Please try again in a few minutes.", 503)
      : undefined,
  outage: () => plain(503, "Service Unavailable"),
  error: () => plain(500, "Internal Server Error"),
  html: {
    title: "Page not found | XING",
    content: html`<h1>This page does not exist (any more).</h1>`,
    status: 404,
  },
  garbage: '{"users":[{"id":"1',
  rateLimited: () => refuse.rateLimit().answer,
});

function plain(status: number, body: string): Answer {
  return { status, headers: { "content-type": "text/plain; charset=utf-8" }, body };
}

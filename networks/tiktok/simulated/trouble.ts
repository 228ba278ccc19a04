import { html, type Answer } from "#simulator/play.ts";
import { troubleIn, type Trouble } from "#simulator/trouble.ts";
import { errors, OAuthRefusal, oauthRefused, refused } from "./answers.ts";
import { errorPage } from "./look.ts";

/** How TikTok words its own troubles, and ours with calling too often. No `Retry-After` (fact sheet §8). */
export const trouble = troubleIn({
  forPeople: ({ host }) =>
    host === "www.tiktok.com" ? errorPage("Server is busy", "Please try again later.", 503) : undefined,
  outage: (at) => broken(at, 503),
  error: (at) => broken(at, 500),
  html: {
    title: "Access Denied",
    content: html`<h1>Access Denied</h1>
      <p>You don't have permission to access this server.</p>`,
  },
  garbage: '{"data":{"user":{"open_',
  rateLimited: ({ play }) => refused(play, errors.tooFast),
});

function broken({ play, call }: Trouble, status: 500 | 503): Answer {
  if (call.path.startsWith("/v2/oauth/"))
    return oauthRefused(play, new OAuthRefusal("server_error", "Internal server error.", status));
  return refused(play, status === 503 ? errors.down : errors.internal);
}

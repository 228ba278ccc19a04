import { googlePolicy } from "../kit/google-policy.ts";
import { oauthGuide } from "../kit/google-sources.ts";
import type { Limit, Policy } from "../network.ts";
import { limitGuide, postClients, types } from "./sources.ts";

const minute = 60;
const day = 86_400;

/** What must be reckoned with at Business Profile. Nothing in the headers tells what is left. */
const limits: readonly Limit[] = [
  {
    what: "Calls of each interface",
    limit: "300 a minute for the whole project; 0 until Google has granted access to the project.",
    figure: { count: 300, of: "calls", perSeconds: minute, per: "app" },
    source: limitGuide,
  },
  {
    what: "Changes of a location's own details",
    limit: "10 a minute for each location, which nobody can raise, and 10,000 a day for the project.",
    figure: { count: 10, of: "changes", perSeconds: minute, per: "profile" },
    source: limitGuide,
  },
  {
    what: "New locations, and searches for one",
    limit: "300 a day each for the whole project.",
    figure: { count: 300, of: "new locations", perSeconds: day, per: "app" },
    source: limitGuide,
  },
  {
    what: "Logins of one Google account",
    limit: "100 that live for one app. One more ends the oldest without a word; a login serves all its locations.",
    figure: { count: 100, of: "logins", per: "person" },
    source: oauthGuide,
  },
  {
    what: "Text of a post",
    limit: "1,500 characters; pictures by a public address only.",
    figure: { count: 1500, of: "characters", per: "post" },
    source: postClients,
    unconfirmed: true,
  },
];

/** How Google Business Profile wants to be treated: refreshing, probing, lifetimes and limits. */
export const policy: Policy = {
  ...googlePolicy,
  limits,
  // A look is three calls for each location, one here and two there: of 300 a minute, a thousand locations use three.
  versions: [
    { name: "Account Management API v1", endsAt: null, source: types },
    { name: "Business Information API v1", endsAt: null, source: types },
  ],
};

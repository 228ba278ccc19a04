import type { About, Network, Policy } from "../network.ts";
import { apiHost, carriesError, siteHost } from "./api.ts";
import { capabilities } from "./capabilities.ts";
import { diagnose } from "./diagnose.ts";
import { limits } from "./limits.ts";
import { oauth } from "./oauth.ts";
import { monthlyReads, paidReads } from "./paid-reads.ts";
import { probe } from "./probe.ts";
import { profiles } from "./profiles.ts";
import { scopeNotes } from "./scope-notes.ts";
import { setup } from "./setup.ts";
import { clients, oauthGuide, openApi } from "./sources.ts";

const about: About = {
  id: "x",
  name: "X",
  profileNoun: { one: "account", many: "accounts" },
  hosts: [siteHost, apiHost],
  settings: [
    {
      key: "clientId",
      label: "Client ID",
      secret: false,
      required: true,
      help: "At console.x.com, in the app's keys and tokens, under OAuth 2.0. Not the API key.",
    },
    {
      key: "clientSecret",
      label: "Client secret",
      secret: true,
      required: true,
      help: "Beside the client ID, shown once. A regenerated one must be entered here within two hours.",
    },
    monthlyReads,
  ],
  refuses: [
    "Direct messages are not read or answered here: X shows apps only the older, unencrypted ones. Answer them at x.com.",
    "Replies to people who did not mention the account or quote its post are refused by X to all but its Enterprise customers. Answer those at x.com.",
    "An account that was only delegated to you does not come with your login. Sign in as the account itself.",
  ],
  accountSwitch: "none",
  guide: {
    needs: [
      "The user name and password of the X account that you want to connect. One consent is one account; connect several one after the other.",
      "Check at x.com that you are signed in as this account, because X takes whoever is.",
      "An account that is neither suspended nor locked.",
      "A minute without a pause: after you agree, X's permission is good for 30 seconds.",
    ],
    whoCanRenew: "Anyone who can sign in to the account; X knows no roles here.",
    whatExpires:
      "Nothing, as long as Latchkey runs: it keeps the login alive by itself. Removing the app under Connected apps at x.com ends it at once. X names no other end; a login that nobody uses is said to last about six months.",
    otherAccount:
      "X offers no other account by itself. Switch the account at x.com first, or open the link in a private window and sign in there.",
  },
};

const daySeconds = 86_400;

const policy: Policy = {
  refresh: {
    model: "rotating",
    handOutSeconds: 600,
    // X names no end, so `idleSeconds` alone decides: within a seventh day, far inside of the six months that are rumoured.
    keepaliveShare: 1,
    idleSeconds: 7 * daySeconds,
    minimumAgeSeconds: 0,
    accessSeconds: 2 * 3600,
    source: `${clients}: every refresh answers with a new refresh token; ${oauthGuide}`,
  },
  // A look is paid for: one user read of $0.010, charged once for each account and UTC day. More looks a day should cost
  // the same, which X calls a rule with exceptions; with one a day nothing rests on that.
  probeSeconds: daySeconds,
  lifetimes: [
    { what: "Access token", seconds: 2 * 3600, source: oauthGuide },
    {
      what: "Refresh token: X names no end; about six months are rumoured",
      seconds: null,
      source: oauthGuide,
      ofLogin: true,
    },
    { what: "Permission to connect, after somebody agreed", seconds: 30, source: oauthGuide },
  ],
  paidReads,
  versions: [{ name: "X API v2", endsAt: null, source: openApi }],
  limits,
};

/** X: one consent is one account, refresh tokens are for one use, and reads cost money. Facts and sources: NOTES.md. */
export const x = {
  about,
  policy,
  capabilities,
  scopeNotes,
  oauth,
  profiles,
  probe,
  diagnose,
  carriesError,
  setup,
} satisfies Network;

import type { About, Network, Policy } from "../network.ts";
import { capabilities } from "./capabilities.ts";
import { diagnose } from "./diagnose.ts";
import { limits } from "./limits.ts";
import { oauth } from "./oauth.ts";
import { probe } from "./probe.ts";
import { profiles } from "./profiles.ts";
import { scopeNotes } from "./scope-notes.ts";
import { servers } from "./servers.ts";
import { docsOAuth, sourceTokens } from "./sources.ts";

const about: About = {
  id: "mastodon",
  name: "Mastodon",
  profileNoun: { one: "account", many: "accounts" },
  // Every server has its own, and whoever likes runs one: no host is known before somebody names it.
  hosts: [],
  settings: [],
  identifier: { label: "Server or handle", placeholder: "@anna@mastodon.social" },
  refuses: [
    "An account that has moved to another server cannot be connected: its posts reach nobody. Connect the new one.",
    "A server in a private network cannot be reached from here. It must be a public one, with https.",
  ],
  accountSwitch: "forced",
  guide: {
    needs: [
      "The name of the server that the account lives on, such as mastodon.social. It stands in the address of the page where you read your timeline.",
      "Your e-mail address and password there, and the code of your second factor if you use one.",
      "On a server with several of your accounts, be signed in to the one that you want to connect.",
    ],
    whoCanRenew: "Anyone who can sign in to the account: on Mastodon the account is the profile.",
    whatExpires:
      "Nothing ends by the calendar. It ends when somebody removes Latchkey under Authorised apps in the server's settings, or when the server's moderators suspend the account.",
    otherAccount:
      "Choose “Use another login” here: the server then asks for e-mail address and password again. Accounts at other servers are profiles of their own.",
  },
};

const policy: Policy = {
  // Nothing refreshes: the numbers beside the model are without effect.
  refresh: {
    model: "none",
    handOutSeconds: 0,
    keepaliveShare: 1,
    idleSeconds: 0,
    minimumAgeSeconds: 0,
    source: sourceTokens,
  },
  // 300 calls in five minutes are allowed (NOTES.md, "Limits"). But volunteers pay for these servers, and little dies there.
  probeSeconds: 6 * 3600,
  lifetimes: [
    { what: "Access token", seconds: null, source: sourceTokens, ofLogin: true },
    { what: "Way back from the server, at the longest", seconds: 600, source: `Doorkeeper's default; ${docsOAuth}` },
  ],
  limits,
};

/** Mastodon and what speaks like it: any server, each with a registration of its own. Facts and sources: NOTES.md. */
export const mastodon = {
  about,
  policy,
  capabilities,
  scopeNotes,
  oauth,
  profiles,
  probe,
  diagnose,
  servers,
} satisfies Network;

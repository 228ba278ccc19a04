import type { About, Network, Policy } from "../network.ts";
import { apiHost, errorIn, siteHost } from "./api.ts";
import { capabilities } from "./capabilities.ts";
import { diagnose } from "./diagnose.ts";
import { hooks } from "./hooks.ts";
import { limits } from "./limits.ts";
import { oauth } from "./oauth.ts";
import { probe } from "./probe.ts";
import { profiles } from "./profiles.ts";
import { adAccountsRefused } from "./refusal.ts";
import { scopeNotes } from "./scope-notes.ts";
import { setup } from "./setup.ts";
import { oldTokenGuide, refreshGuide, tokenGuide } from "./sources.ts";

const about: About = {
  id: "tiktok",
  name: "TikTok",
  profileNoun: { one: "account", many: "accounts" },
  hosts: [apiHost, siteHost],
  settings: [
    {
      key: "clientId",
      label: "Client key",
      secret: false,
      required: true,
      help: "At developers.tiktok.com under Manage apps, in the app's credentials.",
    },
    {
      key: "clientSecret",
      label: "Client secret",
      secret: true,
      required: true,
      help: "Below the client key. It also signs what TikTok sends here.",
    },
  ],
  refuses: [adAccountsRefused],
  accountSwitch: "forced",
  guide: {
    needs: [
      "Sign in to TikTok as the very account that you want to connect: one consent reaches one account.",
      "If you look after several accounts, connect them one after the other; TikTok's page lets you switch between them.",
      "Leave every switch on at TikTok: what is off there cannot be used here.",
      "To publish, the TikTok app on the account's phone must be version 31.8 or later.",
      "Not an ad account: those have a login of their own and no profile.",
    ],
    whoCanRenew: "Anyone who can sign in to the account: TikTok knows no roles here.",
    whatExpires:
      "TikTok asks for a login after 365 days at the latest, with some apps after 180; the date is shown on the profile and counts down, while the short-lived tokens renew themselves. Removing the app under Security and permissions ends the connection at once.",
    otherAccount:
      "TikTok's page shows which account it is about to connect. If it is the wrong one, switch the account there before you agree.",
  },
};

const hourSeconds = 3600;
const daySeconds = 24 * hourSeconds;

const policy: Policy = {
  refresh: {
    model: "rotating",
    handOutSeconds: 600,
    // Where TikTok counts the first period down, a refresh wins no time: late, so that few are spent on that. Where each
    // begins a new period of 180 days, 36 remain: more than people are warned ahead, so nobody is warned for nothing.
    keepaliveShare: 0.8,
    idleSeconds: 30 * daySeconds,
    minimumAgeSeconds: 0,
    accessSeconds: 2 * hourSeconds,
    source: `the earlier refresh token stops working: ${refreshGuide}; lifetimes are those of each answer: ${tokenGuide}`,
  },
  // A probe of an idle account whose tokens live two hours costs a refresh. One look is four to five calls, of which
  // `user/info` and `video/list` have 600 a minute for the whole app, and `creator_info` 20 a minute for each account.
  probeSeconds: 6 * hourSeconds,
  lifetimes: [
    { what: "Access token, until September 2026", seconds: daySeconds, source: oldTokenGuide },
    { what: "Access token, since November 2026", seconds: 2 * hourSeconds, source: refreshGuide },
    { what: "Login, until September 2026", seconds: 365 * daySeconds, source: oldTokenGuide, ofLogin: true },
    { what: "Login, since November 2026", seconds: 180 * daySeconds, source: tokenGuide, ofLogin: true },
  ],
  limits,
};

const carriesError = (body: unknown): boolean => errorIn(body) !== undefined;

/** TikTok through Login Kit v2: one consent is one account, refresh tokens are for one use. Facts and sources: NOTES.md. */
export const tiktok = {
  about,
  policy,
  capabilities,
  scopeNotes,
  oauth,
  profiles,
  probe,
  diagnose,
  hooks,
  carriesError,
  setup,
} satisfies Network;

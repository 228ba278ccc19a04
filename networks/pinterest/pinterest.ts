import type { About, Network, Policy, Setup } from "../network.ts";
import { capabilities, roleNames } from "./capabilities.ts";
import { apiHost, proveApp, siteHost } from "./client.ts";
import { diagnose } from "./diagnose.ts";
import { limits } from "./limits.ts";
import { oauth } from "./oauth.ts";
import { probe } from "./probe.ts";
import { profiles } from "./profiles.ts";
import { scopeNotes } from "./scope-notes.ts";
import { authGuide, openApi } from "./sources.ts";

const about: About = {
  id: "pinterest",
  name: "Pinterest",
  profileNoun: { one: "board", many: "boards" },
  hosts: [siteHost, apiHost],
  settings: [
    {
      key: "clientId",
      label: "App ID",
      secret: false,
      required: true,
      help: "At developers.pinterest.com, under My apps, on the app's page.",
    },
    {
      key: "clientSecret",
      label: "App secret key",
      secret: true,
      required: true,
      help: "Beside the app ID. A new one must be entered here before the next refresh, within 30 days at most.",
    },
    {
      key: "secretBoards",
      label: "Secret boards",
      secret: false,
      required: false,
      help: "Enter yes to ask for secret boards as well; everybody who connects then shares theirs. Leave empty otherwise.",
    },
  ],
  refuses: [
    "Boards that are for ads only and boards that Pinterest protects take no Pins from here. They are listed with that reason; choose another board.",
    "Secret boards stay secret unless the operator switches them on. Make the board public, or ask the operator.",
    "Sections of a board are no boards of their own. Connect the board; the section is chosen with each Pin.",
  ],
  accountSwitch: "none",
  guide: {
    needs: [
      "The e-mail address and password of the Pinterest account whose boards you want to connect.",
      "At least one board. All boards of the account come at once, group boards you take part in too, and new ones follow by themselves.",
      "For analytics, a business account; it can be switched in Pinterest's settings.",
      "Check at pinterest.com that you are signed in as this account, because Pinterest takes whoever is.",
    ],
    whoCanRenew:
      "Anyone who can sign in to the account. One renewal brings back all its boards; a group board can also be kept by another of its people.",
    whatExpires:
      "Nothing, as long as Latchkey runs: it renews the login every three weeks or so, and Pinterest would drop it after 60 days without that. A new password, a new user name or removing the app ends it at once, for all boards of the account.",
    otherAccount:
      "Pinterest offers no other account by itself. Log out at pinterest.com first, or open the link in a private window.",
  },
};

const daySeconds = 86_400;

const policy: Policy = {
  refresh: {
    model: "rotating",
    handOutSeconds: 3600,
    // Day 22 to 24 of 60: a week before the access token ends, and the 60 days begin anew.
    keepaliveShare: 0.4,
    idleSeconds: 24 * daySeconds,
    minimumAgeSeconds: 0,
    accessSeconds: 30 * daySeconds,
    source: authGuide,
  },
  // One call for each account and each board. With Trial access an app has 1000 a day: room for some 240 accounts and boards at this pace.
  probeSeconds: 6 * 3600,
  lifetimes: [
    { what: "Access token", seconds: 30 * daySeconds, source: authGuide },
    { what: "Refresh token, from each refresh", seconds: 60 * daySeconds, source: authGuide },
    {
      what: "Login, refreshed at least every 60 days",
      seconds: null,
      source: authGuide,
      ofLogin: true,
    },
    {
      what: "Refresh token of the older kind, not given out any more",
      seconds: 365 * daySeconds,
      source: `${authGuide}; ${openApi}`,
    },
  ],
  versions: [{ name: "Pinterest API v5", endsAt: null, source: openApi }],
  limits,
};

const setup: Setup = {
  portal: { name: "Pinterest Developers", url: "https://developers.pinterest.com/apps/" },
  steps: [
    "Sign in with your company's Pinterest business account and open My apps, then Connect app.",
    "Name the app after your company and say what it does: publishing Pins and reading analytics for accounts whose owners connect them. Give the address of your privacy policy.",
    "Once Trial access is granted, open the app and add the redirect address shown here under Redirect URIs, letter by letter.",
    "Copy the app ID and the app secret key into the fields here. Connecting works with Trial access already, but only the maker of a Pin sees it, and there are 1000 calls a day for everybody together.",
    "For Standard access, record a video that shows somebody connecting an account through Pinterest's own screen and a Pin being published, and send it with the upgrade request on the app's page.",
    "When the secret key is reset at Pinterest, enter the new one here: tokens at hand go on working, but none can be refreshed with the old one.",
  ],
  prove: (call) => proveApp({ call, act: "connect" }),
};

/** Pinterest: one login feeds all boards of an account; both tokens change with every refresh. Facts and sources: NOTES.md. */
export const pinterest = {
  about,
  policy,
  capabilities,
  scopeNotes,
  roleNames,
  oauth,
  profiles,
  probe,
  diagnose,
  setup,
} satisfies Network;

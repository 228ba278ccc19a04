import { dialogHost, graphApi, graphHost } from "../kit/meta-calls.ts";
import { metaHooks as hooks } from "../kit/meta-hooks.ts";
import { taskNames } from "../kit/meta-tasks.ts";
import type { About, Network, Policy } from "../network.ts";
import { capabilities } from "./capabilities.ts";
import { diagnose } from "./diagnose.ts";
import { limits } from "./limits.ts";
import { oauth } from "./oauth.ts";
import { probe } from "./probe.ts";
import { profiles } from "./profiles.ts";
import { scopeNotes } from "./scope-notes.ts";
import { setup } from "./setup.ts";

const about: About = {
  id: "facebook",
  name: "Facebook",
  profileNoun: { one: "Page", many: "Pages" },
  hosts: [graphHost, dialogHost],
  settings: [
    {
      key: "clientId",
      label: "App ID",
      secret: false,
      required: true,
      help: "In the app dashboard at developers.facebook.com, under App settings, Basic.",
    },
    {
      key: "clientSecret",
      label: "App secret",
      secret: true,
      required: true,
      help: "Beside the app ID; Facebook asks for your password before it shows it.",
    },
    {
      key: "configId",
      label: "Login configuration ID",
      secret: false,
      required: false,
      help: "Only for Facebook Login for Business: the configuration for user access tokens; it replaces the list of permissions.",
    },
  ],
  accountSwitch: "none",
  guide: {
    needs: [
      "Sign in to Facebook with the login that has a role on the Page: full control, or task access to content, community activity and insights.",
      "If the Page belongs to a business portfolio, it must be assigned to you there.",
      "If the business demands two-factor login, switch it on before.",
      "At Facebook, leave every box ticked and tick every Page, those of other brands too.",
    ],
    whoCanRenew: "The person who connected it, or anyone with full control of the Page.",
    whatExpires:
      "Nothing ends by the calendar alone, but Facebook asks for a login when nobody has used this one for 90 days. A changed password, a lost role or a removed app ends it at once.",
    otherAccount:
      "Facebook takes whoever is signed in there. To use another login, open the link in a private window, or log out on facebook.com first.",
    helpTopic: "permissions-facebook",
    whatRevokingEnds:
      "Facebook then ends everything that this person gave to the same Meta app, in other programs too. Instagram accounts that hang on it stay connected: where there are some, only what the Pages alone need is taken back.",
  },
};

const daySeconds = 86_400;
const longLived =
  "developers.facebook.com/docs/facebook-login/guides/access-tokens/get-long-lived (2026-06-30), read 2026-11-22";

const policy: Policy = {
  // Nothing refreshes: the numbers beside the model are without effect. Page tokens are what keeps a Page connected.
  refresh: {
    model: "fixed",
    handOutSeconds: 0,
    keepaliveShare: 1,
    idleSeconds: 0,
    minimumAgeSeconds: 0,
    source: longLived,
  },
  // Meta asks for a check at least daily; an hour costs one call of the Page's own quota and one of the app's (NOTES.md, "Limits").
  probeSeconds: 3600,
  versions: [graphApi],
  limits,
  lifetimes: [
    { what: "Page token made from a long-lived user token", seconds: null, source: longLived, ofLogin: true },
    { what: "Long-lived user token", seconds: 60 * daySeconds, source: longLived },
    {
      what: "Access to data since the person last used the app",
      seconds: 90 * daySeconds,
      source: "developers.facebook.com/docs/facebook-login/auth-vs-data, read 2026-11-22",
      ofLogin: true,
    },
  ],
};

/** Facebook Pages: one login carries many Pages, each with a token of its own that has no end by time. Facts and sources: NOTES.md. */
export const facebook = {
  about,
  policy,
  capabilities,
  scopeNotes,
  roleNames: taskNames,
  oauth,
  profiles,
  probe,
  diagnose,
  hooks,
  setup,
} satisfies Network;

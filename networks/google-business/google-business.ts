import { clientSettings, whatRevokingEnds } from "../kit/google-app.ts";
import { apiHost, loginHost, tokenHost } from "../kit/google-calls.ts";
import { googleHooks as hooks } from "../kit/google-hooks.ts";
import { googlePolicy } from "../kit/google-policy.ts";
import type { About, Network, Policy } from "../network.ts";
import { capabilities, kindNames, roleNames } from "./capabilities.ts";
import { diagnose } from "./diagnose.ts";
import { limits } from "./limits.ts";
import { oauth } from "./oauth.ts";
import { probe } from "./probe.ts";
import { profiles } from "./profiles.ts";
import { accountHost, locationHost } from "./rest.ts";
import { scopeNotes } from "./scope-notes.ts";
import { setup } from "./setup.ts";
import { types } from "./sources.ts";

const about: About = {
  id: "google-business",
  name: "Google Business Profile",
  profileNoun: { one: "location", many: "locations" },
  kindNames,
  hosts: [loginHost, tokenHost, apiHost, accountHost, locationHost],
  settings: clientSettings,
  refuses: [
    "A location that Google has not verified, or has suspended. Its owner follows what Google asks for at business.google.com; then it can be added.",
    "A location that you were invited to and have not said yes to. Open the invitation in the e-mail from Google first.",
  ],
  accountSwitch: "forced",
  guide: {
    needs: [
      "The Google account that owns or manages the location. At business.google.com you see which ones these are.",
      "One login brings all your locations, those of your groups too; afterwards you choose which of them to add.",
      "On Google's page leave the box for your business listings ticked; without it no location can be seen.",
      "The location must be verified by Google. One that is not is listed with the reason.",
      "In a company's Google Workspace the administrator must have Google Business Profile switched on, and must allow the app.",
    ],
    whoCanRenew: "The person who connected it, or anyone else who is an owner or a manager of the location.",
    whatExpires:
      "Nothing ends by the calendar: Google keeps a login that is used, and Latchkey uses it every day. A new password does not end it. Removing the app at myaccount.google.com ends it for all locations of this Google account at once. After 100 further logins of the same account the oldest dies.",
    otherAccount: "Google always shows the accounts you are signed in with. Choose “Use another account” there.",
    whatRevokingEnds,
  },
};

const policy: Policy = {
  ...googlePolicy,
  limits,
  // A look is three calls for each location, one here and two there: of 300 a minute, a thousand locations use three.
  versions: [
    { name: "Account Management API v1", endsAt: null, source: types },
    { name: "Business Information API v1", endsAt: null, source: types },
  ],
};

/** Google Business Profile through Google's sign-in: one consent reaches every location of the person. Facts and sources: NOTES.md. */
export const googleBusiness = {
  about,
  policy,
  capabilities,
  scopeNotes,
  roleNames,
  oauth,
  profiles,
  probe,
  diagnose,
  hooks,
  setup,
} satisfies Network;

import { clientSettings, whatRevokingEnds } from "../kit/google-app.ts";
import { apiHost, loginHost, tokenHost } from "../kit/google-calls.ts";
import type { About } from "../network.ts";
import { accountHost, locationHost } from "./api.ts";
import { kindNames } from "./capabilities.ts";

/** What Google Business Profile is, and what people read before they go there. */
export const about: About = {
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

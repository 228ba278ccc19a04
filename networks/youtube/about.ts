import { clientSettings, whatRevokingEnds } from "../kit/google-app.ts";
import { apiHost, loginHost, tokenHost } from "../kit/google-calls.ts";
import type { About } from "../network.ts";

/** What YouTube is, and what people read before they go there. */
export const about: About = {
  id: "youtube",
  name: "YouTube",
  profileNoun: { one: "channel", many: "channels" },
  hosts: [loginHost, tokenHost, apiHost],
  settings: clientSettings,
  refuses: [
    "A Google account without a YouTube channel. Create the channel at youtube.com, or choose the brand account it belongs to.",
    "Channels that somebody only shares with you in YouTube Studio may be missing on Google's page. Ask for a manager's role on the brand account, or let the owner connect.",
    "Service accounts of Google Cloud: YouTube takes people only.",
  ],
  accountSwitch: "forced",
  guide: {
    needs: [
      "The Google account that owns the channel, or manages its brand account.",
      "If you look after several channels, connect them one after the other: on Google's page you choose one channel each time.",
      "On Google's page tick every box; what is left empty there cannot be used here.",
      "In a company's Google Workspace the administrator must allow the app.",
    ],
    whoCanRenew: "The person who connected it, or anyone else who owns or manages the channel.",
    whatExpires:
      "Nothing ends by the calendar: Google keeps a login that is used, and Latchkey uses it every day. A new password does not end it. Removing the app at myaccount.google.com ends every channel that this Google account has connected here, all at once; so does Latchkey when the last of them is disconnected and it gives the access back. After 100 further logins of the same account the oldest dies.",
    otherAccount:
      "Google always shows the accounts you are signed in with. Choose “Use another account” there, and then the channel.",
    whatRevokingEnds,
  },
};

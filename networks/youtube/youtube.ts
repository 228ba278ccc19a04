import type { About, Network, Policy } from "../network.ts";
import { capabilities } from "./capabilities.ts";
import { diagnose } from "./diagnose.ts";
import { apiHost, loginHost, tokenHost } from "./google.ts";
import { hooks } from "./hooks.ts";
import { oauth } from "./oauth.ts";
import { probe } from "./probe.ts";
import { profiles } from "./profiles.ts";
import { setup } from "./setup.ts";
import { errorGuide, oauthGuide } from "./sources.ts";

const about: About = {
  id: "youtube",
  name: "YouTube",
  profileNoun: { one: "channel", many: "channels" },
  hosts: [loginHost, tokenHost, apiHost],
  settings: [
    {
      key: "clientId",
      label: "Client ID",
      secret: false,
      required: true,
      help: "In the Google Cloud console under APIs & Services, Credentials; it ends with .apps.googleusercontent.com.",
    },
    {
      key: "clientSecret",
      label: "Client secret",
      secret: true,
      required: true,
      help: "On the page of the same OAuth client. It begins with GOCSPX-.",
    },
  ],
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
  },
};

const hourSeconds = 3600;
const daySeconds = 24 * hourSeconds;

const policy: Policy = {
  refresh: {
    model: "renewable",
    handOutSeconds: 300,
    // Looks refresh it twice a day anyway; a week is for a grant that nobody looks at. Six months would be the end.
    keepaliveShare: 0.5,
    idleSeconds: 7 * daySeconds,
    minimumAgeSeconds: 0,
    source: `${oauthGuide}: the refresh token stays valid over refreshes`,
  },
  // One unit of quota for each channel: two of 10,000 a day. Refresh and tokeninfo cost none.
  probeSeconds: 12 * hourSeconds,
  lifetimes: [
    { what: "Access token", seconds: hourSeconds, source: oauthGuide },
    { what: "Login, as long as it is used", seconds: null, source: oauthGuide },
    { what: "Login that nobody uses", seconds: 182 * daySeconds, source: oauthGuide },
    { what: "Login, while the app's publishing status is Testing", seconds: 7 * daySeconds, source: oauthGuide },
  ],
  versions: [{ name: "YouTube Data API v3", endsAt: null, source: errorGuide }],
};

/** YouTube through Google's sign-in: one consent is one channel, and the refresh token stays. Facts and sources: NOTES.md. */
export const youtube = {
  about,
  policy,
  capabilities,
  oauth,
  profiles,
  probe,
  diagnose,
  hooks,
  setup,
} satisfies Network;

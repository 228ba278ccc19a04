import { appSettings } from "../kit/app-settings.ts";
import type { About } from "../network.ts";
import { apiHost, siteHost } from "./api.ts";
import { monthlyReads } from "./paid-reads.ts";

/** What X is, and what people read before they go there. */
export const about: About = {
  id: "x",
  name: "X",
  profileNoun: { one: "account", many: "accounts" },
  hosts: [siteHost, apiHost],
  settings: [
    ...appSettings(
      { label: "Client ID", help: "At console.x.com, in the app's keys and tokens, under OAuth 2.0. Not the API key." },
      {
        label: "Client secret",
        help: "Beside the client ID, shown once. A regenerated one must be entered here within two hours.",
      },
    ),
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

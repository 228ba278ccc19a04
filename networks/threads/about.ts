import { appSettings } from "../kit/app-settings.ts";
import type { About } from "../network.ts";
import { apiHost, windowHost } from "./api.ts";

/** What Threads is, and what people read before they go there. */
export const about: About = {
  id: "threads",
  name: "Threads",
  profileNoun: { one: "profile", many: "profiles" },
  hosts: [windowHost, apiHost],
  settings: appSettings(
    {
      label: "Threads app ID",
      help: "At developers.facebook.com, in the app's use case Access the Threads API, under Settings. It is not the App ID of the Meta app.",
    },
    { label: "Threads app secret", help: "Beside the Threads app ID. It is not the App secret of the Meta app." },
  ),
  refuses: [
    "Private messages cannot be connected: Threads gives tools none. The inbox has replies and mentions.",
    "A role in a business portfolio does not reach Threads: whoever holds the profile's own login connects it. Send that person the link.",
  ],
  accountSwitch: "none",
  guide: {
    needs: [
      "Know the profile's own Threads login (its Instagram login, for most). One login is one profile: connect several one after the other.",
      "Check at threads.com that you are signed in as the right profile, because Threads takes whoever is. On Android open the link in the browser, not in the Threads app.",
      "Leave every switch on.",
      "Make the profile public if you can: what a private profile allows ends after 90 days, and then you have to come back.",
      "If Threads shows an error with a number instead of asking you, it will not bring you back: close that page, come back here by yourself and begin again. With the number 1349245, first accept the invitation in the Threads settings (Account, Website permissions, Invites); tell the operator any other number.",
    ],
    whoCanRenew: "Anyone who knows the profile's own login. Nobody else can: Threads has no roles.",
    whatExpires:
      "A login lasts 60 days and is extended by itself, so nobody has to do anything; only what a private profile allows ends after 90 days all the same. A changed password or removing the app ends it at once.",
    otherAccount:
      "Threads takes whoever is signed in there. Log out at threads.com first, or open the link in a private window.",
  },
};

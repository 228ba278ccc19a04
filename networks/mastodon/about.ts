import type { About } from "../network.ts";

/** What Mastodon is, and what people read before they go there. */
export const about: About = {
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

import { appSettings } from "../kit/app-settings.ts";
import type { About } from "../network.ts";
import { apiHost, siteHost } from "./api.ts";

/** What Pinterest is, and what people read before they go there. */
export const about: About = {
  id: "pinterest",
  name: "Pinterest",
  profileNoun: { one: "board", many: "boards" },
  hosts: [siteHost, apiHost],
  settings: [
    ...appSettings(
      { label: "App ID", help: "At developers.pinterest.com, under My apps, on the app's page." },
      {
        label: "App secret key",
        help: "Beside the app ID. A new one must be entered here before the next refresh, within 30 days at most.",
      },
    ),
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

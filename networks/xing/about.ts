import { appSettings } from "../kit/app-settings.ts";
import type { About } from "../network.ts";
import { apiHost } from "./api.ts";

/** What XING is, and what people read before they go there. */
export const about: About = {
  id: "xing",
  name: "XING",
  profileNoun: { one: "profile", many: "profiles" },
  hosts: [apiHost],
  settings: appSettings(
    {
      label: "Consumer key",
      help: "Of an app that was registered before XING closed its interface in 2019; no new ones are given out.",
    },
    { label: "Consumer secret", help: "Given out together with the consumer key." },
  ),
  limited:
    "XING no longer supports this interface; it may stop without notice. Status posts and comments of your own can be published; incoming posts cannot be commented on from here, and there are no figures.",
  refuses: [
    "Company pages cannot be connected: XING's interface does not list them. Post as a person, or on xing.com.",
    "XING groups cannot be connected: XING closed them all on 11 January 2023.",
  ],
  accountSwitch: "none",
  guide: {
    needs: [
      "Be signed in to xing.com as the person whose profile it is, or have e-mail address and password at hand.",
      "At XING, press the button that allows access; there is nothing to tick.",
      "If you mean to change your XING password, do it before: a new password ends the connection.",
    ],
    whoCanRenew: "Only the person whose profile it is: on XING every profile is a person.",
    whatExpires:
      "The connection can last for up to ten years. It ends at once when the person changes the XING password or removes the app in the settings of xing.com, and nothing but connecting again brings it back.",
    otherAccount:
      "XING takes whoever is signed in there. To use another login, open the link in a private window, or log out on xing.com first.",
  },
};

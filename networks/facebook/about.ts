import { dialogHost, graphHost } from "../kit/meta-calls.ts";
import { appSettings } from "../kit/app-settings.ts";
import type { About } from "../network.ts";

/** What Facebook is, and what people read before they go there. */
export const about: About = {
  id: "facebook",
  name: "Facebook",
  profileNoun: { one: "Page", many: "Pages" },
  hosts: [graphHost, dialogHost],
  settings: [
    ...appSettings(
      { label: "App ID", help: "In the app dashboard at developers.facebook.com, under App settings, Basic." },
      { label: "App secret", help: "Beside the app ID; Facebook asks for your password before it shows it." },
    ),
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

import { dialogHost, graphHost } from "../kit/meta-calls.ts";
import { appSettings } from "../kit/app-settings.ts";
import type { About, Way } from "../network.ts";
import { apiHost, codeHost, loginHost } from "./api.ts";
import { loginScopes, pageScopes } from "./capabilities.ts";

const login: Way = {
  id: "login",
  label: "With the Instagram login",
  help: "Take this when you know the account's own Instagram login. No Facebook Page is needed; it lasts 60 days and is extended by itself.",
  scopes: loginScopes,
  settings: appSettings(
    {
      label: "Instagram app ID",
      help: "In the app dashboard at developers.facebook.com, under Instagram, API setup with Instagram login. It is not the App ID of the Meta app.",
    },
    { label: "Instagram app secret", help: "Beside the Instagram app ID." },
    "login",
  ),
};

const page: Way = {
  id: "page",
  label: "Through a Facebook Page",
  help: "Take this when the account is linked to a Facebook Page on which you have a role: for agencies, and for many accounts with one login. It has no end by the calendar.",
  scopes: pageScopes,
  refreshes: false,
  settings: [
    ...appSettings(
      {
        label: "App ID",
        help: "In the app dashboard at developers.facebook.com, under App settings, Basic. The Meta app of your Facebook Pages will do, or one of its own.",
      },
      { label: "App secret", help: "Beside the app ID; Facebook asks for your password before it shows it." },
      "page",
    ),
    {
      key: "pageConfigId",
      label: "Login configuration ID",
      secret: false,
      required: false,
      help: "Only for Facebook Login for Business: the configuration for user access tokens; it replaces the list of permissions.",
    },
  ],
};

/** What Instagram is, and what people read before they go there. */
export const about: About = {
  id: "instagram",
  name: "Instagram",
  profileNoun: { one: "account", many: "accounts" },
  hosts: [loginHost, codeHost, apiHost, dialogHost, graphHost],
  settings: [],
  ways: [login, page],
  refuses: [
    "Personal accounts cannot be connected: Instagram lets no tool into them. Switching to a professional account is free and takes a minute in the Instagram app.",
  ],
  accountSwitch: "forced",
  guide: {
    needs: [
      "The account must be a professional one: business or creator. You switch in the Instagram app, under Settings, Account type and tools.",
      "With the Instagram login: know the account's own username and password, and leave every switch on.",
      "Keep the account public: Instagram extends no login of a private account, so it would end after 60 days.",
      "Through a Facebook Page: the account must be linked to the Page (Page settings, Linked accounts), and you need full control of that Page, or task access to content, community activity and insights.",
      "Through a Facebook Page: tick the Page and the Instagram account, both, and leave every permission ticked.",
    ],
    whoCanRenew:
      "With the Instagram login, anyone who knows it. Through a Facebook Page, the person who connected it or anyone with full control of the Page.",
    whatExpires:
      "An Instagram login lasts 60 days and is extended by itself, as long as the account is public and professional; nobody has to do anything. Through a Page nothing ends by the calendar alone, but Facebook asks for a login when nobody has used this one for 90 days. A changed password, a removed app or a lost role ends either at once.",
    otherAccount:
      "With the Instagram login, “Use another login” makes Instagram ask for username and password again. Through a Facebook Page, Facebook takes whoever is signed in there: open the link in a private window, or log out on facebook.com first.",
    helpTopic: "permissions-facebook",
    whatRevokingEnds:
      "Through a Facebook Page: Facebook then ends everything that this person gave to the same Meta app, in other programs too. Pages that are connected with it stay: where there are some, only what the Instagram accounts alone need is taken back.",
  },
};

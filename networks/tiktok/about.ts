import { appSettings } from "../kit/app-settings.ts";
import type { About } from "../network.ts";
import { apiHost, siteHost } from "./api.ts";
import { adAccountsRefused } from "./refusal.ts";

/** What TikTok is, and what people read before they go there. */
export const about: About = {
  id: "tiktok",
  name: "TikTok",
  profileNoun: { one: "account", many: "accounts" },
  hosts: [apiHost, siteHost],
  settings: appSettings(
    { label: "Client key", help: "At developers.tiktok.com under Manage apps, in the app's credentials." },
    { label: "Client secret", help: "Below the client key. It also signs what TikTok sends here." },
  ),
  refuses: [adAccountsRefused],
  accountSwitch: "forced",
  guide: {
    needs: [
      "Sign in to TikTok as the very account that you want to connect: one consent reaches one account.",
      "If you look after several accounts, connect them one after the other; TikTok's page lets you switch between them.",
      "Leave every switch on at TikTok: what is off there cannot be used here.",
      "To publish, the TikTok app on the account's phone must be version 31.8 or later.",
      "Not an ad account: those have a login of their own and no profile.",
    ],
    whoCanRenew: "Anyone who can sign in to the account: TikTok knows no roles here.",
    whatExpires:
      "TikTok asks for a login after 365 days at the latest, with some apps after 180; the date is shown on the profile and counts down, while the short-lived tokens renew themselves. Removing the app under Security and permissions ends the connection at once.",
    otherAccount:
      "TikTok's page shows which account it is about to connect. If it is the wrong one, switch the account there before you agree.",
  },
};

import { appSettings } from "../kit/app-settings.ts";
import type { About } from "../network.ts";
import { apiHost, siteHost } from "./api.ts";

/** What LinkedIn is, and what people read before they go there. */
export const about: About = {
  id: "linkedin",
  name: "LinkedIn",
  profileNoun: { one: "profile", many: "profiles" },
  kindNames: { member: "personal profiles", organization: "company pages" },
  hosts: [apiHost, siteHost],
  settings: [
    ...appSettings(
      { label: "Client ID", help: "In the LinkedIn Developer Portal, on your app's page Auth." },
      { label: "Client secret", help: "Below the client ID; LinkedIn keeps a second one while you change it." },
    ),
    {
      key: "organizations",
      label: "Company pages",
      secret: false,
      required: false,
      help:
        "“on” or empty: personal profiles and company pages; the app needs the product Community Management API. “off”: personal " +
        "profiles only. Choose once: after a change LinkedIn ends a person's earlier logins as soon as they renew.",
    },
  ],
  accountSwitch: "none",
  refuses: [
    "Company pages on which you are Analyst, Curator or anything below Content admin: a super admin of the page raises your role first.",
    "Private messages and the comments under personal posts: LinkedIn keeps them from apps like this one, so answer them on linkedin.com.",
  ],
  guide: {
    needs: [
      "Sign in to LinkedIn as yourself: company pages are connected through the login of a person who manages them.",
      "For a company page, be its Super admin or Content admin; a super admin gives that role under Admin tools, Manage admins.",
      "If a request for a role is still open, have a super admin approve it first.",
      "Nothing can be ticked at LinkedIn: you allow everything, and choose the profiles here afterwards.",
    ],
    whoCanRenew:
      "A personal profile: its owner alone. A company page: the person who connected it, or any other Super admin or Content admin of the page.",
    whatExpires:
      "The login ends 365 days after it was given, whatever happens in between; until then it is refreshed by itself. If LinkedIn gives this installation no refresh tokens, it ends after 60 days. You are told ahead either way.",
    otherAccount:
      "LinkedIn takes whoever is signed in there, often without asking. To use another login, sign out at linkedin.com first, or open the link in a private window.",
  },
};

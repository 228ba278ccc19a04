import type { About, Network, Policy } from "../network.ts";
import { capabilities, roleNames } from "./capabilities.ts";
import { diagnose } from "./diagnose.ts";
import { limits } from "./limits.ts";
import { oauth } from "./oauth.ts";
import { probe } from "./probe.ts";
import { profiles } from "./profiles.ts";
import { apiHost, interfaceVersion, siteHost } from "./rest.ts";
import { scopeNotes } from "./scope-notes.ts";
import { setup } from "./setup.ts";
import { flowGuide, refreshGuide } from "./sources.ts";

const about: About = {
  id: "linkedin",
  name: "LinkedIn",
  profileNoun: { one: "profile", many: "profiles" },
  kindNames: { member: "personal profiles", organization: "company pages" },
  hosts: [apiHost, siteHost],
  settings: [
    {
      key: "clientId",
      label: "Client ID",
      secret: false,
      required: true,
      help: "In the LinkedIn Developer Portal, on your app's page Auth.",
    },
    {
      key: "clientSecret",
      label: "Client secret",
      secret: true,
      required: true,
      help: "Below the client ID; LinkedIn keeps a second one while you change it.",
    },
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

const daySeconds = 86_400;

const policy: Policy = {
  refresh: {
    model: "renewable",
    handOutSeconds: 3600,
    keepaliveShare: 1,
    // Two days before the access token's 60 are over, or with the jitter up to eight. Not by the refresh token's end, which
    // no refresh moves: six of them, and the token at hand lives as long as the grant.
    idleSeconds: 58 * daySeconds,
    minimumAgeSeconds: 0,
    accessSeconds: 60 * daySeconds,
    endsCause: "yearly_renewal_due",
    source: `using a refresh token does not extend it: ${refreshGuide}`,
  },
  // A look costs one call for the login and one for each profile. The Development tier has 100 calls a member and 500 an app
  // each day ("Rate limits", 2026-08-13): three looks a day suit a person with thirty pages.
  probeSeconds: 8 * 3600,
  lifetimes: [
    { what: "Access token", seconds: 60 * daySeconds, source: flowGuide },
    {
      what: "Refresh token, from the login on and never longer",
      seconds: 365 * daySeconds,
      source: refreshGuide,
      ofLogin: true,
    },
    { what: "Authorisation code", seconds: 30 * 60, source: flowGuide },
  ],
  versions: [interfaceVersion],
  limits,
};

/** LinkedIn: one member's login carries the personal profile and every company page that the member manages. Facts and sources: NOTES.md. */
export const linkedin = {
  about,
  policy,
  capabilities,
  scopeNotes,
  roleNames,
  oauth,
  profiles,
  probe,
  diagnose,
  setup,
} satisfies Network;

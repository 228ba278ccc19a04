import type { CapabilityTable } from "#core/capability.ts";
import type { About, Network, Policy } from "../network.ts";
import { documents } from "./client.ts";
import { diagnose } from "./diagnose.ts";
import { limits } from "./limits.ts";
import { oauth } from "./oauth.ts";
import { probe } from "./probe.ts";
import { profiles } from "./profiles.ts";
import { scopeNotes } from "./scope-notes.ts";
import { lifetimes } from "./session.ts";
import { lexicons, permissions, reference, spec } from "./sources.ts";

const about: About = {
  id: "bluesky",
  name: "Bluesky",
  profileNoun: { one: "account", many: "accounts" },
  hosts: ["bsky.social", "public.api.bsky.app", "plc.directory"],
  settings: [
    {
      key: "clientSecret",
      label: "Signing keys",
      secret: true,
      required: false,
      help:
        "One private ES256 JWK with a kid, or a JWK set with the newest first. Without it sessions end after 14 days " +
        "instead of two years. Never remove a key while sessions use it.",
    },
  ],
  identifier: { label: "Bluesky handle", placeholder: "anna.bsky.social" },
  accountSwitch: "forced",
  guide: {
    needs: ["The handle of the account.", "Its password, and the code that Bluesky may send by e-mail."],
    whoCanRenew: "Anyone who can sign in to the account: on Bluesky the account is the profile.",
    whatExpires:
      "The session ends two years after it was connected, or after 14 days if this installation has no signing key.",
    otherAccount:
      "Sign in there as the account that is expected; any other one is a profile of its own, connected with its handle.",
  },
};

const policy: Policy = {
  refresh: {
    model: "rotating",
    handOutSeconds: 120,
    keepaliveShare: 0.5,
    idleSeconds: 7 * 86_400,
    minimumAgeSeconds: 0,
    accessSeconds: 3600,
    source: `refresh tokens are for one use: ${spec}; 14 days of disuse end a public client's session: ${reference}`,
  },
  // Each probe of an idle grant costs a refresh, as access tokens live an hour. Limit: 3000 calls in 5 minutes per
  // address of ours (docs.bsky.app rate limits, 2026-04-21).
  probeSeconds: 6 * 3600,
  lifetimes: [
    { what: "Access token", seconds: 3600, source: reference },
    { what: "Refresh token, without signing key", seconds: lifetimes.none.refreshToken, source: reference },
    {
      what: "Session, without signing key",
      seconds: lifetimes.none.session,
      source: `${spec}; ${reference}`,
      ofLogin: true,
    },
    { what: "Refresh token, with signing key", seconds: lifetimes.private_key_jwt.refreshToken, source: reference },
    {
      what: "Session, with signing key",
      seconds: lifetimes.private_key_jwt.session,
      source: reference,
      ofLogin: true,
    },
  ],
  limits,
};

const everything = { scopes: ["transition:generic"], anyRole: [], source: permissions };

const capabilities: CapabilityTable = {
  publish: everything,
  inbox: everything,
  analytics: { scopes: ["atproto"], anyRole: [], source: `counters of app.bsky.feed.getPosts are public: ${lexicons}` },
};

/** Bluesky: sessions bound to a key of ours, with refresh tokens for one use. Facts and sources: NOTES.md. */
export const bluesky = {
  about,
  policy,
  capabilities,
  scopeNotes,
  oauth,
  profiles,
  probe,
  diagnose,
  documents,
} satisfies Network;

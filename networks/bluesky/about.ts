import type { About } from "../network.ts";

/** What Bluesky is, and what people read before they go there. */
export const about: About = {
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

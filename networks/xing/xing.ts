import type { About, Network, Policy } from "../network.ts";
import { apiHost } from "./api.ts";
import { capabilities } from "./capabilities.ts";
import { diagnose } from "./diagnose.ts";
import { limits } from "./limits.ts";
import { oauth } from "./oauth.ts";
import { probe } from "./probe.ts";
import { profiles } from "./profiles.ts";
import { setup } from "./setup.ts";
import { docs } from "./sources.ts";

const about: About = {
  id: "xing",
  name: "XING",
  profileNoun: { one: "profile", many: "profiles" },
  hosts: [apiHost],
  settings: [
    {
      key: "clientId",
      label: "Consumer key",
      secret: false,
      required: true,
      help: "Of an app that was registered before XING closed its interface in 2019; no new ones are given out.",
    },
    {
      key: "clientSecret",
      label: "Consumer secret",
      secret: true,
      required: true,
      help: "Given out together with the consumer key.",
    },
  ],
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

const yearSeconds = 365 * 86_400;

const policy: Policy = {
  // Nothing refreshes: the numbers beside the model are without effect.
  refresh: {
    model: "fixed",
    handOutSeconds: 0,
    keepaliveShare: 1,
    idleSeconds: 0,
    minimumAgeSeconds: 0,
    source: docs,
  },
  // Nothing ends by a date that could be foreseen, and the rate limits are not known (NOTES.md, "Limits").
  probeSeconds: 86_400,
  lifetimes: [{ what: "Access token, at the longest", seconds: 10 * yearSeconds, source: docs, ofLogin: true }],
  limits,
};

/** XING: an interface on its last legs, off unless an operator has an old key. Facts and sources: NOTES.md. */
export const xing = { about, policy, capabilities, oauth, profiles, probe, diagnose, setup } satisfies Network;

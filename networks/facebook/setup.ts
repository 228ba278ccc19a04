import { proveApp } from "../kit/meta-calls.ts";
import type { Setup } from "../network.ts";
import { scopes } from "./capabilities.ts";

/** The operator's road to an app; the same steps with their sources stand in NOTES.md. */
export const setup: Setup = {
  portal: { name: "Meta for Developers", url: "https://developers.facebook.com/apps" },
  steps: [
    "Create an app of type Business. Its App ID and App secret stand under App settings, Basic.",
    "Add the product Facebook Login for Business (or plain Facebook Login). With the former, create a configuration with the token type User access token and the permissions below, and enter its ID here.",
    "In that product's settings switch on Client OAuth login, Web OAuth login, Enforce HTTPS and Use strict mode, and enter the redirect address shown here among the valid OAuth redirect URIs, letter for letter.",
    "Enter the address “deauthorize” shown below as Deauthorize callback URL, and “data deletion” as Data deletion request URL.",
    `Ask for Advanced access to these permissions: ${scopes.join(", ")}. That takes App Review (a screencast of connecting, publishing, answering and reading insights) and business verification; count in weeks. People with a role on the app can connect before that.`,
    "Switch the app from Development to Live. Until then everybody without a role on the app is turned away at Facebook.",
  ],
  prove: proveApp,
};

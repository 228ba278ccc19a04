import { proveApp } from "../kit/meta-calls.ts";
import { NetworkFailure, type Call, type Setup } from "../network.ts";
import { wayOf } from "./api.ts";
import { loginScopes, pageScopes } from "./capabilities.ts";
import { redeemNothing } from "./oauth.ts";

/** The operator's road to both apps; the same steps with their sources stand in NOTES.md. */
export const setup: Setup = {
  portal: { name: "Meta for Developers", url: "https://developers.facebook.com/apps" },
  steps: [
    "Create an app of type Business, or take the one that serves your Facebook Pages.",
    "For the Instagram login: add the product Instagram and open API setup with Instagram login. The Instagram app ID and the Instagram app secret stand there; they are not those of the Meta app.",
    "Under Set up Instagram business login enter the redirect address shown here, letter for letter: the dashboard may add a slash at the end, take it away again.",
    "In the same place enter the address “deauthorize” shown below as Deauthorize callback URL, and “data deletion” as Data deletion request URL.",
    `Ask for Advanced access to: ${loginScopes.join(", ")}.`,
    "For the way through a Facebook Page: add Facebook Login for Business to the Meta app, with the same redirect address, strict mode on, and a configuration for user access tokens if you use one. App ID and App secret are those of the Meta app.",
    `Ask for Advanced access to: ${pageScopes.join(", ")}.`,
    "Advanced access takes App Review (a screencast of each permission in use) and business verification; count in weeks. Until then add people as testers: Instagram testers accept in the Instagram app, under Website permissions.",
    "Switch the app from Development to Live.",
  ],
  prove: (call) => (wayOf(call) === "page" ? proveApp(call) : proveInstagramApp(call)),
};

/** A made-up code is refused as a code only by a network that knows app and secret; whatever else is refused is told. */
async function proveInstagramApp(call: Call): Promise<void> {
  try {
    await redeemNothing(call);
  } catch (failure) {
    if (!(failure instanceof NetworkFailure) || failure.diagnosis.rule !== "instagram/login-code") throw failure;
  }
}

import { Secret } from "#core/secret.ts";
import { NetworkFailure, type Call, type Setup } from "../network.ts";
import { post } from "./api.ts";

export const setup: Setup = {
  portal: { name: "LinkedIn Developer Portal, My apps", url: "https://www.linkedin.com/developers/apps" },
  steps: [
    "Create an app. LinkedIn ties it to a company page; a super admin of that page opens the verification link under Settings.",
    "Under Products, request “Sign In with LinkedIn using OpenID Connect” and “Share on LinkedIn”; both are given at once.",
    "For company pages, request “Community Management API” as well. It is for registered companies, and LinkedIn asks for papers and a review.",
    "Until that review is passed, enter “off” under Company pages here, so that personal profiles can be connected meanwhile.",
    "Under Auth, add the redirect address shown here, letter for letter, and take client ID and client secret from the same page.",
    "Look under Auth, OAuth 2.0 scopes, whether every permission listed here is there, and under OAuth 2.0 settings whether refresh tokens are enabled. Without them people renew by hand every 60 days, and are told so ahead.",
  ],
  prove,
};

/** A code that never was: an app that LinkedIn knows is told that there is no such code, any other that it is no client. */
async function prove(call: Call): Promise<void> {
  const code = Secret.of("latchkey-asks-whether-this-app-is-known");
  const redirect_uri = `${call.publicUrl}/v1/oauth/callback`;
  try {
    await post({ call, act: "connect" }, "accessToken", { grant_type: "authorization_code", code, redirect_uri });
  } catch (failure) {
    const isKnown = failure instanceof NetworkFailure && failure.diagnosis.cause === "session_ended";
    if (!isKnown) throw failure;
  }
}

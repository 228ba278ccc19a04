import { Secret } from "#core/secret.ts";
import { NetworkFailure, type Call, type Setup } from "../network.ts";
import { sendAsClient } from "./api.ts";
import { scopes } from "./capabilities.ts";

/** The operator's road to an app; NOTES.md has it with sources. */
export const setup: Setup = {
  portal: { name: "TikTok for Developers", url: "https://developers.tiktok.com/apps/" },
  steps: [
    "Sign in at developers.tiktok.com and connect an app under Manage apps. Let your organisation own it, so that it survives you.",
    "Add the products Login Kit and Content Posting API, and switch on Direct Post in the latter.",
    "In Login Kit enter the redirect address shown here, letter by letter, under Web. If it begins with http://localhost, enter it under Desktop instead: TikTok takes http there only.",
    `Ask for the scopes ${scopes.join(", ")}. One that is not approved makes every connection fail.`,
    "Under Webhooks enter this installation's public address followed by /v1/networks/tiktok/hooks/events. TikTok then tells at once when somebody removes the app.",
    "Copy client key and client secret into the fields here.",
    "Try it in TikTok's sandbox first: add your own account to its target users, and use the sandbox's key and secret until the app is approved.",
    "Submit the app for review with a recording of somebody connecting an account and publishing a video. Ask for the audit of the Content Posting API with it: until that is passed, only private accounts can publish, for themselves to see.",
  ],
  prove,
};

/**
 * A code that nobody was given, exchanged: TikTok looks at key and secret before it looks at the code. Whether it says
 * `invalid_grant` or `invalid_request` of such a code is unconfirmed; both come after the client was recognised.
 */
async function prove(call: Call): Promise<void> {
  try {
    await sendAsClient({ call, act: "connect" }, "/v2/oauth/token/", {
      grant_type: "authorization_code",
      code: Secret.of(Buffer.from(call.randomBytes(24)).toString("hex")),
      redirect_uri: `${call.publicUrl}/v1/oauth/callback`,
    });
  } catch (failure) {
    if (!(failure instanceof NetworkFailure) || !isAboutTheCode(failure)) throw failure;
  }
}

function isAboutTheCode({ diagnosis }: NetworkFailure): boolean {
  return /^tiktok\/invalid_(grant|request)/.test(diagnosis.rule);
}

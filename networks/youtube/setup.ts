import { Secret } from "#core/secret.ts";
import { NetworkFailure, type Call, type Setup } from "../network.ts";
import { readGoogleError, sendAsClient } from "./google.ts";

/** The operator's road to an app; the same steps with their sources stand in NOTES.md. */
export const setup: Setup = {
  portal: { name: "Google Cloud console", url: "https://console.cloud.google.com/apis/credentials" },
  steps: [
    "Create a Cloud project for YouTube alone. Disconnecting takes back all that a person gave to a project, so other Google products go into a project of their own.",
    "Under APIs & Services, Library, enable the YouTube Data API v3 and the YouTube Analytics API.",
    "Under OAuth consent screen choose the user type External, enter name, logo, the address of your privacy policy and your domain, and add the scopes youtube.upload, youtube.readonly, youtube.force-ssl and yt-analytics.readonly.",
    "Under Credentials create an OAuth client ID of the type Web application and enter the redirect address shown here among the authorized redirect URIs, letter for letter. Copy client ID and client secret into the fields here.",
    "Set the publishing status to In production. While it says Testing, only the testers you list can connect, and every connection dies after seven days.",
    "Ask for verification of the scopes (a video of somebody connecting and of what is done with each scope). Until it is granted people see a warning, and at most 100 can connect.",
    "Ask for the YouTube API audit: projects that were not audited can upload, but YouTube locks every video to private. The same form raises the quota of 10,000 units a day.",
    "If you want removed accounts noticed at once instead of within twelve hours, register the address “risc” shown below for Cross-Account Protection: enable the RISC API, create a service account with the role RISC Configuration Admin, and send one stream:update as Google's guide describes.",
  ],
  prove,
};

/** A refresh with a token that does not exist changes nothing: `invalid_client` to a wrong id or secret, `invalid_grant` to a right one. */
async function prove(call: Call): Promise<void> {
  try {
    const form = { grant_type: "refresh_token", refresh_token: Secret.of("1//latchkey-asks-whether-the-app-is-known") };
    await sendAsClient({ call, act: "connect" }, form);
  } catch (failure) {
    if (!(failure instanceof NetworkFailure) || readGoogleError(failure.evidence)?.code !== "invalid_grant")
      throw failure;
  }
}

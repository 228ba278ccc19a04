import { Secret } from "#core/secret.ts";
import { appSettings } from "./app-settings.ts";
import { NetworkFailure, type Call, type Setting } from "../network.ts";
import { readGoogleError, sendAsClient } from "./google-calls.ts";

/** What the operator enters of an OAuth client. */
export const clientSettings: readonly Setting[] = appSettings(
  {
    label: "Client ID",
    help: "In the Google Cloud console under APIs & Services, Credentials; it ends with .apps.googleusercontent.com.",
  },
  { label: "Client secret", help: "On the page of the same OAuth client. It begins with GOCSPX-." },
);

/** Said before somebody disconnects; what "the same" means: google-login.ts, `revokesAllOf`. */
export const whatRevokingEnds =
  "Google then ends everything that this Google account gave to the same Cloud project, in other programs too. Here nothing else hangs on it; as long as something does, on YouTube or Google Business Profile, Latchkey gives nothing back.";

/** The steps that are the same for every product of Google's. */
export const clientSteps = {
  credentials:
    "Under Credentials create an OAuth client ID of the type Web application and enter the redirect address shown here among the authorized redirect URIs, letter for letter. Copy client ID and client secret into the fields here.",
  publish:
    "Set the publishing status to In production. While it says Testing, only the testers you list can connect, and every connection dies after seven days.",
  risc: "If you want removed accounts noticed at once instead of within twelve hours, register the address “risc” shown below for Cross-Account Protection: enable the RISC API, create a service account with the role RISC Configuration Admin, and send one stream:update as Google's guide describes.",
} as const;

/** A refresh with a token that does not exist changes nothing: `invalid_client` to a wrong id or secret, `invalid_grant` to a right one. */
export async function proveClient(call: Call): Promise<void> {
  try {
    const form = { grant_type: "refresh_token", refresh_token: Secret.of("1//latchkey-asks-whether-the-app-is-known") };
    await sendAsClient({ call, act: "connect" }, form);
  } catch (failure) {
    if (!(failure instanceof NetworkFailure) || readGoogleError(failure.evidence)?.code !== "invalid_grant")
      throw failure;
  }
}

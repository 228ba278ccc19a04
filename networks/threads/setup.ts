import { isTemporary } from "#core/diagnosis.ts";
import { readAs, judgeAnew, type Asking } from "../kit/asking.ts";
import { NetworkFailure, type Call, type Setup } from "../network.ts";
import { apiHost, appRefused } from "./api.ts";
import { scopes } from "./capabilities.ts";
import { appTokenAnswer } from "./wire.ts";

/** The operator's road to an app; the same steps with their sources stand in NOTES.md. */
export const setup: Setup = {
  portal: { name: "Meta for Developers", url: "https://developers.facebook.com/apps" },
  steps: [
    "Create an app with the use case Access the Threads API, or add that use case to the app of your Facebook Pages.",
    "Open the use case, then Settings. The Threads app ID and the Threads app secret stand there; they are not the App ID and App secret of the Meta app, and with those Threads shows error 1349026.",
    "Enter the redirect address shown here under Redirect Callback URLs and press Enter, so that it becomes a chip: without that it is dropped silently. It must begin with https. If the dashboard adds a slash at the end, take it away again.",
    "Enter the address “deauthorize” shown below as Uninstall Callback URL, and “data deletion” as Delete Callback URL.",
    "Until the app is approved, add each profile under App roles, Roles, Threads tester. Its holder accepts in the Threads settings under Account, Website permissions, Invites; before that Threads shows error 1349245.",
    `For everybody else ask for Advanced Access to ${scopes.join(", ")}. That takes App Review (a screencast of connecting, publishing, answering and reading insights) and business verification; count in weeks.`,
    "Switch the app from Development to Live.",
  ],
  prove,
};

/** The app asks for a token of its own, which Threads gives to whoever knows id and secret, and which is dropped at once (app access tokens, 2026-07-02). */
async function prove(call: Call): Promise<void> {
  const asking: Asking = { call, act: "probe" };
  readAs(asking, await askOwnToken(asking), appTokenAnswer);
}

async function askOwnToken(asking: Asking) {
  const { clientId, clientSecret } = asking.call.app;
  const query = { client_id: clientId, client_secret: clientSecret, grant_type: "client_credentials" };
  try {
    return await asking.call.send(asking.act, { url: `https://${apiHost}/oauth/access_token`, query });
  } catch (failure) {
    // In which words it refuses an app is not documented; that it does is all this question can show.
    const isRefusal = failure instanceof NetworkFailure && !isTemporary(failure.diagnosis);
    throw isRefusal ? judgeAnew(asking, failure, appRefused) : failure;
  }
}

import { Secret } from "#core/secret.ts";
import { judgeAnew, type Asking } from "../kit/asking.ts";
import { NetworkFailure } from "../network.ts";
import { aboutTheApp, own, readXError, sendAsApp, tokenRefused } from "./api.ts";

/**
 * Exchanges a code that nobody was given: that changes nothing and costs nothing. X says "Value passed for the authorization
 * code was invalid." to an app it knows, and `unauthorized_client` or `invalid_client` to others (both quoted by clients;
 * that X looks at the app before the code is inferred from that). Returns when the app is known; throws `app-rejected`
 * when it is not.
 */
export async function proveApp(asking: Asking): Promise<void> {
  const chance = (count: number) => Secret.of(Buffer.from(asking.call.randomBytes(count)).toString("hex"));
  try {
    await sendAsApp(asking, "/oauth2/token", {
      grant_type: "authorization_code",
      code: chance(24),
      redirect_uri: `${asking.call.publicUrl}/v1/oauth/callback`,
      code_verifier: chance(32),
    });
  } catch (failure) {
    if (!(failure instanceof NetworkFailure)) throw failure;
    const said = whatIsSaid(failure);
    if (said === "of the code") return;
    if (said === "of the app") judgeAnew(asking, failure, own.clientRefused);
    throw failure;
  }
}

/** What the refusal is about; undefined: a server in trouble, a limit, or words that nobody knows. */
function whatIsSaid({ evidence }: NetworkFailure): "of the code" | "of the app" | undefined {
  const { status, body } = evidence;
  const { code, words = "" } = readXError({ body }) ?? {};
  if ((status !== 400 && status !== 401) || typeof code !== "string") return undefined;
  if (code.endsWith("_client")) return "of the app";
  if (!tokenRefused.includes(code)) return undefined;
  return aboutTheApp.test(words) ? "of the app" : "of the code";
}

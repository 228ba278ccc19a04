import type { Refusal } from "../network.ts";

/** R78. Said wherever an ad account shows up: before the redirect, and when one comes back from TikTok. */
export const adAccountsRefused =
  "Ad accounts (TikTok Ads Manager, advertiser accounts) cannot be connected: they have no profile and no videos. Connect the TikTok account that the ads run with; it has a login of its own.";

/** Errors of the callback that the operator's app causes, not the person ("Error handling"; `non_sandbox_target`: sandbox). */
const appErrors = new Set([
  "invalid_client",
  "unauthorized_client",
  "invalid_scope",
  "invalid_request",
  "unsupported_response_type",
  "non_sandbox_target",
]);

/** `auth_code` is what TikTok's advertising interface sends back, for ad accounts; Login Kit never does. */
export function refusal(params: URLSearchParams): Refusal | undefined {
  const error = params.get("error")?.trim();
  if (error) {
    const words = params.get("error_description")?.trim().slice(0, 300) || error;
    if (error === "access_denied") return { what: "cancelled", words };
    return { what: appErrors.has(error) ? "app_rejected" : "failed", words };
  }
  if (params.has("auth_code")) return { what: "failed", words: adAccountsRefused };
  return params.get("code") ? undefined : { what: "failed", words: "TikTok sent neither a code nor a reason." };
}

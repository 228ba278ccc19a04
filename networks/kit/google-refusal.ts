import type { Refusal } from "../network.ts";

/** Errors that the operator's app causes, not the person (error table of "OAuth 2.0 for web server applications"). */
const appErrors = new Set([
  "invalid_client",
  "deleted_client",
  "unauthorized_client",
  "org_internal",
  "redirect_uri_mismatch",
  "invalid_request",
  "invalid_scope",
  "unsupported_response_type",
  "disallowed_useragent",
]);

const adminBlocks =
  "The administrator of this Google Workspace does not allow the app. They allow it in the Admin console under Security, API controls.";

/** Most refusals are shown at Google and never come back; those that do carry a word of RFC 6749 or of Google's own. */
export function refusal(params: URLSearchParams): Refusal | undefined {
  const error = params.get("error")?.trim();
  const words = (params.get("error_description")?.trim() || error)?.slice(0, 300);
  if (error === "access_denied") return { what: "cancelled", words: words ?? error };
  if (error === "admin_policy_enforced") return { what: "failed", words: adminBlocks };
  if (error && appErrors.has(error)) return { what: "app_rejected", words: words ?? error };
  if (params.has("error")) return { what: "failed", words: words || "Google named no reason." };
  return params.get("code") ? undefined : { what: "failed", words: "Google sent neither a code nor a reason." };
}

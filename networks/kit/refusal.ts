import type { Refusal } from "../network.ts";

/** Reads a callback by RFC 6749 §4.1.2.1; an error that the standard does not know is a failure with its own words. */
export function readStandardRefusal(params: URLSearchParams, network: string): Refusal | undefined {
  const error = params.get("error")?.trim();
  const words = (params.get("error_description")?.trim() || error)?.slice(0, 300);
  if (error === "access_denied") return { what: "cancelled", words: words ?? error };
  if (error && /^(unauthorized_client|invalid_(client|scope|request))$/.test(error))
    return { what: "app_rejected", words: words ?? error };
  if (params.has("error")) return { what: "failed", words: words || `${network} named no reason.` };
  return params.get("code") ? undefined : { what: "failed", words: `${network} sent neither a code nor a reason.` };
}

import { Secret } from "#core/secret.ts";
import type { Asking } from "../kit/asking.ts";
import { NetworkFailure, type Call, type Registered, type Servers } from "../network.ts";
import { readAnswer, serverUrl } from "./api.ts";
import { broadScopes, scopes } from "./capabilities.ts";
import { appAnswer } from "./wire.ts";

export const servers = { serverOf, register } satisfies Servers;

/** What apps put around a name that is pasted: marks for the direction of writing, spaces. */
const invisible = /[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\s]/g;

/**
 * What people type: `@anna@example.social`, `example.social`, the address of their profile as their browser shows it. Comes back as
 * a browser would ask for it, in ASCII: a look-alike in another alphabet shows as the `xn--…` that it is, and is another server.
 */
function serverOf(identifier: string): string | undefined {
  const typed = identifier.replaceAll(invisible, "");
  const isAddress = /^https:\/\//i.test(typed) || /[/?#]/.test(typed);
  const host = isAddress
    ? typed.replace(/^https:\/\//i, "").replace(/[/?#].*$/s, "")
    : /^(?:@?[\w.-]+@)?([^@]+)$/.exec(typed)?.[1];
  // In an address a name before "@" is a login, and whoever sees it takes it for the server. A port or an escape has no honest use.
  if (host === undefined || /[@:\\%]/.test(host)) return undefined;
  const hostname = URL.parse(`https://${host}/`)?.hostname.replace(/\.$/, "") ?? "";
  return isServerName(hostname) ? hostname : undefined;
}

/** At least two labels, the last one no number: so neither an IP address, however it is written, nor a name of a private network. */
function isServerName(hostname: string): boolean {
  const labels = hostname.split(".");
  const areLabels = labels.every((label) => /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(label));
  return areLabels && labels.length > 1 && hostname.length <= 253 && /^[a-z]/.test(labels.at(-1) ?? "");
}

/** A server without the scopes that we ask for one by one gets them as a whole; what was registered stands in the app's settings. */
async function register(call: Call, redirectUri: string): Promise<Registered> {
  const asking: Asking = { call, act: "connect" };
  try {
    return await registerFor(asking, redirectUri, scopes);
  } catch (failure) {
    if (!isAboutScopes(failure)) throw failure;
    return registerFor(asking, redirectUri, broadScopes);
  }
}

async function registerFor(asking: Asking, redirectUri: string, wanted: readonly string[]): Promise<Registered> {
  const { call, act } = asking;
  const scope = wanted.join(" ");
  const answer = await call.send(act, {
    url: serverUrl(call, "/api/v1/apps"),
    // One text, as before 4.3: a list is understood by newer servers only.
    json: { client_name: "Latchkey", redirect_uris: redirectUri, scopes: scope, website: call.publicUrl },
  });
  const { client_id, client_secret } = readAnswer(asking, answer, appAnswer);
  return { clientId: client_id, clientSecret: Secret.of(client_secret), settings: { scope } };
}

/** 422 "Validation failed: Scopes doesn't match configured on the server."; the words may be translated, "scope" hardly is. */
function isAboutScopes(failure: unknown): boolean {
  if (!(failure instanceof NetworkFailure)) return false;
  const { status, body } = failure.evidence;
  return (status === 400 || status === 422) && /scope/i.test(JSON.stringify(body) ?? "");
}
